// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import dev.upq.config.HostPort;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgServerException;
import dev.upq.proof.sim.ModelServer;
import dev.upq.proof.sim.NonceOracle;
import dev.upq.proof.sim.SimOptions;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimSweep;
import dev.upq.proof.sim.SimSweep.Plan;
import dev.upq.proof.sim.SimThread;
import dev.upq.proof.sim.SimTransport;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One caller, one connection: it is interrupted in one statement and asks the next at once. The
 * signal for the first is on its way meanwhile, sometimes for long.
 */
class LateCancelTest {

  private static final HostPort DB = new HostPort("127.0.0.1", 5432);
  private static final int SEEDS = 24;
  private static final int PLATFORM_THREADS = 2;
  private static final int DELAY_STEP_MICROS = 40;

  @Test
  @DisplayName("I4: an interrupt before every step, and a further statement on the same connection")
  void cancelNeverHitsTheStatementAfterTheOneItIsFor() {
    new SimSweep(SimOptions::swarm, 0, SEEDS, PLATFORM_THREADS).everyStep(LateCancelTest::prepare);
  }

  private static Plan prepare(SimScheduler sim) {
    ModelServer server = new ModelServer(sim);
    server.cancelDelay(Duration.ofNanos(sim.random().below(4) * 1_000L * DELAY_STEP_MICROS));
    SimTransport network = new SimTransport(sim);
    network.listen(DB, server);
    ConnectionSetup setup =
        Visit.setup("sslmode=disable port=5432").withSeams(sim.clock(), sim.crew(), network);
    NonceOracle oracle = new NonceOracle();
    SimThread caller = sim.caller("caller", () -> ask(setup, oracle));
    return Plan.checking(outcome -> oracle.check(outcome.options())).interrupting(List.of(caller));
  }

  private static void ask(ConnectionSetup setup, NonceOracle oracle) {
    try (PgConnection connection = new Connector(setup).connect()) {
      try {
        judged(connection, "slow $1 ms=1", 1, oracle);
      } catch (PgInterruptedException struck) {
        Thread.interrupted();
      }
      judged(connection, "slow $1 ms=1", 2, oracle);
    } catch (PgInterruptedException struckElsewhere) {
      Thread.interrupted();
    }
  }

  private static void judged(PgConnection connection, String sql, long nonce, NonceOracle oracle) {
    try {
      QueryResult result = connection.query(sql, nonce);
      List<NonceOracle.Row> rows = new ArrayList<>();
      for (Row row : result) {
        rows.add(new NonceOracle.Row(row.longValue(0), row.longValue(1), row.text(2)));
      }
      oracle.answered(sql, nonce, rows, result.commandTag());
    } catch (PgServerException refused) {
      oracle.failed(sql, nonce, refused.sqlState().code(), refused.diagnostic().detail(), false);
    }
  }
}
