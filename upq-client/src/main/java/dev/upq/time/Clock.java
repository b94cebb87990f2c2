// SPDX-License-Identifier: Apache-2.0
package dev.upq.time;

import java.time.Instant;

/** Monotonic time and timed waiting. Implementations are thread-safe. Users replace it in tests. */
public interface Clock {

  /** A point in time that never comes. */
  long NEVER = Long.MAX_VALUE;

  /** The JVM's own monotonic clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }

  /**
   * Nanoseconds since a fixed origin, never negative, never running backwards. Two readings of one
   * clock may be compared with {@code <}.
   */
  long nanos();

  /** What a clock on the wall shows. To be shown, never to be waited by: it may jump. */
  default Instant wall() {
    return Instant.now();
  }

  /**
   * Parks the calling thread until it is unparked, is interrupted, or {@code deadlineNanos} has
   * come; may also return for no reason. A permit that was given before is consumed at once.
   * Callers loop on their condition.
   *
   * @param blocker what the thread waits for, for thread dumps
   * @param deadlineNanos a reading of this clock, or {@link #NEVER}
   */
  void parkUntil(Object blocker, long deadlineNanos);
}
