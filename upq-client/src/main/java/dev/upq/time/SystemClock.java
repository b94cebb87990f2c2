// SPDX-License-Identifier: Apache-2.0
package dev.upq.time;

import java.util.concurrent.locks.LockSupport;

/** {@link System#nanoTime()}, counted from when this class was loaded. Thread-safe. */
final class SystemClock implements Clock {

  static final SystemClock INSTANCE = new SystemClock();

  private final long origin = System.nanoTime();

  private SystemClock() {}

  @Override
  public long nanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    if (deadlineNanos == NEVER) {
      LockSupport.park(blocker);
      return;
    }
    long left = deadlineNanos - nanos();
    if (left > 0) {
      LockSupport.parkNanos(blocker, left);
    }
  }
}
