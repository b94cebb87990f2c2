// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.connection.BatchMode.EACH_ROW;
import static dev.upq.connection.BatchMode.MULTI_ROW;
import static dev.upq.connection.BatchSession.NOT_KNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.BatchMode;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.pool.Lease;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Inserts of one row that are made inserts of many, on each server. */
@OnEachServer
final class BatchMultiRowTest {

  private static final String INSERT = "insert into line (id, name) values ($1, $2)";

  private final PgConfig config;
  private final PgPool pool;

  BatchMultiRowTest(int version) {
    config = Servers.inSchema(Servers.config(version), "batch_multi_row");
    pool = Servers.pool(config);
  }

  /** {@code executions} counts statements: its trigger fires once for each. */
  @BeforeEach
  void table() {
    script(
        ("""
        create table line (id bigint primary key, name varchar(20), at serial);
        create table execution (n int);
        create function counted() returns trigger language plpgsql as
          'begin insert into execution values (1); return null; end';
        create trigger counted after insert on line
          for each statement execute function counted();
        """));
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    script("drop table line, execution; drop function counted()");
    pool.close();
  }

  private static List<@Nullable Object[]> rows(
      int from, int to, IntFunction<@Nullable Object[]> row) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    IntStream.range(from, to).forEach(i -> rows.add(row.apply(i)));
    return rows;
  }

  private static List<@Nullable Object[]> rows(int count) {
    return rows(0, count, i -> row(i, i % 3 == 0 ? null : "name " + i));
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  private void script(String sql) {
    try (Lease lease = pool.acquire()) {
      lease.script(sql);
    }
  }

  private long count() {
    return pool.query("select count(*) from line").oneLong();
  }

  /** How many statements have inserted since this was asked last. */
  private long executions() {
    long executions = pool.query("select count(*) from execution").oneLong();
    pool.execute("delete from execution");
    return executions;
  }

  @Test
  @DisplayName("B6: 1,000 rows are one execution; each is inserted once, in order, and counted")
  void rowsAreInsertedInOrderAndCounted() {
    for (int count : new int[] {0, 1, 2, 999, 1_000, 1_001, 25_000}) {
      long[] counts = pool.executeBatch(MULTI_ROW, INSERT, rows(count));
      assertThat(counts).hasSize(count).doesNotContain(0, NOT_KNOWN);
      assertThat(executions()).isEqualTo((count + 999) / 1_000);
      assertThat(
              pool.query(
                      "select count(*) from (select *, row_number() over (order by at) - 1 as nth"
                          + " from line) l where id = nth and name is not distinct from"
                          + " case when id % 3 = 0 then null else 'name ' || id end")
                  .oneLong())
          .isEqualTo(count);
      pool.execute("truncate line");
    }
  }

  @Test
  void largeTextsEndAPiece() {
    pool.execute("alter table line alter column name type text");
    String large = "y".repeat(100_000);
    assertThat(pool.executeBatch(MULTI_ROW, INSERT, rows(0, 100, i -> row(i, large))))
        .hasSize(100)
        .containsOnly(1);
    assertThat(executions()).isEqualTo(34);
    byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
    pool.execute("alter table line alter column name type bytea using null::bytea");
    assertThat(pool.executeBatch(MULTI_ROW, INSERT, rows(100, 200, i -> row(i, bytes))))
        .containsOnly(1);
    assertThat(executions()).isEqualTo(34);
    assertThat(pool.query("select sum(length(name)) from line").oneLong()).isEqualTo(10_000_000);
  }

  @Test
  void aCountThatTheServerDoesNotTellIsNotKnown() {
    pool.executeBatch(MULTI_ROW, INSERT, rows(5));
    String or = INSERT + " on conflict do nothing";
    assertThat(pool.executeBatch(MULTI_ROW, or, rows(5))).hasSize(5).containsOnly(0);
    assertThat(pool.executeBatch(MULTI_ROW, or, rows(7))).hasSize(7).containsOnly(NOT_KNOWN);
    assertThat(pool.executeBatch(EACH_ROW, or, rows(8))).containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
    long[] counts = pool.executeBatch(MULTI_ROW, or, rows(1_500));
    assertThat(Arrays.copyOf(counts, 1_000)).containsOnly(NOT_KNOWN);
    assertThat(Arrays.copyOfRange(counts, 1_000, 1_500)).containsOnly(1);
    String update = INSERT + " on conflict (id) do update set name = excluded.name || '!'";
    executions();
    assertThat(pool.executeBatch(MULTI_ROW, update, rows(1_000))).containsOnly(1);
    assertThat(executions()).isOne();
    assertThat(pool.query("select count(*) from line where name like '%!'").oneLong())
        .isEqualTo(666);
    assertThatThrownBy(() -> pool.executeBatch(MULTI_ROW, update, List.of(row(1, ""), row(1, ""))))
        .isInstanceOfSatisfying(
            PgException.class, e -> assertThat(e).hasMessageContaining("second time"));
  }

  @Test
  void oneErrorUndoesAllAndSaysWhichPieceItWas() {
    try (Lease lease = pool.acquire()) {
      List<@Nullable Object[]> twice = rows(2_500);
      twice.set(1_700, row(3, "x"));
      assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, twice))
          .isInstanceOf(PgConstraintException.class)
          .satisfies(
              failure ->
                  assertThat(failure.getSuppressed()[0])
                      .hasMessageContaining("its rows 1001 to 2000; none of it"));
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(count()).isZero();
      lease.script("begin");
      assertThat(lease.executeBatch(MULTI_ROW, INSERT, rows(5))).hasSize(5);
      assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, rows(5)))
          .isInstanceOf(PgConstraintException.class);
      assertThat(lease.connection().status()).isEqualTo(TransactionStatus.FAILED);
      lease.script("rollback");
      assertThat(count()).isZero();
      List<@Nullable Object[]> longName = List.of(row(1, "x"), row(2, "x".repeat(21)));
      assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, longName))
          .hasMessageContaining("too long");
    }
  }

  @Test
  void whatTheClientRefusesIsToldWithItsRow() {
    try (Lease lease = pool.acquire()) {
      for (int at : new int[] {0, 700, 2_300}) {
        for (Object misfit : List.of("no number", List.of(1L), new int[] {1}, 1.5)) {
          List<@Nullable Object[]> wrong = rows(at);
          wrong.add(row(misfit, "x"));
          wrong.add(row(1L << 40, "x"));
          assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, wrong))
              .isInstanceOf(PgValueException.class)
              .hasMessageContaining("row " + (at + 1) + " of the batch: parameter $1: ");
        }
        List<@Nullable Object[]> narrow = rows(at + 1);
        narrow.add(row(1));
        assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, narrow))
            .isInstanceOf(PgUsageException.class)
            .hasMessageContaining("1 were given in row " + (at + 2));
        Soak.eventually("it is clean", () -> lease.connection().clean());
        assertThat(count()).isZero();
      }
      List<@Nullable Object[]> nested =
          List.of(row(List.of(1L, 2L), List.of("a", "b")), row(List.of(3L, 4L), List.of("c", "d")));
      assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, nested))
          .as("no array of arrays, which would be more rows")
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("row 1 of the batch");
    }
  }

  @Test
  void textsThatAreNoInsertOfConstantsAndParametersRunRowByRow() {
    pool.execute("create function nth(text) returns text return 'nth ' || $1");
    for (String sql :
        List.of(
            INSERT + " returning id",
            "with w as (select 1) " + INSERT,
            "insert into line (id, name, at) values ($1, $2, default)",
            "insert into line (id, name) values ($1, nth($2))",
            "insert into line (id, name) values ($1, (select coalesce($2, max(name)) from line))",
            "insert into line (id, name) values ($1, $2 || E'\\n')",
            "insert into line (id, name) values ($1, $2 || $$x$$)",
            "insert into line (id, name) select $1, $2",
            INSERT + " on conflict (id) do update set name = $2",
            "insert into line (id, name) select $1, $2 from (values (1)) v /* values ($1, $2)"
                + " */")) {
      executions();
      assertThat(pool.executeBatch(MULTI_ROW, sql, rows(3))).as(sql).containsExactly(1, 1, 1);
      assertThat(executions()).as(sql).isEqualTo(3);
      assertThat(pool.execute("delete from line")).isEqualTo(3);
    }
    pool.execute("drop function nth(text)");
    pool.executeBatch(INSERT, rows(5));
    assertThat(
            pool.executeBatch(
                MULTI_ROW, "delete from line where id < $1", List.of(row(2), row(1), row(4))))
        .containsExactly(2, 0, 2);
  }

  @Test
  void textsWithMoreThanParametersMeanWhatTheyMeanRowByRow() {
    for (String sql :
        List.of(
            "insert into line(id,name)values($1,$2);",
            "-- values\ninsert into \"line\" as l (\"id\", name) values ($1, $2) -- $3",
            "insert into line (name, id) values ('values ($1, ''x'')', $1::int)",
            "insert into line (id, name) values ($1 + 1, $2::varchar(3))",
            "insert into line (id, name) values (coalesce($1, 7), $2 || ' $1 ')",
            "insert into line (id, name) overriding user value values (-$1, substr /**/ ($2, 2))",
            "insert into line (id, name) values ($1, current_date::text || $1)",
            "insert into line values ($1, case when $2 is null then 'none' else $2 end, null::int)",
            "insert into line (id, name) values ($1, $2) on conflict (id) do update"
                + " set name = coalesce(line.name, '') || excluded.name where (line.id > 1)")) {
      List<@Nullable Object[]> rows =
          rows(1, 4, i -> sql.contains("$2") ? row(i, i == 2 ? null : "name " + i) : row(i));
      assertThat(inserted(MULTI_ROW, sql, rows)).as(sql).isEqualTo(inserted(EACH_ROW, sql, rows));
    }
  }

  /** What is in the table after that, or how it failed. */
  private String inserted(BatchMode mode, String sql, List<@Nullable Object[]> rows) {
    pool.execute("truncate line");
    try {
      pool.executeBatch(mode, sql, rows);
    } catch (PgException refused) {
      return String.valueOf(refused.getMessage());
    }
    return pool.query("select string_agg(concat_ws('|', id, name), ';' order by id) from line")
        .oneText();
  }

  @Test
  void valuesOfManyTypesArriveAsTheyWould() {
    script(
        "create type mood as enum ('good', 'bad'); create domain small as int check (value"
            + " < 10)");
    List<List<@Nullable Object>> values =
        List.of(
            List.of(true, (short) 7, 7, 7L, 1.5f, 2.5),
            List.of(new BigDecimal("1234.567"), "text", "x", UUID.fromString(new UUID(1, 2) + "")),
            List.of(LocalDate.EPOCH, Instant.EPOCH, "{\"a\": [1, null]}", new byte[] {1, 0, 2}));
    List<String> types =
        List.of(
            "bool, int2, int4, int8, float4, float8",
            "numeric(8, 2), text, char(3), uuid",
            "date, timestamptz(0), jsonb, bytea");
    for (int i = 0; i < types.size(); i++) {
      @Nullable Object[] full = values.get(i).toArray();
      sameBothWays(types.get(i), List.of(full, new @Nullable Object[full.length], full), 1);
    }
    sameBothWays("int[], text", List.of(row(List.of(1, 2), "a"), row(new int[0], null)), 2);
    sameBothWays("mood, text", List.of(row("good", "a"), row("bad", null)), 2);
    sameBothWays("small, text", List.of(row(3, "a"), row(9, null)), 2);
    script("drop type mood; drop domain small");
  }

  private void sameBothWays(String types, List<@Nullable Object[]> rows, long executions) {
    String[] each = types.split(", (?!\\d)");
    StringBuilder columns = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < each.length; i++) {
      columns.append(i == 0 ? "" : ", ").append("c").append(i).append(' ').append(each[i]);
      values.append(i == 0 ? "$" : ", $").append(i + 1);
    }
    script(
        ("create table typed (%s); create trigger counted after insert on typed"
                + " for each statement execute function counted()")
            .formatted(columns));
    String sql = "insert into typed values (" + values + ")";
    List<String> seen = new ArrayList<>();
    for (BatchMode mode : List.of(EACH_ROW, MULTI_ROW)) {
      executions();
      assertThat(pool.executeBatch(mode, sql, rows)).containsOnly(1);
      seen.add(pool.query("select string_agg(t::text, ';') from typed t").oneText());
      pool.execute("truncate typed");
    }
    assertThat(executions()).as(types).isEqualTo(executions);
    assertThat(seen.getLast()).as(types).isEqualTo(seen.getFirst());
    pool.execute("drop table typed");
  }

  @Test
  void aColumnThatChangesItsTypeIsSeen() {
    for (BatchMode mode : BatchMode.values()) {
      pool.executeBatch(mode, INSERT, rows(2));
      changed(mode, "int", 3, 4);
      changed(mode, "bigint", 1L << 40, 4);
      changed(mode, "text", "x y", "4");
      changed(mode, "numeric", new BigDecimal("7.5"), 4);
      changed(mode, "bigint", 3, 4);
      pool.execute("truncate line");
      assertThatThrownBy(() -> pool.executeBatch(mode, INSERT, List.of(row("x", 1), row(2, "a"))))
          .as("the server says the same again")
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("row 1 of the batch");
      executions();
      assertThat(pool.executeBatch(mode, INSERT, rows(2))).containsExactly(1, 1);
      assertThat(executions()).isEqualTo(mode == MULTI_ROW ? 1 : 2);
      pool.execute("truncate line");
    }
  }

  private void changed(BatchMode mode, String type, Object one, Object other) {
    try (PgConnection aside = Servers.connect(config)) {
      aside.script(
          "truncate line; alter table line alter id type " + type + " using null::" + type);
    }
    executions();
    List<@Nullable Object[]> rows = List.of(row(one, "a"), row(other, "b"));
    assertThat(pool.executeBatch(mode, INSERT, rows)).as(type).containsExactly(1, 1);
    assertThat(executions()).as(type).isEqualTo(mode == MULTI_ROW ? 1 : 2);
    assertThat(pool.query("select string_agg(id::text, ';' order by at) from line").oneText())
        .isEqualTo(one + ";" + other);
  }

  @Test
  void anInterruptOrADeadlineLeavesNothingBehind() {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      Iterable<@Nullable Object[]> endless =
          () -> IntStream.iterate(0, i -> i + 1).mapToObj(i -> row(i, "x")).iterator();
      Iterable<@Nullable Object[]> interrupted =
          () ->
              IntStream.range(0, 100_000)
                  .mapToObj(
                      i -> {
                        if (i == 30_000) {
                          Thread.currentThread().interrupt();
                        }
                        return row(i, "x");
                      })
                  .iterator();
      assertThatThrownBy(() -> lease.executeBatch(MULTI_ROW, INSERT, interrupted))
          .isInstanceOf(PgInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(
              () ->
                  Deadline.within(
                      Duration.ofMillis(100), () -> lease.executeBatch(MULTI_ROW, INSERT, endless)))
          .isInstanceOf(PgTimeoutException.class);
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
      assertThat(count()).isZero();
    }
  }

  @Test
  void itWorksWhereStatementsHaveNoNames() {
    try (PgPool unnamed = Servers.pool(config.with("statement_cache_size", "0"))) {
      assertThat(unnamed.executeBatch(MULTI_ROW, INSERT, rows(2_500))).hasSize(2_500);
      assertThat(executions()).isEqualTo(3);
      assertThat(count()).isEqualTo(2_500);
    }
  }
}
