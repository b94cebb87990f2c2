// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts of a pool's prepared statements, which are kept by somebody else: they go on where the
 * pool is closed and another opens under its name, and never fall. Thread-safe.
 */
final class Rising {

  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final AtomicLong evictions = new AtomicLong();
  private volatile StatementCounts before = StatementCounts.NONE;

  /** As they stand, where the pool that is open now tells so many. */
  StatementCounts with(StatementCounts now) {
    StatementCounts base = before;
    return new StatementCounts(
        risen(hits, base.hits() + now.hits()),
        risen(misses, base.misses() + now.misses()),
        risen(evictions, base.evictions() + now.evictions()));
  }

  /** The pool that told so many last tells no more. */
  void closed(StatementCounts last) {
    before = with(last);
  }

  private static long risen(AtomicLong highest, long value) {
    return highest.accumulateAndGet(value, Math::max);
  }
}
