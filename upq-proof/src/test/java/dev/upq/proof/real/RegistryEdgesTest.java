// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.pool.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What was found to fail. */
@OnEachServer
final class RegistryEdgesTest {

  private final RegistryServer server;

  RegistryEdgesTest(int version) {
    server =
        RegistryServer.in(Servers.inSchema(Servers.config(version), "found").with("pool_max", "8"));
  }

  private RegistryServer with(String size) {
    return RegistryServer.in(server.setup().config().with("statement_cache_size", size));
  }

  @Test
  void withoutACacheEachItemOfAPipelineRunsItsOwnStatement() {
    try (PgConnection connection = with("0").connect();
        PgPipeline pipeline = connection.pipeline()) {
      var one = pipeline.query("select 1");
      var two = pipeline.query("select 2");
      pipeline.run();
      assertThat(one.get().oneLong()).isEqualTo(1);
      assertThat(two.get().oneLong()).isEqualTo(2);
    }
  }

  @Test
  void aPipelineMayUseWhatItWouldHavePushedOut() {
    RegistryServer small = with("2");
    try (PgConnection other = small.connect();
        PgConnection connection = small.connect();
        PgPipeline pipeline = connection.pipeline()) {
      other.query("select 3");
      connection.query("select 1");
      connection.query("select 2");
      connection.script("begin");
      var three = pipeline.query("select 3");
      var one = pipeline.query("select 1");
      pipeline.run();
      assertThat(three.get().oneLong()).isEqualTo(3);
      assertThat(one.get().oneLong()).isEqualTo(1);
      connection.script("commit");
    }
  }

  @Test
  void aBurstLargerThanTheCacheInATransaction() {
    RegistryServer small = with("4");
    try (PgConnection connection = small.connect();
        PgPipeline pipeline = connection.pipeline()) {
      connection.script("begin");
      for (int round = 0; round < 3; round++) {
        List<PgPipeline.Pending<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          results.add(pipeline.query("select " + i).one(Integer.class));
        }
        pipeline.run();
        for (int i = 0; i < 10; i++) {
          assertThat(results.get(i).get()).isEqualTo(i);
        }
      }
      connection.script("commit");
      connection.query("select 'next'");
      assertThat(RegistryServer.held(connection)).hasSize(4);
    }
  }

  @Test
  void aNarrowParameterThatWasWidenedTakesWideValues() {
    server.aside("create table wide (a int)");
    String insert = "insert into wide values ($1)";
    try (PgConnection connection = server.connect()) {
      connection.execute(insert, 1);
      server.aside("alter table wide alter column a type int8");
      connection.execute(insert, 1L << 40);
    }
  }

  @Test
  void aNumberThatBecameTextTakesText() {
    server.aside("create table t (a int)");
    String insert = "insert into t values ($1)";
    try (PgConnection connection = server.connect()) {
      connection.execute(insert, 1);
      server.aside("alter table t alter column a type text");
      connection.execute(insert, "x");
    }
  }

  @Test
  void deallocatingOneNameLeavesAnotherThatItsBeginsWith() {
    try (PgConnection connection = server.connect()) {
      for (int i = 1; i <= 36; i++) {
        connection.query("select " + i);
      }
      String name = RegistryServer.held(connection, "select 36").getFirst().name();
      connection.script("deallocate " + name);
      connection.script("begin");
      assertThat(connection.query("select 1").oneLong()).isOne();
      connection.script("commit");
    }
  }

  @Test
  @DisplayName("PS-15: 64 threads with one new text on 8 connections: described once, 8 Parse")
  void aNewTextAskedForAtOnce() throws InterruptedException, ExecutionException {
    try (PgPool pool = server.pool();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        leases.add(pool.acquire());
      }
      for (int round = 0; round < 20; round++) {
        String sql = "select $1::int8 + " + round;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          long argument = i;
          PgConnection connection = leases.get(i % 8).connection();
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
        assertThat(server.counts().misses()).isEqualTo(round + 1);
        assertThat(
                leases.stream()
                    .flatMap(lease -> RegistryServer.held(lease.connection(), sql).stream()))
            .hasSize(8)
            .extracting(RegistryServer.Held::name)
            .containsOnly(
                RegistryServer.held(leases.getFirst().connection(), sql).getFirst().name());
      }
      assertThat(server.counts().heals()).isZero();
      leases.forEach(Lease::close);
    }
  }

  @Test
  @DisplayName("PS-16: a value is not read as another schema's type on its way")
  void aTextIsNotReadAsJsonOfAnotherSchema() {
    server.aside(
        "drop schema if exists found_too cascade; create schema found_too; create table doc (a"
            + " text); create table found_too.doc (a jsonb)");
    String insert = "insert into doc values ($1)";
    try (PgConnection here = server.connect();
        PgConnection there = server.connect()) {
      there.query("set search_path = found_too");
      there.execute(insert, "[]");
      here.execute(insert, "[ 1]");
      assertThat(here.query("select a from found.doc").oneText()).isEqualTo("[ 1]");
      here.execute(insert, "x");
    }
  }
}
