// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.Rows;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgResultException.RowCount;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.mapping.Column;
import dev.upq.mapping.Mapping;
import dev.upq.mapping.Nested;
import dev.upq.mapping.Parameters;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import dev.upq.type.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Records in both directions on each server. */
@OnEachServer
final class MappingTest {

  record Airport(String iata, @Column("city") String town, Optional<String> state) {}

  record Flight(int id, Airport from, Optional<Airport> to) {}

  record Keyed(int id, @Nested(prefix = "to_", key = "iata") Optional<Airport> to) {}

  record Numbered(int i, String t) {}

  private final PgPool pool;

  MappingTest(int version) {
    pool = Servers.pool(Servers.inSchema(Servers.config(version), "mapping"));
    pool.execute("create table airport (iata text primary key, city text not null, state text)");
    pool.execute("create table flight (id int, origin text, target text)");
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.close();
  }

  @Test
  void recordsGoInByNameAndComeOutByJoin() {
    Airport hnl = new Airport("HNL", "Honolulu", Optional.of("HI"));
    Airport muc = new Airport("MUC", "München", Optional.empty());
    String insert = "insert into airport values (:iata, :town, :state)";
    assertThat(pool.execute(insert, hnl)).isOne();
    try (Lease lease = pool.acquire()) {
      assertThat(lease.execute(insert, muc)).isOne();
    }
    try (PgTransaction tx = pool.begin()) {
      assertThat(
              tx.execute(
                  "insert into flight values (:id, :from, :to)",
                  Map.of("id", 1, "from", "HNL", "to", "MUC")))
          .isOne();
      assertThat(tx.execute("insert into flight values ($1, $2, $3)", 2, "MUC", null)).isOne();
      tx.commit();
    }
    String join =
        "select f.id, a.iata as from_iata, a.city as from_city, a.state as from_state,"
            + " b.iata as to_iata, b.city as to_city, b.state as to_state from flight f"
            + " join airport a on a.iata = origin left join airport b on b.iata = target"
            + " order by f.id";
    assertThat(pool.query(join).list(Flight.class))
        .containsExactly(
            new Flight(1, hnl, Optional.of(muc)), new Flight(2, muc, Optional.empty()));
    assertThat(pool.query(join).list(Mapping.lax(Keyed.class)))
        .containsExactly(new Keyed(1, Optional.of(muc)), new Keyed(2, Optional.empty()));
    record Key(String iata) {}
    for (PgSession session : List.<PgSession>of(pool, pool.lane())) {
      for (int i = 0; i < 3; i++) {
        assertThat(
                session
                    .query("select * from airport where iata = :iata", new Key("HNL"))
                    .one(Airport.class))
            .isEqualTo(hnl);
        assertThat(
                session
                    .query("select * from airport where iata = :iata", Map.of("iata", "MUC"))
                    .one(Airport.class))
            .isEqualTo(muc);
      }
    }
    try (Rows<Airport> rows =
        pool.stream(Airport.class, "select * from airport where iata = :iata", new Key("MUC"))) {
      assertThat(rows.one()).isEqualTo(muc);
    }
    assertThat(
            pool.execute(
                "update airport set state = $3 where iata = $1 and city = $2",
                Parameters.positional(new Airport("MUC", "München", Optional.of("BY")))))
        .isOne();
    assertThatThrownBy(() -> pool.execute("insert into airport values (:iata, :town)", hnl))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("[state]");
    assertThat(pool.query("select $1::interval", new Interval(1, 2, 3)).one(Interval.class))
        .isEqualTo(new Interval(1, 2, 3));
    assertThat(
            pool.query(
                    "select '{\"a\": 1}'::jsonb ->> :k, ':x'::text, (array[1,2,3])[1:2]",
                    Map.of("k", "a"))
                .row(0)
                .text(0))
        .isEqualTo("1");
  }

  @Test
  @DisplayName("RF-08: the same text over a changed table is laid against the record anew")
  void aChangedTableIsLaidAnew() {
    record Pair(int a, String b) {}
    String sql = "select * from pairs";
    pool.execute("create table pairs (a int, b text)");
    pool.execute("insert into pairs values (1, 'x')");
    for (int i = 0; i < 3; i++) {
      assertThat(pool.query(sql).one(Pair.class)).isEqualTo(new Pair(1, "x"));
    }
    pool.execute("alter table pairs drop column a");
    pool.execute("alter table pairs add column a int8 default 2");
    assertThat(pool.query(sql).one(Pair.class)).isEqualTo(new Pair(2, "x"));
    pool.execute("alter table pairs add column c int");
    assertThatThrownBy(() -> pool.query(sql).one(Pair.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("[c]");
    pool.execute("delete from pairs");
    pool.execute("alter table pairs drop column c, drop column b");
    assertThatThrownBy(() -> pool.query(sql).list(Pair.class))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("[b]");
  }

  @Test
  @DisplayName("RF-10: no row and a second row are told apart, and a stream reads two at most")
  void oneRowIsOne() {
    String endless = "select generate_series(1, $1::int8) as i, 't' as t";
    counted(RowCount.NONE, () -> pool.query(endless, 0).one(Numbered.class));
    counted(RowCount.SEVERAL, () -> pool.query(endless, 2).one(Numbered.class));
    counted(RowCount.SEVERAL, () -> pool.query(endless, 2).optional(Numbered.class));
    assertThat(pool.query(endless, 0).optional(Numbered.class)).isEmpty();
    assertThat(pool.query(endless, 1).optional(Numbered.class)).contains(new Numbered(1, "t"));
    counted(RowCount.NONE, () -> pool.stream(Numbered.class, endless, 0).one());
    List<Long> mapped = new ArrayList<>();
    counted(
        RowCount.SEVERAL,
        () -> pool.stream(row -> mapped.add(row.longValue(0)), endless, 1_000_000_000).one());
    assertThat(mapped).containsExactly(1L, 2L);
    counted(RowCount.SEVERAL, () -> pool.stream(Numbered.class, endless, 1_000_000_000).optional());
    assertThat(pool.stream(Numbered.class, endless, 0).optional()).isEmpty();
    assertThat(pool.stream(Numbered.class, endless, 1).one()).isEqualTo(new Numbered(1, "t"));
    try (PgTransaction tx = pool.begin()) {
      counted(RowCount.SEVERAL, () -> tx.stream(Numbered.class, endless, 1_000_000_000).optional());
      assertThat(tx.query("select 5").oneLong()).isEqualTo(5);
      tx.commit();
    }
  }

  private static void counted(RowCount count, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PgResultException.class, told -> assertThat(told.rowCount()).isEqualTo(count));
  }

  @Test
  @DisplayName("RF-12: what a consumer throws comes through, and the connection is clean")
  void aConsumerMayThrow() {
    String sql = "select i::int4, 'r' || i as t from generate_series(1, 1000000) i";
    for (int at : new int[] {1, 2, 999, 5_000}) {
      try (Lease lease = pool.acquire()) {
        int backend = lease.connection().processId();
        assertThatThrownBy(
                () -> {
                  try (Rows<Numbered> rows = lease.stream(Numbered.class, sql)) {
                    rows.forEach(
                        row -> {
                          if (row.i() == at) {
                            throw new IllegalStateException("consumer at " + row.i());
                          }
                        });
                  }
                })
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("consumer at " + at);
        assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
        Soak.eventually("it is clean", () -> lease.connection().clean());
      }
    }
  }

  @Test
  @DisplayName("RF-03, RF-04, RF-05: a row that does not fit is told by its number, in streams too")
  void rowsAreToldByTheirNumber() {
    record Checked(int i) {
      Checked {
        if (i == 41) {
          throw new IllegalArgumentException("secret 41");
        }
      }
    }
    Map<String, String> told =
        Map.of(
            "select nullif(i, 41) as i from generate_series(0, 99) i",
            "is NULL",
            "select case i when 41 then 9223372036854775807 else i end as i from generate_series(0,"
                + " 99) i",
            "does not fit an int",
            "select i from generate_series(0, 99) i",
            "IllegalArgumentException");
    told.forEach(
        (sql, why) -> {
          assertThatThrownBy(() -> pool.query(sql).list(Checked.class))
              .isInstanceOf(PgValueException.class)
              .hasMessageContaining("row 41 (counted from 0)")
              .hasMessageContaining(why)
              .hasMessageNotContaining("secret");
          assertThatThrownBy(
                  () -> {
                    try (Rows<Checked> rows = pool.stream(Checked.class, sql)) {
                      rows.forEach(row -> assertThat(row.i()).isLessThan(41));
                    }
                  })
              .isInstanceOf(PgValueException.class)
              .hasMessageContaining("row 41 (counted from 0)");
        });
  }

  @Test
  void mappingsWorkInStreamsAndPipelines() {
    String sql = "select i::int4, 'r' || i as t, 1 as spare from generate_series(1, 3) i";
    try (Rows<Numbered> rows = pool.stream(Mapping.lax(Numbered.class), sql)) {
      assertThat(rows.stream()).hasSize(3);
    }
    assertThatThrownBy(() -> pool.stream(Mapping.of(Numbered.class), sql))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("[spare]");
    assertThat(pool.query("select 1").oneLong()).isOne();
    try (PgPipeline pipeline = pool.pipeline()) {
      PgPipeline.Pending<List<Numbered>> all =
          pipeline.query(sql).list(Mapping.lax(Numbered.class));
      PgPipeline.Pending<List<Numbered>> misfit = pipeline.query(sql).list(Numbered.class);
      pipeline.run();
      assertThat(all.get()).hasSize(3);
      assertThatThrownBy(misfit::get).isInstanceOf(PgResultException.class);
    }
    try (Rows<Row> rows = pool.stream(sql)) {
      assertThat(rows.stream().map(row -> row.text(1))).containsExactly("r1", "r2", "r3");
    }
  }
}
