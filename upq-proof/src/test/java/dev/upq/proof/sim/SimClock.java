// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Virtual time. It starts at 0, moves a little with each step, and jumps to the next timer where
 * nothing else can run. Confined to its scheduler's threads.
 */
public final class SimClock implements Clock {

  private final SimScheduler scheduler;
  private final SimTimers timers;
  private long now;

  SimClock(SimScheduler scheduler, SimTimers timers) {
    this.scheduler = scheduler;
    this.timers = timers;
  }

  /** The virtual time; other threads may run first. */
  @Override
  public long nanos() {
    scheduler.yieldPoint();
    return now;
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    Thread thread = scheduler.current().thread();
    scheduler.yieldPoint();
    if (deadlineNanos == NEVER) {
      LockSupport.park(blocker);
    } else if (deadlineNanos > now) {
      SimTimers.Timer timer = timers.add(deadlineNanos, () -> LockSupport.unpark(thread));
      LockSupport.park(blocker);
      timers.cancel(timer);
    }
  }

  /**
   * Parks the current simulated thread for a while of virtual time, whatever unparks it; an
   * interrupt ends it early.
   */
  public void pause(Duration duration) {
    long until = now + duration.toNanos();
    while (now < until && !Thread.currentThread().isInterrupted()) {
      parkUntil(this, until);
    }
  }

  /**
   * Runs an action on the scheduler's platform thread once that much virtual time has passed. It
   * must not block.
   */
  public void after(Duration delay, Runnable action) {
    timers.add(now + delay.toNanos(), action);
  }

  /** Lets time jump: what falls due, fires before the next step. */
  public void advance(Duration duration) {
    now += duration.toNanos();
  }

  /** Lets time jump to the next timer; false where there is none. */
  public boolean jumpToNextTimer() {
    long next = timers.next();
    if (next == Long.MAX_VALUE) {
      return false;
    }
    now = Math.max(now, next);
    return true;
  }

  long now() {
    return now;
  }

  void tick(long nanos) {
    now += nanos;
  }
}
