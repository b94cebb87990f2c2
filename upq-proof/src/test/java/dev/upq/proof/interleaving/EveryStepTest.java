// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No wrong answer, no dirty hand-out, no leaked slot, nobody stuck and nothing left behind,
 * whatever strikes before whichever step.
 */
class EveryStepTest {

  private static final long SCHEDULES = Long.getLong("upq.sim.schedules", 520_000);

  /** A part of the names of those that are to run; all of them unless set. */
  private static final String NAMED = System.getProperty("upq.sim.scenarios", "");

  private static final List<Scenario> SCENARIOS =
      Scenario.all().stream().filter(each -> each.name().contains(NAMED)).toList();
  private static final int KINDS = 3;
  private static final long SHARE = SCHEDULES / KINDS / SCENARIOS.size() + 1;
  private static final AtomicLong RAN = new AtomicLong();

  private static List<Scenario> scenarios() {
    return SCENARIOS;
  }

  @AfterAll
  static void told() {
    System.out.printf(Locale.ROOT, "I1 I2: %,d schedules%n", RAN.get());
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @DisplayName("I1 L1 L3 L4 L5 RS-12 RS-13 RS-21 RS-22: an interrupt before every step")
  void interruptBeforeEveryStepHarmsNobodyElse(Scenario scenario) {
    long ran = Sweeps.INTERRUPTS.run(scenario, SHARE);
    RAN.addAndGet(ran);
    assertThat(ran).isGreaterThanOrEqualTo(scenario.heavy() ? 1 : SHARE);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @DisplayName("I1 I2: an interrupt before every step, and something else soon after")
  void interruptFollowedByAnotherFaultIsOvercome(Scenario scenario) {
    long ran = Sweeps.BOTH.run(scenario, SHARE);
    RAN.addAndGet(ran);
    assertThat(ran).isGreaterThanOrEqualTo(scenario.heavy() ? 1 : SHARE);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @DisplayName("I2 L1 L3 L4 L5 RS-21 RS-22: a deadline, close, cut or crash before every step")
  void otherFaultBeforeEveryStepIsExplainedAndOvercome(Scenario scenario) {
    long ran = Sweeps.OTHERS.run(scenario, SHARE);
    RAN.addAndGet(ran);
    assertThat(ran).isGreaterThanOrEqualTo(scenario.heavy() ? 1 : SHARE);
  }
}
