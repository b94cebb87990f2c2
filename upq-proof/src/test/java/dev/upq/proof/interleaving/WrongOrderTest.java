// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgPipeline.Pending;
import dev.upq.connection.Rows;
import dev.upq.fault.PgException;
import dev.upq.proof.sim.NonceOracle;
import dev.upq.proof.sim.SimOptions;
import dev.upq.proof.sim.SimRandom;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimSweep;
import dev.upq.proof.sim.SimSweep.Plan;
import dev.upq.proof.sim.SimTransport;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WrongOrderTest {

  private static final int SEQUENCES = Integer.getInteger("upq.sim.sequences", 200_000);
  private static final int CALLS = 4;
  private static final Scenario SCENARIO =
      Scenario.direct("wrong order", 1, world -> {}).with("query_timeout=1");

  private final AtomicInteger broken = new AtomicInteger();

  /** One sequence: a connection, its calls, and what became of them. */
  private final class Sequence {

    private final SimScheduler sim;
    private final DisorderlyServer server;
    private final NonceOracle oracle = new NonceOracle();
    private final SimTransport network;
    private PgConnection connection;
    private long nonce = 100;
    private boolean failed;

    Sequence(SimScheduler sim) {
      this.sim = sim;
      SimRandom random = sim.random();
      this.server = new DisorderlyServer(sim, random.below(CALLS * 2));
      this.network = new SimTransport(sim);
      network.listen(Scenario.DB, server);
    }

    void run() {
      connection =
          new Connector(
                  SCENARIO.setup().withOwnRegistry().withSeams(sim.clock(), sim.crew(), network))
              .connect();
      for (int i = 0; i < CALLS; i++) {
        boolean before = server.broken();
        if (call()) {
          require(!before, "a call succeeded after the server had broken the order");
          require(
              !server.broken() || !server.brokenBeforeReady(),
              "a call succeeded although its answer was out of order");
        } else {
          failed = true;
          require(server.broken(), "a call failed although all was in order");
        }
      }
    }

    private boolean call() {
      try {
        switch (sim.random().below(4)) {
          case 0 -> query();
          case 1 -> script();
          case 2 -> pipeline();
          default -> stream();
        }
        return true;
      } catch (PgException ended) {
        oracle.gaveUp();
        return false;
      }
    }

    private String sql() {
      return sim.random().below(2) == 0 ? "nonce $1" : "nonce $1 other";
    }

    private void query() {
      String sql = sql();
      long own = ++nonce;
      answered(sql, own, connection.query(sql, own));
    }

    private void script() {
      long own = ++nonce;
      String sql = "nonce " + own;
      List<QueryResult> results = connection.script(sql);
      require(results.size() == 1, results.size() + " results for one statement");
      answered(sql, own, results.getFirst());
    }

    private void pipeline() {
      List<Long> nonces = new ArrayList<>();
      List<Pending<QueryResult>> pending = new ArrayList<>();
      String sql = sql();
      PgException ended = null;
      try (PgPipeline pipeline = connection.pipeline()) {
        for (int i = 0; i < 4; i++) {
          nonces.add(++nonce);
          pending.add(pipeline.query(sql, nonce));
          if (i == 1) {
            pipeline.barrier();
          }
        }
        pipeline.run();
      } catch (PgException failure) {
        ended = failure;
      }
      for (int i = 0; i < 4; i++) {
        try {
          answered(sql, nonces.get(i), pending.get(i).get());
        } catch (PgException failure) {
          ended = failure;
        }
      }
      if (ended != null) {
        throw ended;
      }
    }

    private void stream() {
      String sql = sql();
      long own = ++nonce;
      List<NonceOracle.Row> all = NonceOracle.rows(sql, own);
      List<NonceOracle.Row> seen = new ArrayList<>();
      try (Rows<Row> rows = connection.stream(sql, own)) {
        for (Row row : rows) {
          seen.add(row(row));
          require(
              seen.size() <= all.size() && seen.equals(all.subList(0, seen.size())),
              "wrong rows in a stream: " + seen);
        }
      }
      oracle.answered(sql, own, seen);
    }

    private void answered(String sql, long own, QueryResult result) {
      List<NonceOracle.Row> rows = new ArrayList<>();
      result.forEach(row -> rows.add(row(row)));
      oracle.answered(sql, own, rows, result.commandTag());
    }

    void check() {
      oracle.check(sim.options());
      sim.runFor(Duration.ofSeconds(20)).check();
      if (server.broken()) {
        broken.incrementAndGet();
        require(connection.ended(), "the connection lives on although the order was broken");
        require(!connection.clean(), "the connection is clean although the order was broken");
      } else {
        require(!failed && connection.clean(), "a connection without disorder is not clean");
      }
      sim.caller("closer", connection::close);
      assertThat(sim.runFor(Duration.ofSeconds(5)).check().services()).isEmpty();
    }

    private void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new AssertionError(otherwise);
      }
    }
  }

  private static NonceOracle.Row row(Row row) {
    return new NonceOracle.Row(row.longValue(0), row.longValue(1), row.text(2));
  }

  private Plan prepare(SimScheduler sim) {
    Sequence sequence = new Sequence(sim);
    sim.caller("caller", sequence::run);
    return Plan.checking(outcome -> sequence.check());
  }

  @Test
  @DisplayName("P5 200,000 sequences of valid messages in wrong order: no wrong delivery, no hang")
  void messagesInWrongOrderEndTheConnectionAndReachNobody() {
    SimSweep.Totals totals =
        new SimSweep(SimOptions::swarm, 0, SEQUENCES, 2).everySeed(this::prepare);
    System.out.println("P5: " + totals + ", " + broken + " out of order");
    assertThat(broken.get()).isGreaterThan(SEQUENCES / 2);
  }
}
