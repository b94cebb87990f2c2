// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.stats.OperationSnapshot;
import dev.upq.stats.PgStatsRegistry;
import dev.upq.stats.PoolSnapshot;
import dev.upq.stats.QuerySnapshot;
import dev.upq.testkit.TestServer;
import dev.upq.tx.PgTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool counts of statements on a real server. */
@Timeout(120)
final class StatsTest {

  private final PgConfig config = Servers.config();
  private final PgPool pg = pool(config);

  private static PgPool pool(PgConfig config) {
    return PgPool.open(Servers.setup(config));
  }

  @AfterEach
  void close() {
    pg.close();
  }

  private PoolSnapshot now() {
    return pg.stats().snapshot().pool(pg.name()).orElseThrow();
  }

  private static OperationSnapshot operation(PoolSnapshot snapshot, String kind) {
    List<OperationSnapshot> all =
        snapshot.operations().stream().filter(o -> o.operation().equals(kind)).toList();
    assertThat(all).as(kind + " among " + snapshot.operations()).hasSize(1);
    return all.getFirst();
  }

  /** What is counted of one call that fails: it, once, and nothing else. */
  private <E extends PgException> E failsOnce(
      String counted, Class<E> kind, ThrowingCallable call) {
    PoolSnapshot before = now();
    E failure = catchThrowableOfType(kind, call);
    assertThat(failure).isNotNull();
    PoolSnapshot after = now();
    assertThat(after.count() - before.count()).as("operations").isEqualTo(1);
    assertThat(after.failed() - before.failed()).as("failures").isEqualTo(1);
    assertThat(after.errors().get(counted)).as("%s of %s", counted, after.errors()).isNotNull();
    assertThat(after.errors().get(counted) - before.errors().getOrDefault(counted, 0L))
        .as(counted)
        .isEqualTo(1);
    return failure;
  }

  @Test
  @DisplayName("ST-10: what fails after 1,000 rows is one failure, whole or streamed")
  void failureAfterRows() {
    String sql = "select 1 / (1001 - i) from generate_series(1, 5000) i";
    failsOnce("22", PgServerException.class, () -> pg.query(sql));
    failsOnce(
        "22",
        PgServerException.class,
        () -> {
          try (Rows<Row> rows = pg.stream(sql)) {
            rows.forEach(row -> {});
          }
        });
    OperationSnapshot select = operation(now(), "SELECT");
    assertThat(select.failed().count()).isEqualTo(2);
    assertThat(select.succeeded().count()).isZero();
    assertThat(select.rows()).as("those that were streamed before").isEqualTo(1_000);
  }

  @Test
  @DisplayName("ST-10: what is cancelled, late or interrupted is counted once, as what it was")
  void cancelledLateAndInterrupted() {
    failsOnce(
        "57",
        PgServerException.class,
        () -> pg.query("select pg_cancel_backend(pg_backend_pid()), pg_sleep(10)"));
    failsOnce(
        "timeout",
        PgTimeoutException.class,
        () -> pg.within(Duration.ofMillis(30), p -> p.query("select pg_sleep(10)")));
    failsOnce(
        "interrupted",
        PgInterruptedException.class,
        () -> {
          try (Lease lease = pg.acquire()) {
            Thread.currentThread().interrupt();
            lease.query("select pg_sleep(10)");
          } finally {
            assertThat(Thread.interrupted()).isTrue();
          }
        });
    assertThat(pg.query("select 1").oneLong()).isEqualTo(1);
    assertThat(operation(now(), "SELECT").succeeded().count()).isEqualTo(1);
  }

  @Test
  @DisplayName("ST-10: what loses its connection is counted once, and so is the connection")
  void connectionLost() {
    PoolSnapshot before = now();
    PgException lost =
        catchThrowableOfType(
            PgException.class,
            () -> pg.query("select pg_terminate_backend(pg_backend_pid()), pg_sleep(10)"));
    assertThat(lost).isInstanceOfAny(PgServerException.class, PgConnectionLostException.class);
    assertThat(now().count() - before.count()).isEqualTo(1);
    assertThat(now().failed() - before.failed()).isEqualTo(1);
    assertThat(now().errors())
        .isEqualTo(Map.of(lost instanceof PgServerException ? "57" : "connection_lost", 1L));
    Soak.eventually("the end is counted", () -> now().connections().ended() == 1);
  }

  @Test
  @DisplayName("ST-11: a batch, a pipeline and a script are one operation each")
  void severalAtOnce() {
    try (Lease lease = pg.acquire()) {
      lease.script("create temp table stats_items (id int)");
      lease.executeBatch(
          "insert into stats_items values ($1)",
          List.of(new Object[] {1}, new Object[] {2}, new Object[] {3}));
      try (PgPipeline pipeline = lease.pipeline()) {
        pipeline.query("select 1");
        pipeline.query("select id from stats_items");
        pipeline.run();
      }
      lease.script("select 1; select 2; select 3");
    }
    OperationSnapshot batch = operation(now(), "BATCH");
    assertThat(batch.succeeded().count()).isEqualTo(1);
    assertThat(batch.statements()).isEqualTo(3);
    assertThat(batch.rows()).isEqualTo(3);
    OperationSnapshot pipeline = operation(now(), "PIPELINE");
    assertThat(pipeline.succeeded().count()).isEqualTo(1);
    assertThat(pipeline.statements()).isEqualTo(2);
    assertThat(pipeline.rows()).isEqualTo(4);
    OperationSnapshot script = operation(now(), "SCRIPT");
    assertThat(script.succeeded().count()).isEqualTo(1);
    assertThat(script.statements()).isEqualTo(3);
  }

  @Test
  @DisplayName("ST-11: a pipeline of which one item fails is one failure")
  void aPipelineThatFails() {
    try (PgPipeline pipeline = pg.pipeline()) {
      pipeline.query("select 1");
      pipeline.barrier();
      pipeline.query("select 1/0");
      pipeline.run();
    }
    OperationSnapshot counted = operation(now(), "PIPELINE");
    assertThat(counted.failed().count()).isEqualTo(1);
    assertThat(counted.succeeded().count()).isZero();
    assertThat(counted.errors()).isEqualTo(Map.of("22", 1L));
  }

  @Test
  void everyKindIsCountedByItsTagAndItsServer() {
    try (Lease lease = pg.acquire()) {
      lease.script("create temp table stats_kinds (id int)");
      lease.execute("insert into stats_kinds select generate_series(1, $1)", 7);
      lease.execute("update stats_kinds set id = id + 1 where id > $1", 4);
      lease.execute("with gone as (select 1) delete from stats_kinds where id < $1", 3);
      lease.query("select * from stats_kinds");
    }
    assertThat(operation(now(), "INSERT").rows()).isEqualTo(7);
    assertThat(operation(now(), "UPDATE").rows()).isEqualTo(3);
    assertThat(operation(now(), "DELETE").rows()).isEqualTo(2);
    OperationSnapshot select = operation(now(), "SELECT");
    assertThat(select.rows()).isEqualTo(5);
    assertThat(select.role()).isEqualTo("primary");
    assertThat(select.port()).isEqualTo(config.hosts().getFirst().port());
    assertThat(operation(now(), "DDL").succeeded().count()).isEqualTo(1);
  }

  @Test
  void queriesAreToldApartByNameAndText() {
    for (int i = 0; i < 20; i++) {
      pg.query("-- name: doubled\nselect $1::int * 2", i);
      pg.query("select $1::int + " + i, 1);
    }
    assertThat(now().queries()).hasSize(2);
    QuerySnapshot named =
        now().queries().stream().filter(q -> q.name().equals("doubled")).findFirst().orElseThrow();
    assertThat(named.latency().count()).isEqualTo(20);
    assertThat(named.rows()).isEqualTo(20);
    assertThat(named.text()).isEqualTo("select $1::int * ?");
    assertThat(pg.stats().metricsDump()).contains("db_query_summary=\"doubled\"");
  }

  @Test
  void readsThroughALaneAreCountedOnceOnTheirServer() {
    for (int i = 0; i < 200; i++) {
      assertThat(pg.lane().query("select $1::int", i).oneLong()).isEqualTo(i);
    }
    PoolSnapshot snapshot = now();
    assertThat(snapshot.count()).isEqualTo(200);
    assertThat(operation(snapshot, "SELECT").succeeded().count()).isEqualTo(200);
  }

  @Test
  void transactionsAreCountedByTheirEnd() {
    try (PgTransaction tx = pg.begin()) {
      tx.query("select 1");
      tx.commit();
    }
    try (PgTransaction tx = pg.begin()) {
      tx.rollback();
    }
    try (PgTransaction tx = pg.begin()) {
      tx.query("select 1");
    }
    try (PgTransaction tx = pg.begin()) {
      catchThrowableOfType(PgException.class, () -> tx.query("select 1/0"));
      catchThrowableOfType(PgException.class, tx::commit);
    }
    assertThat(now().transactions()).isEqualTo(new PoolSnapshot.Transactions(1, 3, 0, 0));
    assertThat(operation(now(), "BEGIN").succeeded().count()).isEqualTo(4);
  }

  @Test
  @DisplayName("ST-12: bytes are those of the protocol, with TLS as without it")
  void bytesUnderTls() {
    PgConfig plain = SecureServer.config(Servers.NEWEST, "postgres").with("pool_max", "1");
    long[] without = bytesOfTenQueries(plain.with("sslmode", "disable"));
    long[] with = bytesOfTenQueries(plain.with("sslmode", "require"));
    assertThat(with[0]).isEqualTo(without[0]);
    // The writer counts behind its write: one call more or less.
    assertThat(Math.abs(with[1] - without[1])).isLessThan(120);
    // Bind, Execute, Sync with one parameter; BindComplete, one DataRow, CommandComplete, Ready.
    assertThat(without[0]).isBetween(10L * 1_000, 10L * 1_100);
    assertThat(without[1]).isBetween(10L * 20, 10L * 120);
  }

  private static long[] bytesOfTenQueries(PgConfig config) {
    try (PgPool pool = pool(config)) {
      String sql = "select repeat('x', $1)";
      pool.query(sql, 1_000);
      PoolSnapshot before = pool.stats().snapshot().pools().getFirst();
      for (int i = 0; i < 10; i++) {
        pool.query(sql, 1_000);
      }
      PoolSnapshot after = pool.stats().snapshot().pools().getFirst();
      return new long[] {after.bytesIn() - before.bytesIn(), after.bytesOut() - before.bytesOut()};
    }
  }

  @Test
  void nothingIsCountedWhereItIsOff() {
    try (PgPool off = pool(config.with("stats", "0"))) {
      off.query("select 1");
      assertThat(off.stats().snapshot().pools()).isEmpty();
      assertThat(off.name()).isEmpty();
    }
    try (PgPool off = PgPool.builder(TestServer.url()).stats(PgStatsRegistry.off()).open()) {
      assertThat(off.query("select 1").oneLong()).isEqualTo(1);
      assertThat(off.stats().snapshot().pools()).isEmpty();
    }
  }

  @Test
  @DisplayName("ST-02: pools of one registry, each under its name")
  void poolsShareARegistry() {
    PgStatsRegistry all = PgStatsRegistry.create();
    String url = TestServer.url();
    try (PgPool orders = PgPool.builder(url).name("orders").stats(all).open();
        PgPool again = PgPool.builder(url).name("orders").stats(all).open()) {
      orders.query("select 1");
      again.query("select 1");
      again.query("select 1");
      assertThat(again.name()).isEqualTo("orders-2");
      assertThat(all.snapshot().pool("orders").orElseThrow().count()).isEqualTo(1);
      assertThat(all.snapshot().pool("orders-2").orElseThrow().count()).isEqualTo(2);
      assertThat(all.snapshot().pool("orders").orElseThrow().gauges().idle()).isEqualTo(1);
    }
    assertThat(all.snapshot().pools()).noneMatch(PoolSnapshot::open);
  }
}
