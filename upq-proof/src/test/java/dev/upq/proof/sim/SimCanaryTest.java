// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.proof.sim.CanaryMultiplexer.Mistake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The simulator, the model and the oracle together: planted mistakes are caught, and nothing else
 * is.
 */
class SimCanaryTest {

  private static final int CALLERS = 3;
  private static final int STATEMENTS = 2;

  /** Three callers share one session; each may be interrupted at any step, and then asks on. */
  private static SimSweep.Plan prepare(SimScheduler sim, Mistake mistake) {
    SimTransport transport = new SimTransport(sim);
    ModelServer server = new ModelServer(sim);
    transport.listen(WireClient.DB, server);
    NonceOracle oracle = new NonceOracle();
    List<SimThread> callers = new ArrayList<>();
    CanaryMultiplexer[] shared = new CanaryMultiplexer[1];
    sim.service(
        "opener",
        () -> {
          shared[0] = new CanaryMultiplexer(sim, WireClient.login(transport, 2), mistake);
        });
    sim.run().check();
    CanaryMultiplexer multiplexer = shared[0];
    for (int c = 0; c < CALLERS; c++) {
      long first = 100L * c + c;
      callers.add(sim.caller("caller-" + c, () -> ask(multiplexer, oracle, first)));
    }
    return SimSweep.Plan.checking(
            outcome -> {
              oracle.check(outcome.options());
              assertThat(oracle.right() + oracle.failures()).isEqualTo(CALLERS * STATEMENTS);
              assertThat(server.idle()).isTrue();
              multiplexer.close();
              assertThat(sim.run().check().services()).isEmpty();
              assertThat(server.living()).isEmpty();
            })
        .interrupting(callers);
  }

  private static void ask(CanaryMultiplexer multiplexer, NonceOracle oracle, long first) {
    for (long nonce = first; nonce < first + STATEMENTS; nonce++) {
      try {
        CanaryMultiplexer.Slot slot = multiplexer.ask("nonce $1", nonce);
        oracle.answered("nonce $1", nonce, slot.rows, slot.tag);
      } catch (InterruptedException e) {
        oracle.gaveUp();
      }
    }
  }

  @Test
  @DisplayName("I1 Z4 the right multiplexer survives an interrupt at every step")
  void rightMultiplexerSurvivesAnInterruptAtEveryStep() {
    SimSweep sweep = new SimSweep(SimOptions::swarm, 0, 100, 2);
    SimSweep.Totals totals = sweep.everyStep(sim -> prepare(sim, Mistake.NONE));
    System.out.println("sim: multiplexer over the model server, " + totals);
    assertThat(totals.schedules()).isGreaterThan(100 * 3 * 10);
  }

  @Test
  @DisplayName("Z4 a slot that its caller removes is caught by the oracle as a wrong delivery")
  void slotRemovedByTheCallerIsCaught() {
    SimSweep sweep = new SimSweep(SimOptions::swarm, 0, 5, 1);
    assertThat(sweep.everySeed(sim -> prepare(sim, Mistake.CALLER_REMOVES_ITS_SLOT)).schedules())
        .isEqualTo(5);
    assertThatThrownBy(() -> sweep.everyStep(sim -> prepare(sim, Mistake.CALLER_REMOVES_ITS_SLOT)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("wrong delivery")
        .hasMessageContaining("interrupt caller-")
        .hasMessageContaining("seed");
  }

  @Test
  @DisplayName("Z4 a waiter that registers too late is caught as a lost wake-up")
  void lostWakeUpInTheMultiplexerIsCaught() {
    SimSweep sweep = new SimSweep(SimOptions::swarm, 0, 400, 1);
    assertThatThrownBy(
            () -> sweep.everySeed(sim -> prepare(sim, Mistake.CALLER_LOOKS_BEFORE_IT_REGISTERS)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("STUCK")
        .hasMessageContaining("CanaryMultiplexer.ask");
  }
}
