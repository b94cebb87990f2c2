// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import dev.upq.mapping.Column;
import dev.upq.pool.Lease;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Queries, scripts and records on each server. */
@OnEachServer
final class QueriesTest {

  private final int version;
  private final PgPool pool;

  QueriesTest(int version) {
    this.version = version;
    pool = Servers.pool(Servers.inSchema(Servers.config(version), "queries"));
    pool.execute(
        "create table flight (id int primary key, origin text not null, gate text, delay_minutes"
            + " int8)");
    pool.execute(
        "insert into flight select i, 'A' || i, nullif('G' || i, 'G3'), i * 10 from"
            + " generate_series(1, 5) i");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  record Flight(int id, String origin, Optional<String> gate, long delayMinutes) {}

  record Renamed(int id, @Column("origin") String from, @Nullable String gate) {}

  record Nested(String name, List<Integer> numbers, @Nullable Boolean flag) {}

  @Test
  void rowsAreReadByIndexAndByName() {
    QueryResult result =
        pool.query("select id, origin, gate from flight where id < $1 order by id", 4);
    assertThat(result.size()).isEqualTo(3);
    assertThat(result.commandTag()).isEqualTo("SELECT 3");
    Row third = result.row(2);
    assertThat(third.intValue(0)).isEqualTo(3);
    assertThat(third.text("origin")).isEqualTo("A3");
    assertThat(third.isNull("gate")).isTrue();
    assertThat(third.find("gate", String.class)).isEmpty();
    assertThatThrownBy(() -> third.text("gate"))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("gate");
    assertThatThrownBy(() -> third.text("nothing")).isInstanceOf(PgResultException.class);
  }

  @Test
  void rowsBecomeRecords() {
    assertThat(pool.query("select * from flight where id in (2, 3) order by id").list(Flight.class))
        .containsExactly(
            new Flight(2, "A2", Optional.of("G2"), 20), new Flight(3, "A3", Optional.empty(), 30));
    assertThat(pool.query("select id, origin, gate from flight where id = 3").one(Renamed.class))
        .isEqualTo(new Renamed(3, "A3", null));
    assertThat(
            pool.query("select 'x' as name, array[1, null, 3] as numbers, null::bool as flag")
                .one(Nested.class)
                .numbers())
        .containsExactly(1, null, 3);
    assertThatThrownBy(() -> pool.query("select id from flight").list(Flight.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("origin");
    assertThatThrownBy(() -> pool.query("select *, 1 as spare from flight").list(Flight.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("spare");
  }

  @Test
  void noRowAndTwoRowsAreTwoErrors() {
    assertThatThrownBy(() -> pool.query("select id from flight where id < 0").one(Integer.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> pool.query("select id from flight where id < 3").one(Integer.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("has 2");
    assertThat(pool.query("select id from flight where id < 0").optional(Integer.class)).isEmpty();
  }

  @Test
  void changedRowsAreCounted() {
    assertThat(pool.execute("update flight set gate = $1 where id <= $2", "Z", 3)).isEqualTo(3);
    assertThat(pool.execute("delete from flight where gate = $1", "Z")).isEqualTo(3);
    assertThat(pool.execute("insert into flight (id, origin) values ($1, $2)", 9, "B")).isOne();
    assertThat(pool.execute("create table other (a int)")).isZero();
    assertThat(pool.query("").commandTag()).isEmpty();
    assertThat(pool.query("select").size()).isOne();
    assertThat(pool.query("select from flight").columns().size()).isZero();
  }

  @Test
  void nullIsAnArgument() {
    assertThat(pool.query("select $1::text is null", (Object) null).oneBoolean()).isTrue();
    assertThat(pool.execute("insert into flight values ($1, $2, $3, $4)", 7, "C", null, null))
        .isOne();
    assertThat(pool.query("select count(*) from flight where gate is null").oneLong()).isEqualTo(2);
  }

  @Test
  void scriptsGiveOneResultAStatement() {
    try (Lease lease = pool.acquire()) {
      List<QueryResult> results =
          lease.script(
              "create temp table t (a int); insert into t values (1), (2); select a, now() from t;"
                  + " ;");
      assertThat(results)
          .extracting(QueryResult::commandTag)
          .containsExactly("CREATE TABLE", "INSERT 0 2", "SELECT 2");
      assertThat(results.get(2).row(1).intValue(0)).isEqualTo(2);
      assertThat(results.get(2).row(1).get(1, Instant.class)).isNotNull();
    }
  }

  @Test
  void anErrorInAScriptUndoesWhatCameBeforeIt() {
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(() -> lease.script("delete from flight; select 1/0; select 2"))
          .hasMessageContaining("22012");
      assertThat(lease.query("select count(*) from flight").oneLong()).isEqualTo(5);
    }
  }

  @Test
  void aWrongNumberOfArgumentsIsRefusedBeforeAnythingIsSent() {
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(() -> lease.query("select $1::int + $2::int", 1))
          .isInstanceOfSatisfying(
              PgUsageException.class, e -> assertThat(e.sent()).isEqualTo(Sent.NOTHING));
      assertThat(lease.query("select $1::int + $2::int", 1, 2).oneLong()).isEqualTo(3);
    }
  }

  @Test
  void aResultAboveItsLimitIsRefusedAndTheConnectionGoesOn() {
    try (PgConnection connection =
        Servers.connect(
            Servers.inSchema(Servers.config(version), "queries")
                .with("max_result_size", "100000"))) {
      assertThatThrownBy(
              () -> connection.query("select repeat('x', 1000) from generate_series(1, 100000)"))
          .isInstanceOf(PgResultException.class)
          .hasMessageContaining("stream()");
      assertThat(connection.query("select 7").oneLong()).isEqualTo(7);
    }
  }

  @Test
  @DisplayName("RS-17: COPY as a plain statement is refused and the connection is clean")
  void copyAsAPlainStatementIsRefused() {
    try (Lease lease = pool.acquire()) {
      for (String copy : List.of("copy flight from stdin", "copy flight to stdout")) {
        assertThatThrownBy(() -> lease.query(copy)).isInstanceOf(PgUsageException.class);
        assertThatThrownBy(() -> lease.script(copy)).isInstanceOf(PgUsageException.class);
        assertThatThrownBy(
                () -> {
                  try (var rows = lease.stream(copy)) {
                    rows.next();
                  }
                })
            .isInstanceOf(PgUsageException.class);
        Soak.eventually("it is clean", () -> lease.connection().clean());
        assertThat(lease.query("select count(*) from flight").oneLong()).isEqualTo(5);
      }
    }
  }
}
