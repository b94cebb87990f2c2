// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Prints how fast the simulator is, and proves that schedules leave nothing behind. */
class SimSpeedTest {

  private static final int THREADS = 5;
  private static final int PARKS = 12;
  private static final int BLOCK = 50_000;

  /**
   * Five threads that hand a token round, about 60 steps; where abandoned, one stays parked and one
   * unfinished.
   */
  private static int schedule(long seed, boolean abandoned) {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(seed))) {
      SimThread[] ring = new SimThread[THREADS];
      int[] token = new int[1];
      for (int t = 0; t < THREADS; t++) {
        int id = t;
        ring[t] =
            sim.caller(
                "ring",
                () -> {
                  for (int i = 0; i < PARKS; i++) {
                    while (token[0] != id + i * THREADS) {
                      LockSupport.park(token);
                    }
                    token[0]++;
                    LockSupport.unpark(ring[(id + 1) % THREADS].thread());
                  }
                });
      }
      if (abandoned) {
        sim.caller("for ever", () -> LockSupport.park(token));
        sim.service("waits too", () -> sim.clock().parkUntil(token, Long.MAX_VALUE));
      }
      SimOutcome outcome = sim.run();
      assertThat(outcome.end())
          .isEqualTo(abandoned ? SimOutcome.End.STUCK : SimOutcome.End.FINISHED);
      return outcome.steps();
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void heapStaysFlatOver200_000SchedulesHalfOfThemAbandoned() {
    long[] used = new long[4];
    for (int block = 0; block < used.length; block++) {
      long start = cpuNanos();
      long steps = 0;
      for (int i = 0; i < BLOCK; i++) {
        steps += schedule(i, i % 2 == 1);
      }
      double seconds = (cpuNanos() - start) / 1e9;
      used[block] = usedBytes();
      System.out.printf(
          "sim: %,.0f schedules and %,.0f steps a second of CPU, %,d steps each, heap %,d KiB%n",
          BLOCK / seconds, steps / seconds, steps / BLOCK, used[block] >> 10);
    }
    assertThat(used[used.length - 1] - used[0]).isLessThan(2 << 20);
  }
}
