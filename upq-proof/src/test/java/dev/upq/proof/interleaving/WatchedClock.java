// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimThread;
import dev.upq.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * The simulator's clock, which sees a thread that spins: it asks for the time, or parks without
 * being parked, again and again within one step. Confined to its scheduler's threads.
 */
final class WatchedClock implements Clock {

  private static final int MOST_CALLS_IN_A_STEP = 10_000;

  private final SimScheduler sim;
  private final Map<SimThread, Runnable> pending = new HashMap<>();
  private int step = -1;
  private int calls;

  WatchedClock(SimScheduler sim) {
    this.sim = sim;
  }

  /**
   * Runs it once when the current thread has next read the clock: no other runs between that and
   * what the thread does then.
   */
  void afterNextReading(Runnable action) {
    pending.put(sim.current(), action);
  }

  @Override
  public long nanos() {
    count();
    long now = sim.clock().nanos();
    Runnable action = pending.remove(sim.current());
    if (action != null) {
      action.run();
    }
    return now;
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    count();
    sim.clock().parkUntil(blocker, deadlineNanos);
  }

  private void count() {
    if (sim.steps() != step) {
      step = sim.steps();
      calls = 0;
    }
    if (++calls > MOST_CALLS_IN_A_STEP) {
      throw new AssertionError(sim.current() + " spins");
    }
  }
}
