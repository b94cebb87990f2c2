// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.util.SplittableRandom;

/**
 * The wait before a transaction is tried again: drawn evenly from zero to a limit that begins at 5
 * ms and doubles up to 1 s ("full jitter"). Immutable.
 */
record Backoff(Clock clock, Deadline deadline) {

  private static final long FIRST_NANOS = 5_000_000;
  private static final long MOST_NANOS = 1_000_000_000;
  private static final int MOST_DOUBLINGS = 8;

  /**
   * Waits.
   *
   * @param failed how many attempts have failed, from 1
   * @return false where the thread is interrupted, or the deadline would pass before
   */
  boolean await(int failed) {
    long now = clock.nanos();
    long until = now + nanos(failed, new SplittableRandom(now));
    if (deadline.atNanos() <= until) {
      return false;
    }
    while (clock.nanos() < until && !Thread.currentThread().isInterrupted()) {
      clock.parkUntil(this, until);
    }
    return !Thread.currentThread().isInterrupted();
  }

  static long nanos(int failed, SplittableRandom random) {
    long limit = FIRST_NANOS << Math.min(failed - 1, MOST_DOUBLINGS);
    return random.nextLong(Math.min(limit, MOST_NANOS) + 1);
  }
}
