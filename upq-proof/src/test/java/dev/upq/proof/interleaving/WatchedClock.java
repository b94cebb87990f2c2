// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.proof.sim.SimScheduler;
import dev.upq.time.Clock;

/**
 * The simulator's clock, which sees a thread that spins: it asks for the time, or parks without
 * being parked, again and again within one step. Confined to its scheduler's threads.
 */
final class WatchedClock implements Clock {

  private static final int MOST_CALLS_IN_A_STEP = 10_000;

  private final SimScheduler sim;
  private int step = -1;
  private int calls;

  WatchedClock(SimScheduler sim) {
    this.sim = sim;
  }

  @Override
  public long nanos() {
    count();
    return sim.clock().nanos();
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
