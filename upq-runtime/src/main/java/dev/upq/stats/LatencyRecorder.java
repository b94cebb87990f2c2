// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts times. Thread-safe, without locks; an observation is two or three atomic additions.
 *
 * <p>There is one array of cells from the first observation on, and more as soon as threads get in
 * each other's way, up to about one a processor. A cell only rises, so whoever reads twice never
 * sees less.
 */
final class LatencyRecorder {

  private static final int MAX_STRIPES = 16;

  private static final int STRIPES =
      Integer.highestOneBit(
          Math.min(MAX_STRIPES, 2 * Runtime.getRuntime().availableProcessors() - 1));

  /** Spreads thread numbers, which count up. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Ladder ladder;
  private final int sumAt;
  private final int rowsAt;
  // The first is everybody's, until somebody is in another's way.
  private final AtomicReferenceArray<@Nullable AtomicLongArray> stripes;

  LatencyRecorder(Ladder ladder) {
    this.ladder = ladder;
    this.sumAt = ladder.cells();
    this.rowsAt = sumAt + 1;
    this.stripes = new AtomicReferenceArray<>(STRIPES);
  }

  /** One observation; a negative time, which a clock should not give, counts as none. */
  void record(long nanos) {
    record(nanos, 0);
  }

  /** One observation, with so many rows. */
  void record(long nanos, long rows) {
    long time = Math.max(0, nanos);
    int cell = ladder.cell(time);
    int stripe = (int) ((Thread.currentThread().threadId() * SPREAD) >>> 32) & (STRIPES - 1);
    AtomicLongArray its = stripes.get(stripe);
    AtomicLongArray cells = its == null ? made(0) : its;
    long seen = cells.getPlain(cell);
    if (!cells.weakCompareAndSetVolatile(cell, seen, seen + 1)) {
      cells = made(stripe);
      cells.getAndIncrement(cell);
    }
    cells.getAndAdd(sumAt, time);
    if (rows > 0) {
      cells.getAndAdd(rowsAt, rows);
    }
  }

  /** The cells of a stripe, made where there are none. */
  private AtomicLongArray made(int stripe) {
    AtomicLongArray its = stripes.get(stripe);
    if (its != null) {
      return its;
    }
    AtomicLongArray fresh = new AtomicLongArray(rowsAt + 1);
    AtomicLongArray before = stripes.compareAndExchange(stripe, null, fresh);
    return before == null ? fresh : before;
  }

  /** What was observed so far, in one pass over the cells. */
  LatencySnapshot snapshot() {
    long[] counts = new long[ladder.cells()];
    for (int cell = 0; cell < counts.length; cell++) {
      counts[cell] = sum(cell);
    }
    return new LatencySnapshot(ladder, counts, sum(sumAt));
  }

  /** All rows together. */
  long rows() {
    return sum(rowsAt);
  }

  private long sum(int at) {
    long sum = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      AtomicLongArray its = stripes.get(stripe);
      sum += its == null ? 0 : its.get(at);
    }
    return sum;
  }
}
