// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgServerException;
import dev.upq.lane.ReadLane;
import dev.upq.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The setting {@code statement_prepare_threshold}: texts that have to be worth a name. */
@Timeout(120)
final class RegistryThresholdTest {

  private static PgConfig config(int threshold) {
    return Servers.inSchema(Servers.config(Servers.NEWEST), "worth")
        .with("sslmode", "disable")
        .with("statement_warm_size", "0")
        .with("statement_prepare_threshold", Integer.toString(threshold));
  }

  private static RegistryServer with(int threshold) {
    return RegistryServer.in(config(threshold));
  }

  /** The messages sent of these types since the last look. */
  private static String sent(AtomicLongArray counts) {
    StringBuilder text = new StringBuilder();
    for (char type : "PDBESCH".toCharArray()) {
      text.append(String.valueOf(type).repeat((int) counts.getAndSet(type, 0)));
    }
    return text.toString();
  }

  @Test
  @DisplayName("PS, bar 3: two uses go unnamed, the third makes a name, the fourth uses it")
  void twoUsesGoUnnamed() {
    AtomicLongArray counts = new AtomicLongArray(128);
    RegistryServer server = new RegistryServer(CountedLink.setup(config(2), counts));
    String sql = "select $1::int4 + 1";
    try (PgConnection one = server.connect();
        PgConnection other = server.connect()) {
      sent(counts);
      one.query(sql, 1);
      assertThat(sent(counts)).as("described, and parsed again").isEqualTo("PPDDBESS");
      other.query(sql, 1);
      assertThat(sent(counts)).as("one burst").isEqualTo("PDBES");
      assertThat(RegistryServer.held(one)).isEmpty();
      assertThat(RegistryServer.held(other)).isEmpty();
      assertThat(one.preparedCount() + other.preparedCount()).isZero();
      one.query(sql, 1);
      assertThat(sent(counts)).as("one burst, with a name").isEqualTo("PDBES");
      one.query(sql, 1);
      other.query(sql, 1);
      assertThat(sent(counts)).as("held here, not yet there").isEqualTo("PDBBEESS");
      assertThat(RegistryServer.held(one, sql))
          .hasSize(1)
          .extracting(RegistryServer.Held::name)
          .isEqualTo(
              RegistryServer.held(other, sql).stream().map(RegistryServer.Held::name).toList());
      assertThat(server.counts().misses()).isOne();
      assertThat(server.counts().heals()).isZero();
    }
  }

  @Test
  @DisplayName("PS-10: texts with literals in them leave no name at the server, and no memory")
  void textsWithLiteralsInThem() {
    RegistryServer server = with(2);
    try (PgPool pool = server.pool();
        PgConnection connection = server.connect()) {
      for (int i = 0; i < RegistryTest.TEXTS / 5; i++) {
        assertThat(pool.query("select " + i).oneLong()).isEqualTo(i);
        assertThat(connection.query("select " + i).oneLong()).isEqualTo(i);
      }
      assertThat(RegistryServer.held(connection)).isEmpty();
      assertThat(pool.query("select count(*) from pg_catalog.pg_prepared_statements").oneLong())
          .isZero();
      assertThat(connection.preparedCount()).isZero();
      assertThat(server.counts().texts()).isLessThanOrEqualTo(4_096);
      assertThat(server.counts().pushedOut()).isZero();
    }
  }

  @Test
  void aLaneGivesNoNamesEither() {
    RegistryServer server = with(4);
    try (PgPool pool = server.pool()) {
      ReadLane lane = pool.lane();
      for (int i = 0; i < 4; i++) {
        assertThat(lane.query("select 1").oneLong()).isOne();
      }
      assertThat(server.setup().registry().look("select 1").uses()).isEqualTo(4);
      String held = "select count(*) from pg_catalog.pg_prepared_statements where name like 'upq%'";
      assertThat(pool.query(held).oneLong()).isZero();
      for (int i = 0; i < 4; i++) {
        assertThat(lane.query("select 1").oneLong()).isOne();
      }
    }
  }

  @Test
  @DisplayName("PS-01, PS-04: what goes unnamed is never out of date, what has a name heals")
  void aChangedTableBeforeAndAfterTheName() {
    RegistryServer server = with(2);
    String sql = "select * from thing";
    server.aside("create table thing (a int); insert into thing values (1)");
    try (PgConnection connection = server.connect()) {
      assertThat(connection.query(sql).columns().size()).isEqualTo(1);
      server.aside("alter table thing add column b text");
      assertThat(connection.query(sql).columns().size()).isEqualTo(2);
      assertThat(server.counts().heals()).isZero();
      connection.query(sql);
      assertThat(RegistryServer.held(connection, sql)).hasSize(1);
      server.aside("drop table thing; create table thing (c text, d int, e int)");
      assertThat(connection.query(sql).columns().size()).isEqualTo(3);
      assertThat(server.counts().heals()).isEqualTo(1);
      connection.query(sql);
      assertThat(RegistryServer.held(connection, sql)).hasSize(1);
    }
  }

  @Test
  @DisplayName("PS-02: inside a transaction an unnamed text has no plan that could be stale")
  void aChangedTableInsideATransaction() {
    RegistryServer server = with(100);
    server.aside("create table inner_thing (a int); insert into inner_thing values (1)");
    try (PgConnection connection = server.connect()) {
      connection.script("begin");
      connection.query("select * from inner_thing");
      connection.script("alter table inner_thing add column b int");
      for (int i = 0; i < 3; i++) {
        assertThat(connection.query("select * from inner_thing").columns().size()).isEqualTo(2);
      }
      connection.script("commit");
      assertThat(connection.query("select * from inner_thing").columns().size()).isEqualTo(2);
      assertThat(RegistryServer.held(connection)).isEmpty();
    }
  }

  @Test
  @DisplayName("PS-05, PS-07: errors and DISCARD ALL on the way to a name")
  void errorsOnTheWayToAName() {
    RegistryServer server = with(2);
    try (PgConnection connection = server.connect()) {
      for (int i = 0; i < 6; i++) {
        assertThatThrownBy(() -> connection.query("select 1 / $1::int4", 0))
            .isInstanceOf(PgServerException.class);
        assertThatThrownBy(() -> connection.query("select nonsense"))
            .isInstanceOf(PgServerException.class);
        assertThatThrownBy(() -> connection.query("select $1::text::int4", "x"))
            .isInstanceOf(PgServerException.class);
        assertThat(connection.query("select 1 / $1::int4", 1).oneLong()).isOne();
        if (i == 4) {
          connection.script("discard all");
        }
      }
      assertThat(RegistryServer.held(connection))
          .extracting(RegistryServer.Held::sql)
          .containsExactlyInAnyOrder("select 1 / $1::int4", "select $1::text::int4");
    }
  }

  @Test
  void aPipelineInWhichATextComesToItsName() {
    RegistryServer server = with(2);
    try (PgConnection connection = server.connect();
        PgPipeline pipeline = connection.pipeline()) {
      List<PgPipeline.Pending<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(pipeline.query("select $1::int4", i).one(Integer.class));
        answers.add(pipeline.query("select " + i).one(Integer.class));
        if (i == 3) {
          pipeline.barrier();
        }
      }
      pipeline.run();
      for (int i = 0; i < 12; i++) {
        assertThat(answers.get(i).get()).isEqualTo(i / 2);
      }
      assertThat(RegistryServer.held(connection))
          .extracting(RegistryServer.Held::sql)
          .containsExactly("select $1::int4");
    }
  }

  @Test
  void batchesAndStreamsWithoutAName() {
    RegistryServer server = with(1);
    server.aside("create table row_of (a int)");
    String insert = "insert into row_of values ($1)";
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      rows.add(new Object[] {i});
    }
    try (PgConnection connection = server.connect()) {
      assertThat(connection.executeBatch(insert, rows)).hasSize(3_000).containsOnly(1);
      assertThat(RegistryServer.held(connection)).isEmpty();
      connection.script("begin");
      long sum = 0;
      try (Rows<Row> stream = connection.stream("select a from row_of where a >= $1", 1)) {
        for (Row row : stream) {
          sum += row.longValue(0);
        }
      }
      assertThat(sum).isEqualTo(2_999L * 3_000 / 2);
      connection.script("commit");
      assertThat(RegistryServer.held(connection)).isEmpty();
      assertThat(connection.executeBatch(insert, rows)).hasSize(3_000).containsOnly(1);
      assertThat(RegistryServer.held(connection, insert)).hasSize(1);
    }
  }

  @Test
  @DisplayName("PS-15: 64 threads bring a text to its name at once: one name, right answers")
  void manyThreadsBringATextToItsName() throws InterruptedException, ExecutionException {
    RegistryServer server = with(20);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        PgConnection one = server.connect();
        PgConnection other = server.connect()) {
      for (int round = 0; round < 20; round++) {
        String sql = "select $1::int8 + " + round;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          long argument = i;
          PgConnection connection = i % 2 == 0 ? one : other;
          answers.add(
              threads.submit(
                  () -> {
                    start.await();
                    return connection.queryShared(sql, argument).oneLong();
                  }));
        }
        start.countDown();
        for (int i = 0; i < 64; i++) {
          assertThat(answers.get(i).get()).isEqualTo(i + round);
        }
        assertThat(RegistryServer.held(one, sql))
            .extracting(RegistryServer.Held::name)
            .hasSize(1)
            .isEqualTo(
                RegistryServer.held(other, sql).stream().map(RegistryServer.Held::name).toList());
      }
      assertThat(server.counts().heals()).isZero();
      assertThat(server.counts().misses()).isEqualTo(20);
    }
  }
}
