// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.proof.sim.SimOptions;
import dev.upq.proof.sim.SimSweep;
import dev.upq.proof.sim.SimSweep.Totals;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Subscribing, unsubscribing and closing while notifications arrive, the connection is lost and
 * another is made. Longer: {@code -Dupq.sim.listeners=N} schedules. {@code
 * -Dupq.sim.listeners.replay=seed:step:fault} runs the one that a failure names; the step -1 is
 * without a fault.
 */
class ListenersTest {

  private static final long SCHEDULES = Long.getLong("upq.sim.listeners", 2_500);
  private static final String REPLAY = System.getProperty("upq.sim.listeners.replay", "");
  private static final int PLATFORM_THREADS = 2;
  private static final int SEEDS_AT_ONCE = 2;

  @Test
  @DisplayName(
      "N1 N2 NT-03 NT-08 NT-09 NT-16 NT-21 NT-22: an interrupt, a cut, a crash or close before"
          + " every step: nothing is missing outside a gap, nothing comes twice, what is listened"
          + " to is what is wanted")
  void whoeverStaysHearsAllOrIsToldOfAGap() {
    long ran = 0;
    long steps = 0;
    long nanos = 0;
    int seed = 0;
    for (; ran < SCHEDULES; seed += SEEDS_AT_ONCE) {
      Totals totals =
          new SimSweep(SimOptions::swarm, seed, SEEDS_AT_ONCE, PLATFORM_THREADS)
              .everyStep(Listeners::prepare);
      ran += totals.schedules();
      steps += totals.steps();
      nanos += totals.nanos();
    }
    System.out.printf(
        Locale.ROOT,
        "N2: %,d seeds, %,d schedules of %d steps in %.1f s%n",
        seed,
        ran,
        steps / ran,
        nanos / 1e9);
    assertThat(ran).isGreaterThanOrEqualTo(SCHEDULES);
  }

  @Test
  @EnabledIfSystemProperty(named = "upq.sim.listeners.replay", matches = ".+")
  void oneScheduleAgain() throws Exception {
    String[] parts = REPLAY.split(":");
    new SimSweep(SimOptions::swarm, 0, 1, 1)
        .once(
            Listeners::prepare,
            Long.parseLong(parts[0]),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]));
  }
}
