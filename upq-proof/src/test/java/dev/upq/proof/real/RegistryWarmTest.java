// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgServerException;
import dev.upq.proof.real.RegistryServer.Held;
import dev.upq.testkit.proxy.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a new connection is given ahead of use, on each server. */
@OnEachServer
final class RegistryWarmTest {

  private static final int HOT = 12;

  private final PgConfig config;
  private final RegistryServer server;
  private final PgConnection first;

  RegistryWarmTest(int version) {
    config = Servers.inSchema(Servers.config(version), "warm");
    server = RegistryServer.in(config);
    server.aside("create table thing (a int8); insert into thing select generate_series(0, 99)");
    first = server.connect();
  }

  @AfterEach
  void close() {
    first.close();
  }

  private static String text(int i) {
    return "select a + " + i + " from thing where a = $1";
  }

  /** All are used, those with higher numbers more often. */
  private void heat(int texts) {
    for (int i = 0; i < texts; i++) {
      for (int use = 0; use < 3 + i; use++) {
        assertThat(first.query(text(i), use).oneLong()).isEqualTo(use + i);
      }
    }
  }

  private static List<String> texts(PgConnection connection) {
    return held(connection).stream().map(Held::sql).toList();
  }

  @Test
  void aNewConnectionHoldsTheHottestWithoutAnyRoundTripForThem() {
    heat(HOT);
    PgConfig through = config.with("statement_warm_size", "5");
    try (FaultProxy proxy =
            FaultProxy.to(config.hosts().getFirst().host(), config.hosts().getFirst().port());
        PgConnection second =
            server.connect(
                through.with("host", proxy.host()).with("port", Integer.toString(proxy.port())))) {
      assertThat(second.query(text(HOT - 1), 7).oneLong()).isEqualTo(7 + HOT - 1);
      assertThat(texts(second))
          .containsExactlyInAnyOrder(text(7), text(8), text(9), text(10), text(11));
      for (int i = 7; i < HOT; i++) {
        assertThat(second.query(text(i), i).oneLong()).isEqualTo(2L * i);
      }
      List<String> lines = proxy.connection(1).transcript();
      assertThat(lines.stream().filter(line -> line.startsWith("F  Parse"))).hasSize(5);
      assertThat(server.counts().misses()).isEqualTo(HOT);
      assertThat(server.counts().heals()).isZero();
      int answered = lines.indexOf(find(lines, "B  DataRow"));
      assertThat(lines.subList(0, answered).stream().filter(l -> l.startsWith("F  Parse")))
          .as("all that is warmed is sent in front of the first caller's statement")
          .hasSize(5);
    }
  }

  private static String find(List<String> lines, String beginning) {
    return lines.stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
  }

  @Test
  void aTextWhoseTableIsGoneHarmsNoOtherAndIsTriedOnce() {
    heat(3);
    server.aside("create table gone (a int8)");
    for (int i = 0; i < 50; i++) {
      first.query("select a from gone");
    }
    server.aside("drop table gone");
    try (PgConnection second = server.connect();
        PgConnection third = server.connect()) {
      assertThat(second.query("select 1").oneLong()).isOne();
      assertThat(texts(second)).containsExactlyInAnyOrder(text(0), text(1), text(2), "select 1");
      assertThatThrownBy(() -> second.query("select a from gone"))
          .isInstanceOfSatisfying(
              PgServerException.class, e -> assertThat(e.sqlState().code()).isEqualTo("42P01"));
      second.script("begin");
      assertThatThrownBy(() -> second.query("select a from gone"))
          .isInstanceOfSatisfying(
              PgServerException.class, e -> assertThat(e.sqlState().code()).isEqualTo("42P01"));
      second.script("rollback");
      assertThat(third.query(text(1), 5).oneLong()).isEqualTo(6);
      server.aside("create table gone (a text); insert into gone values ('back')");
      assertThat(second.query("select a from gone").oneText()).isEqualTo("back");
      assertThat(third.query("select a from gone").oneText()).isEqualTo("back");
    }
  }

  @Test
  void theFirstCallerMayRelyOnWhatIsRefusedAndSeesTheServersReason() {
    server.aside("create table gone (a int8)");
    for (int i = 0; i < 50; i++) {
      first.query("select a from gone");
    }
    server.aside("drop table gone");
    for (int i = 0; i < 20; i++) {
      try (PgConnection fresh = server.connect()) {
        assertThatThrownBy(() -> fresh.query("select a from gone"))
            .isInstanceOfSatisfying(
                PgServerException.class, e -> assertThat(e.sqlState().code()).isEqualTo("42P01"));
        assertThat(fresh.query("select 1").oneLong()).isOne();
        assertThat(texts(fresh)).containsExactly("select 1");
      }
    }
  }

  @Test
  void aLockedTableHoldsANewConnectionUpForASecondAtMost() {
    heat(3);
    try (PgConnection locker = Servers.connect(config)) {
      locker.script("begin; lock table thing in access exclusive mode");
      try (PgConnection second = server.connect(config.with("query_timeout", "20"))) {
        assertThat(second.query("select 1").oneLong()).isOne();
        assertThat(second.query("select 2").oneLong()).isEqualTo(2);
        assertThat(texts(second)).containsExactlyInAnyOrder("select 1", "select 2");
        locker.script("commit");
        assertThat(second.query(text(2), 5).oneLong()).isEqualTo(7);
        assertThat(texts(second)).containsExactlyInAnyOrder("select 1", "select 2", text(2));
      }
    }
  }

  @Test
  void anotherDescriptionIsSeenWhereAWarmedTextMeansSomethingElse() {
    String sql = "select * from thing where a = $1";
    for (int i = 0; i < 5; i++) {
      first.query(sql, i);
    }
    server.aside("alter table thing add column b text default 'new'");
    try (PgConnection second = server.connect()) {
      assertThat(second.query(sql, 3).row(0).text("b")).isEqualTo("new");
      assertThat(held(second, sql)).hasSize(1);
      assertThat(second.query(sql, 4).row(0).text("b")).isEqualTo("new");
      assertThat(first.query(sql, 4).row(0).text("b")).isEqualTo("new");
      assertThat(held(second, sql)).hasSize(1);
    }
  }

  @Test
  void aPipelineAndATransactionMayComeFirst() {
    heat(4);
    try (PgConnection second = server.connect();
        PgPipeline pipeline = second.pipeline()) {
      var one = pipeline.query(text(3), 1);
      var other = pipeline.query("select 5");
      pipeline.run();
      assertThat(one.get().oneLong()).isEqualTo(4);
      assertThat(other.get().oneLong()).isEqualTo(5);
      assertThat(held(second)).hasSize(5);
    }
    try (PgConnection third = server.connect()) {
      third.script("begin");
      assertThat(third.query(text(0), 1).oneLong()).isOne();
      third.script("commit");
      assertThat(held(third)).hasSize(4);
    }
  }

  @Test
  void nothingIsGivenWhereNothingStaysPreparedOrNobodyWantsIt() {
    heat(4);
    try (PgConnection none = server.connect(config.with("statement_warm_size", "0"));
        PgConnection little = server.connect(config.with("statement_warm_bytes", "80"));
        PgConnection small = server.connect(config.with("statement_cache_size", "1"))) {
      assertThat(held(none)).isEmpty();
      assertThat(held(little)).hasSize(2);
      assertThat(held(small)).hasSize(1);
    }
    RegistryServer pooled = RegistryServer.in(config.with("transaction_pooler", "1"));
    try (PgConnection one = pooled.connect()) {
      for (int i = 0; i < 5; i++) {
        one.query(text(0), 1);
      }
      try (PgConnection two = pooled.connect()) {
        assertThat(two.script("select * from pg_prepared_statements").getFirst().size()).isZero();
      }
    }
  }

  @Test
  void aPoolUnderLoadWarmsTheConnectionsThatReplaceLostOnes() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<String> all = IntStream.range(0, HOT).mapToObj(RegistryWarmTest::text).toList();
    try (PgPool pool = server.pool();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      try {
        for (int c = 0; c < 16; c++) {
          int caller = c;
          running.add(callers.submit(() -> use(pool, caller, stop)));
        }
        Soak.eventually("the texts are hot", () -> server.counts().hits() > 2_000);
        long misses = server.counts().misses();
        for (int round = 0; round < 10; round++) {
          first.query(
              "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <>"
                  + " pg_backend_pid() and query like 'select a + %'");
          try (PgConnection fresh = server.connect()) {
            assertThat(fresh.query("select 1").oneLong()).isOne();
            assertThat(texts(fresh)).containsAll(all);
          }
        }
        assertThat(server.counts().misses()).isLessThanOrEqualTo(misses + 2);
      } finally {
        stop.set(true);
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }

  private static void use(PgPool pool, int from, AtomicBoolean stop) {
    for (int i = from; !stop.get(); i++) {
      try {
        assertThat(pool.query(text(i % HOT), i % 100).oneLong()).isEqualTo(i % 100 + i % HOT);
      } catch (PgConnectionLostException | PgServerException killed) {
        assertThat(killed.getMessage()).containsAnyOf("57P01", "terminat", "connection");
      }
    }
  }
}
