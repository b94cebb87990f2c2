// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import java.time.Duration;

/**
 * The pauses between attempts that fail: each limit is twice the one before, up to the longest, and
 * each pause is drawn evenly from what lies below its limit ("full jitter"), so that many clients
 * of one server do not come back at the same moment. One thread at a time.
 */
public final class Backoff {

  /** The limit of the first pause. */
  public static final Duration LEAST = Duration.ofMillis(50);

  private static final int MOST_DOUBLINGS = 30;

  private final long mostNanos;
  private final Chance chance;
  private int failures;

  /**
   * @param most the limit that is not passed, at least {@link #LEAST}
   */
  public Backoff(Duration most, Chance chance) {
    this.mostNanos = most.toNanos();
    this.chance = chance;
  }

  /**
   * The next pause in nanoseconds, at least one.
   *
   * @param now a reading of the clock
   */
  public long next(long now) {
    long limit = Math.min(mostNanos, LEAST.toNanos() << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return 1 + chance.below(limit, now);
  }

  /** An attempt has succeeded. */
  public void reset() {
    failures = 0;
  }
}
