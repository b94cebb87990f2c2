// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgStatementException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Streams and pipelines on each server. */
@OnEachServer
final class StreamsTest {

  private static final String SERIES = "select i, 'r' || i as t from generate_series(1, $1::int) i";

  private final PgPool pool;

  StreamsTest(int version) {
    pool = Servers.pool(Servers.inSchema(Servers.config(version), "streams"));
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.close();
  }

  record Numbered(int i, String t) {}

  @Test
  void everyRowComesOnceInItsOrder() {
    for (int rows : new int[] {0, 1, 999, 1_000, 1_001, 5_000}) {
      try (Rows<Numbered> stream = pool.stream(Numbered.class, SERIES, rows)) {
        counts(stream, rows);
      }
      try (PgTransaction tx = pool.begin();
          Rows<Numbered> stream = tx.stream(Numbered.class, SERIES, rows)) {
        counts(stream, rows);
        tx.commit();
      }
    }
  }

  private static void counts(Rows<Numbered> stream, int rows) {
    int expected = 0;
    for (Numbered row : stream) {
      expected++;
      assertThat(row).isEqualTo(new Numbered(expected, "r" + expected));
    }
    assertThat(expected).isEqualTo(rows);
    assertThat(stream.next()).isEmpty();
  }

  @Test
  void closingEarlyHarmsNothing() {
    for (int read : new int[] {0, 1, 1_000, 1_500}) {
      try (Lease lease = pool.acquire()) {
        try (Rows<Row> rows = lease.stream(SERIES, 1_000_000)) {
          rows.stream().limit(read).forEach(row -> assertThat(row.text(1)).startsWith("r"));
        }
        assertThat(lease.query("select 5").oneLong()).isEqualTo(5);
      }
      try (PgTransaction tx = pool.begin()) {
        tx.execute("create temp table if not exists kept (a int)");
        try (Rows<Row> rows = tx.stream(SERIES, 1_000_000)) {
          rows.stream().limit(read).forEach(row -> assertThat(row.text(1)).startsWith("r"));
        }
        assertThat(tx.execute("insert into kept values (1)")).isOne();
        tx.commit();
      }
    }
  }

  @Test
  void anErrorInTheMiddleComesAfterTheRowsBeforeIt() {
    String sql = "select 10 / (500 - i) from generate_series(1, 1000) i";
    try (Lease lease = pool.acquire()) {
      List<Integer> seen = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                try (Rows<Integer> rows = lease.stream(Integer.class, sql)) {
                  rows.forEach(seen::add);
                }
              })
          .isInstanceOf(PgDataException.class);
      assertThat(seen).hasSize(499);
      assertThat(lease.connection().clean()).isTrue();
    }
  }

  @Test
  @DisplayName("I7: what a row mapper throws comes through, and the connection is clean")
  void whatAMapperThrowsComesThrough() {
    record Oops(int i) {
      Oops {
        if (i == 3) {
          throw new AssertionError("mapper " + i);
        }
      }
    }
    String sql = "select i from generate_series(1, 100000) i";
    assertThatThrownBy(
            () -> {
              try (Rows<Oops> rows = pool.stream(Oops.class, sql)) {
                rows.forEach(row -> assertThat(row.i()).isPositive());
              }
            })
        .isInstanceOf(PgValueException.class)
        .hasRootCauseInstanceOf(AssertionError.class);
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(
              () -> {
                try (Rows<Integer> rows =
                    lease.connection().stream(
                        row -> {
                          throw new AssertionError("mapper of rows");
                        },
                        sql)) {
                  rows.next();
                }
              })
          .isInstanceOf(AssertionError.class)
          .hasMessage("mapper of rows");
      assertThat(lease.query("select 1").oneLong()).isOne();
    }
    assertThatThrownBy(() -> pool.query(sql).list(Oops.class)).isInstanceOf(PgValueException.class);
  }

  @Test
  void nothingElseRunsWhileRowsAreOpen() {
    try (Lease lease = pool.acquire();
        Rows<Row> rows = lease.stream(SERIES, 10)) {
      assertThatThrownBy(() -> lease.query("select 1")).isInstanceOf(PgUsageException.class);
      assertThat(rows.stream().count()).isEqualTo(10);
      assertThatThrownBy(rows::iterator).isInstanceOf(PgUsageException.class);
    }
  }

  @Test
  void aPipelineBindsEachAnswerToItsQuestion() {
    try (Lease lease = pool.acquire();
        PgPipeline pipeline = lease.pipeline()) {
      List<PgPipeline.Pending<List<Numbered>>> pending = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        pending.add(pipeline.query(SERIES, i % 7).list(Numbered.class));
      }
      assertThatThrownBy(() -> pending.getFirst().get()).isInstanceOf(PgUsageException.class);
      pipeline.run();
      for (int i = 0; i < 500; i++) {
        assertThat(pending.get(i).get()).hasSize(i % 7);
      }
    }
  }

  @Test
  void anErrorEndsItsUnitAndNothingElse() {
    try (Lease lease = pool.acquire();
        PgPipeline pipeline = lease.pipeline()) {
      lease.script("create temp table unit (a int primary key)");
      var first = pipeline.execute("insert into unit values ($1)", 1);
      pipeline.barrier();
      var undone = pipeline.execute("insert into unit values ($1)", 2);
      var twice = pipeline.execute("insert into unit values ($1)", 1);
      var skipped = pipeline.execute("insert into unit values ($1)", 3);
      pipeline.barrier();
      var last = pipeline.execute("insert into unit values ($1)", 4);
      pipeline.run();
      assertThat(first.get()).isOne();
      assertThat(undone.get()).isOne();
      assertThatThrownBy(twice::get).isInstanceOf(PgServerException.class);
      assertThatThrownBy(skipped::get).isInstanceOf(PgSkippedException.class);
      assertThat(last.get()).isOne();
      assertThat(lease.query("select a from unit order by a").list(Integer.class))
          .containsExactly(1, 4);
    }
  }

  @Test
  void whatCannotBePreparedEndsItsUnitBeforeItIsSent() {
    try (Lease lease = pool.acquire();
        PgPipeline pipeline = lease.pipeline()) {
      lease.script("create temp table unit (a int primary key)");
      var before = pipeline.execute("insert into unit values (1)");
      var wrong = pipeline.query("select nothing from nowhere");
      pipeline.barrier();
      var after = pipeline.execute("insert into unit values (2)");
      pipeline.run();
      assertThatThrownBy(before::get).isInstanceOf(PgSkippedException.class);
      assertThatThrownBy(wrong::get).isInstanceOf(PgStatementException.class);
      assertThat(after.get()).isOne();
    }
  }

  @Test
  void aPipelineInATransactionIsPartOfIt() {
    pool.execute("create table ledger (a int)");
    try (PgTransaction tx = pool.begin();
        PgPipeline pipeline = tx.pipeline()) {
      for (int i = 0; i < 10; i++) {
        pipeline.execute("insert into ledger values ($1)", i);
        pipeline.barrier();
      }
      pipeline.run();
      assertThat(tx.query("select count(*) from ledger").oneLong()).isEqualTo(10);
    }
    assertThat(pool.query("select count(*) from ledger").oneLong()).isZero();
  }

  @Test
  @DisplayName("P12: a burst whose answers are larger than every buffer does not block")
  void aBurstWithLargeAnswersDoesNotBlock() {
    try (Lease lease = pool.acquire();
        PgPipeline pipeline = lease.pipeline()) {
      List<PgPipeline.Pending<Integer>> lengths = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        lengths.add(
            pipeline
                .query("select repeat('x', 20000), $1::text", "y".repeat(2_000))
                .map(result -> result.row(0).text(0).length()));
        pipeline.barrier();
      }
      pipeline.run();
      assertThat(lengths).allMatch(length -> length.get() == 20_000);
    }
  }
}
