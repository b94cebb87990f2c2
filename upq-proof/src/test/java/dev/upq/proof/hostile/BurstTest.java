// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.testkit.TestServer;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Bursts in which a real server does what nobody asked it for: it starts COPY, or undoes everything
 * at Sync. Every answer has to reach its own question, and the connection has to live.
 */
class BurstTest {

  private static final String COPY_IN = "copy burst from stdin";
  private static final String COPY_OUT = "copy (select 1) to stdout";

  private PgConnection connection;

  @BeforeEach
  void connect() {
    connection = PgConnection.open(TestServer.url());
    connection.script(
        """
        create temp table burst
          (id int4, constraint once unique (id) deferrable initially deferred);
        insert into burst values (1)
        """);
  }

  @AfterEach
  void theConnectionIsClean() {
    try (PgConnection closing = connection) {
      assertThat(closing.query("select 42").oneLong()).isEqualTo(42);
      assertThat(closing.status()).isEqualTo(TransactionStatus.IDLE);
      // The temporary table alone is left.
      assertThat(closing.settle(Deadline.after(closing.clock(), Duration.ofSeconds(10)))).isTrue();
    }
  }

  @Test
  @DisplayName("A: an error at Sync is the statement's failure, and the connection lives")
  void aDeferredConstraintIsTheStatementsFailure() {
    assertThat(Dial.failure(() -> connection.query("insert into burst values (1)")))
        .isInstanceOf(PgConstraintException.class)
        .hasMessageContaining("once");
    assertThat(Dial.failure(() -> connection.query("insert into burst values ($1)", 1)))
        .isInstanceOf(PgConstraintException.class);
    assertThat(connection.query("select count(*) from burst").oneLong()).isEqualTo(1);
  }

  @Test
  @DisplayName("A: an error at Sync is the failure of rows that had all come")
  void aDeferredConstraintIsTheFailureOfRowsThatCame() {
    try (Rows<Row> rows = connection.stream("insert into burst values (1) returning id")) {
      assertThat(rows.next().orElseThrow().longValue(0)).isEqualTo(1);
      assertThat(Dial.failure(rows::next)).isInstanceOf(PgConstraintException.class);
    }
  }

  @Test
  @DisplayName("A: an error at Sync undoes its unit of a pipeline and no other")
  void aDeferredConstraintUndoesItsUnitAndNoOther() {
    List<String> outcomes =
        run(
            "select 10::int8",
            "|",
            "insert into burst values (2)",
            "insert into burst values (1)",
            "|",
            "select 12::int8");
    assertThat(outcomes)
        .containsExactly("10", "PgConstraintException", "PgConstraintException", "12");
    assertThat(connection.query("select count(*) from burst").oneLong()).isEqualTo(1);
  }

  @Test
  @DisplayName("A: COPY FROM STDIN as the last of a pipeline is refused, and nothing else fails")
  void copyFromStdinAtTheEndOfAPipelineIsRefused() {
    assertThat(run("select 10::int8", "|", "select 11::int8", COPY_IN))
        .containsExactly("10", "11", "PgUsageException");
    assertThat(run(COPY_IN)).containsExactly("PgUsageException");
  }

  /** The server takes what stands behind it for a broken protocol, and ends the session. */
  @Test
  @DisplayName("A: COPY FROM STDIN before others ends the session: nobody gets another's answer")
  void copyFromStdinBeforeOthersEndsTheSession() {
    String[][] bursts = {
      {"select 10::int8", "|", COPY_IN, "select 12::int8"},
      {"select 10::int8", "|", COPY_IN, "|", "select 12::int8", "|", "select 13::int8"},
      {"select 10::int8", "|", "select 11::int8", COPY_IN, "|", COPY_IN, "|", "select 13::int8"}
    };
    for (String[] burst : bursts) {
      connection.close();
      connection = PgConnection.open(TestServer.url());
      connection.script("create temp table burst (id int4)");
      List<PgPipeline.Pending<QueryResult>> pending = new ArrayList<>();
      try (PgPipeline pipeline = connection.pipeline()) {
        fill(pipeline, pending, burst);
        catchThrowable(pipeline::run);
      }
      List<String> outcomes = pending.stream().map(BurstTest::outcome).toList();
      assertThat(outcomes.getFirst()).isEqualTo("10");
      assertThat(outcomes).contains("PgUsageException");
      assertThat(outcomes.subList(1, outcomes.size())).allMatch(text -> text.startsWith("Pg"));
      assertThat(Dial.ending(connection)).hasMessageContaining("08P01");
    }
    connection.close();
    connection = PgConnection.open(TestServer.url());
  }

  @Test
  @DisplayName("A: COPY TO STDOUT in a pipeline is refused, and what follows it is carried out")
  void copyToStdoutSkipsNothing() {
    assertThat(run(COPY_OUT, "select 11::int8", "|", "select 12::int8"))
        .containsExactly("PgUsageException", "11", "12");
    assertThat(run("select 10::int8", COPY_OUT)).containsExactly("10", "PgUsageException");
  }

  @Test
  @DisplayName("A: COPY alone, by every kind of call, leaves the connection as it was")
  void copyAloneIsRefused() {
    for (String copy : List.of(COPY_IN, COPY_OUT)) {
      assertThat(Dial.failure(() -> connection.query(copy))).isInstanceOf(PgUsageException.class);
      assertThat(Dial.failure(() -> connection.script(copy))).isInstanceOf(PgUsageException.class);
      assertThat(Dial.failure(() -> connection.script("select 1; " + copy + "; select 2")))
          .isInstanceOf(PgUsageException.class);
      try (Rows<Row> rows = connection.stream(copy)) {
        assertThat(Dial.failure(rows::next)).isInstanceOf(PgUsageException.class);
      }
      assertThat(connection.query("select 7").oneLong()).isEqualTo(7);
    }
  }

  @Test
  @DisplayName(
      "A: 300 random bursts with COPY out and errors: no answer reaches another's question")
  void randomBurstsShiftNoAnswer() {
    long seed = 20_261;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<String> burst = new ArrayList<>();
      List<String> own = new ArrayList<>();
      int length = 1 + random.nextInt(7);
      for (int i = 0; i < length; i++) {
        String sql =
            switch (random.nextInt(8)) {
              case 0, 1 -> COPY_OUT;
              case 2 -> "select 1 / (id - id) from burst";
              default -> "select " + (100 + random.nextInt(20)) + "::int8";
            };
        burst.add(sql);
        own.add(sql.startsWith("select 1") && !sql.contains("/") ? sql.substring(7, 10) : "");
        if (random.nextInt(3) == 0) {
          burst.add("|");
        }
      }
      List<String> outcomes = run(burst.toArray(String[]::new));
      for (int i = 0; i < length; i++) {
        assertThat(outcomes.get(i))
            .as("seed %s, round %s, %s: item %s of %s", seed, round, burst, i, outcomes)
            .matches(own.get(i).isEmpty() ? "Pg\\w+Exception" : own.get(i) + "|PgSkippedException");
      }
      assertThat(connection.status())
          .as("seed %s, round %s: %s", seed, round, burst)
          .isEqualTo(TransactionStatus.IDLE);
    }
  }

  /** Runs the statements in one burst, with a barrier for each {@code |}; values or failures. */
  private List<String> run(String... burst) {
    List<PgPipeline.Pending<QueryResult>> pending = new ArrayList<>();
    try (PgPipeline pipeline = connection.pipeline()) {
      fill(pipeline, pending, burst);
      pipeline.run();
    }
    return pending.stream().map(BurstTest::outcome).toList();
  }

  private static void fill(
      PgPipeline pipeline, List<PgPipeline.Pending<QueryResult>> pending, String... burst) {
    for (String sql : burst) {
      if (sql.equals("|")) {
        pipeline.barrier();
      } else {
        pending.add(pipeline.query(sql));
      }
    }
  }

  private static String outcome(PgPipeline.Pending<QueryResult> pending) {
    try {
      QueryResult result = pending.get();
      return result.columns().size() == 0 ? result.commandTag() : result.oneText();
    } catch (PgException failed) {
      return failed.getClass().getSimpleName();
    }
  }
}
