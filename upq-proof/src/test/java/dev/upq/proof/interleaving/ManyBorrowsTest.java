// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Borrows by the thousand in each schedule, and nothing is lost on the way. */
class ManyBorrowsTest {

  private static final long BORROWS = Long.getLong("upq.pool.borrows", 20_000);

  /** A heavy scenario is run a tenth as often as it is asked for. */
  private static final long SCHEDULES = 10 * BORROWS / SupervisorScenarios.BORROWS;

  @Test
  @DisplayName("L2 L4 RS-22: borrowed, broken, left dirty, evicted and given back, nothing leaks")
  void nothingLeaks() {
    long ran = Sweeps.OTHERS.run(SupervisorScenarios.borrows(), SCHEDULES);
    assertThat(ran * SupervisorScenarios.BORROWS).isGreaterThanOrEqualTo(BORROWS);
  }
}
