// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgCopyReader;
import dev.upq.connection.PgCopyWriter;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgStatementException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.mapping.Column;
import dev.upq.pool.Lease;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records into tables and out of queries by binary COPY, on each server. */
@OnEachServer
final class CopyRecordsTest {

  private static final String TABLE =
      """
      create table mixed (id bigint primary key, small smallint, flag boolean not null, real real,
        wide double precision, name text, code char, made_at timestamptz, day date,
        price numeric, key uuid, raw bytea, tags text[], town text, "Odd Name" int,
        extra int default 7, doubled int generated always as (small * 2) stored)
      """;

  /** Each kind of component. */
  record Mixed(
      long id,
      short small,
      boolean flag,
      float real,
      double wide,
      @Nullable String name,
      char code,
      Instant madeAt,
      Optional<LocalDate> day,
      BigDecimal price,
      UUID key,
      List<String> tags,
      @Column("town") String city,
      @Column("Odd Name") @Nullable Integer odd) {}

  private final PgPool pool;

  CopyRecordsTest(int version) {
    pool = Servers.pool(Servers.inSchema(Servers.config(version), "copy_records"));
  }

  @BeforeEach
  void table() {
    pool.execute(TABLE);
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.execute("drop table mixed");
    pool.close();
  }

  private static Mixed mixed(long id, SplittableRandom random) {
    return new Mixed(
        id,
        (short) random.nextInt(-10_000, 10_000),
        random.nextBoolean(),
        random.nextInt() / 8f,
        random.nextDouble(),
        random.nextBoolean() ? null : "näme ".repeat(random.nextInt(20)),
        (char) random.nextInt('a', 'z'),
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(LocalDate.ofEpochDay(random.nextInt(100_000))),
        BigDecimal.valueOf(random.nextLong(), random.nextInt(10)),
        new UUID(random.nextLong(), random.nextLong()),
        IntStream.range(0, random.nextInt(4)).mapToObj(i -> "t" + i).toList(),
        random.nextInt(500) == 0 ? "x".repeat(200_000) : "town",
        random.nextBoolean() ? null : random.nextInt());
  }

  @Test
  void recordsComeOutAsTheyWentIn() {
    SplittableRandom random = new SplittableRandom(Soak.seed(21));
    for (int count : new int[] {0, 1, 5_000}) {
      List<Mixed> rows = LongRows.of(count, random);
      assertThat(pool.copyIn("mixed", Mixed.class, rows)).isEqualTo(count);
      String select =
          "select id, small, flag, \"real\", wide, name, code, made_at, day, price, key, tags,"
              + " town, \"Odd Name\" from mixed order by id -- all";
      List<Mixed> copied = new ArrayList<>();
      assertThat(pool.copyOut(select, Mixed.class, copied::add)).isEqualTo(count);
      assertThat(copied).isEqualTo(rows);
      assertThat(pool.query(select).list(Mixed.class)).isEqualTo(rows);
      assertThat(pool.query("select count(*) from mixed where extra = 7").oneLong())
          .isEqualTo(count);
      pool.execute("truncate mixed");
    }
  }

  private static final class LongRows {
    static List<Mixed> of(int count, SplittableRandom random) {
      return IntStream.range(0, count).mapToObj(i -> mixed(i, random)).toList();
    }
  }

  record Flag(long id, boolean flag) {}

  record Tall(long id, boolean flag, long small) {}

  @Test
  void aWrongValueNamesItsRowComponentAndColumn() {
    try (Lease lease = pool.acquire()) {
      List<Tall> rows =
          IntStream.range(0, 20_000)
              .mapToObj(i -> new Tall(i, true, i == 17_000 ? 70_000 : 1))
              .toList();
      assertThatThrownBy(() -> lease.copyIn("mixed", Tall.class, rows))
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("row 17001, component small, column \"small\" (int2)")
          .hasMessageNotContaining("70000");
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select count(*) from mixed").oneLong()).isZero();
      try (PgCopyWriter<Tall> copy = lease.copyIn("mixed", Tall.class)) {
        int left = 0;
        for (Tall row : rows) {
          try {
            copy.write(row);
          } catch (PgValueException misfit) {
            left++;
          }
        }
        assertThat(left).isOne();
        assertThat(copy.finish()).isEqualTo(19_999);
      }
    }
  }

  @Test
  void whatTheServerRefusesIsToldInItsKind() {
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(
              () ->
                  lease.copyIn(
                      "mixed", Flag.class, Stream.of(new Flag(1, true), new Flag(1, true))))
          .isInstanceOf(PgConstraintException.class);
      record Id(long id) {}
      assertThatThrownBy(() -> lease.copyIn("mixed", Id.class, List.of(new Id(3))))
          .isInstanceOf(PgConstraintException.class)
          .hasMessageContaining("flag");
      assertThatThrownBy(() -> lease.copyIn("nowhere", Id.class, List.of()))
          .isInstanceOf(PgStatementException.class);
      record Doubled(long id, boolean flag, int doubled) {}
      assertThatThrownBy(() -> lease.copyIn("mixed", Doubled.class, List.of()))
          .isInstanceOf(PgStatementException.class)
          .hasMessageContaining("generated");
      assertThatThrownBy(
              () ->
                  lease.copyOut(
                      "select 1 / (3 - i) as id, true as flag from generate_series(1, 9) i",
                      Flag.class,
                      row -> {}))
          .isInstanceOf(PgDataException.class);
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select count(*) from mixed").oneLong()).isZero();
    }
  }

  enum Feeling {
    GOOD,
    BAD
  }

  record Spot(double x, double y) {}

  record Felt(Feeling feeling, Spot spot, List<Spot> around) {}

  @Test
  void typesOfTheDatabasesOwnAreLookedUpForACopy() {
    List<Felt> felt =
        List.of(
            new Felt(Feeling.GOOD, new Spot(1, 2), List.of(new Spot(3, 4), new Spot(5, 6))),
            new Felt(Feeling.BAD, new Spot(-1, 0.5), List.of()));
    try (Lease lease = pool.acquire()) {
      lease.script(
          "create type feeling as enum ('GOOD', 'BAD'); create type spot as (x float8, y float8);"
              + " create temp table felt (feeling feeling, spot spot, around spot[])");
      assertThat(lease.copyIn("felt", Felt.class, felt)).isEqualTo(2);
      List<Felt> read = new ArrayList<>();
      assertThat(lease.copyOut("select * from felt", Felt.class, read::add)).isEqualTo(2);
      assertThat(read).isEqualTo(felt);
      lease.script("drop table felt; drop type feeling, spot");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() {
    record Unknown(long id, String nothing) {}
    record Mood(String mood) {}
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      lease.script("create temp table moods (mood aclitem)");
      assertThatThrownBy(() -> lease.copyIn("mixed", Unknown.class))
          .isInstanceOf(PgResultException.class)
          .hasMessageContaining("[nothing]");
      assertThatThrownBy(() -> lease.copyIn("mixed", String.class))
          .isInstanceOf(PgResultException.class);
      assertThatThrownBy(() -> lease.copyIn("moods", Mood.class))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("column \"mood\"");
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThatThrownBy(() -> lease.copyOut("select mood from moods", Mood.class))
          .isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> lease.copyOut("select 1 as id", Flag.class))
          .isInstanceOf(PgResultException.class);
      assertThatThrownBy(() -> lease.copyOut("select $1::int8 as id, true as flag", Flag.class))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("stream()");
      assertThatThrownBy(() -> lease.copyOut("selec 1", Flag.class))
          .isInstanceOf(PgStatementException.class);
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  void aTableIsNamedAsInSqlAndNothingElseIsTaken() {
    try (Lease lease = pool.acquire()) {
      lease.script("create table \"Odd \"\" table\" (id int8, flag bool)");
      List<Flag> rows = List.of(new Flag(1, true));
      assertThat(lease.copyIn("\"Odd \"\" table\"", Flag.class, rows)).isOne();
      assertThat(lease.copyIn("copy_records.\"Odd \"\" table\"", Flag.class, rows)).isOne();
      assertThat(lease.copyIn("Copy_Records.MIXED", Flag.class, rows)).isOne();
      lease.script("drop table \"Odd \"\" table\"");
      for (String name :
          List.of(
              "", "a b", "mixed; drop table mixed", "mixed (id)", "a..b", "a.", "\"a", "\"\"")) {
        assertThatThrownBy(() -> lease.copyIn(name, Flag.class))
            .isInstanceOf(PgUsageException.class);
      }
      Soak.eventually("it is clean", () -> lease.connection().clean());
    }
  }

  @Test
  void whatTheReaderThrowsEndsTheCopyAndNotTheConnection() {
    String select = "select generate_series(1, 1000000000000) as id, true as flag";
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      assertThatThrownBy(
              () ->
                  lease.copyOut(
                      select,
                      Flag.class,
                      row -> {
                        if (row.id() == 10_000) {
                          throw new IllegalStateException("enough");
                        }
                      }))
          .hasMessage("enough");
      try (PgCopyReader<Flag> copy = lease.copyOut(select, Flag.class)) {
        assertThat(copy.next()).contains(new Flag(1, true));
        assertThatThrownBy(() -> lease.query("select 1")).isInstanceOf(PgUsageException.class);
      }
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  void theColumnsAreThoseOfTheMomentAfterTheTableHasChanged() {
    record Value(long v) {}
    pool.execute("create table shifting (v int8)");
    assertThat(pool.copyIn("shifting", Value.class, List.of(new Value(42)))).isOne();
    pool.execute("alter table shifting alter v type float8");
    assertThat(pool.copyIn("shifting", Value.class, List.of(new Value(42)))).isOne();
    assertThat(pool.query("select count(*) from shifting where v = 42").oneLong()).isEqualTo(2);
    pool.execute("drop table shifting");
  }
}
