// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgStatementException;
import dev.upq.proof.real.RegistryServer.Held;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a text is shared by connections, and what each of them holds of it, on each server. */
@OnEachServer
final class RegistryTest {

  /** How many texts a program that puts literals into them comes to. */
  static final int TEXTS = Integer.getInteger("upq.registry.texts", 5_000);

  private static final int CACHE = 32;
  private static final int KNOWN = 4_096;
  private static final long GROWTH_BYTES = 1L << 20;

  private final RegistryServer server;
  private final PgConnection one;
  private final PgConnection two;

  RegistryTest(int version) {
    server =
        RegistryServer.in(
            Servers.inSchema(Servers.config(version), "registry")
                .with("statement_cache_size", Integer.toString(CACHE)));
    one = server.connect();
    two = server.connect();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void aTextIsDescribedOnceAndHasTheSameNameOnEveryConnection() {
    for (int i = 0; i < 3; i++) {
      assertThat(one.query("select $1::int8", 5).oneLong()).isEqualTo(5);
      assertThat(two.query("select $1::int8", 6).oneLong()).isEqualTo(6);
    }
    assertThat(held(one)).hasSize(1);
    assertThat(held(two)).extracting(Held::name).containsExactly(held(one).getFirst().name());
    assertThat(server.counts().misses()).isOne();
    assertThat(server.counts().hits()).isEqualTo(5);
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName(
      "PS-06: a text refused in a pipeline skips what follows and is not taken for prepared")
  void aRefusedParseInAPipeline() {
    for (PgConnection each : List.of(one, two)) {
      try (PgPipeline pipeline = each.pipeline()) {
        var before = pipeline.query("select 1");
        pipeline.barrier();
        var wrong = pipeline.query("selec 2");
        var after = pipeline.query("select 3");
        pipeline.barrier();
        var last = pipeline.query("select 4");
        pipeline.run();
        assertThat(before.get().oneLong()).isOne();
        assertThatThrownBy(wrong::get).isInstanceOf(PgStatementException.class);
        assertThatThrownBy(after::get).isInstanceOf(PgSkippedException.class);
        assertThat(last.get().oneLong()).isEqualTo(4);
      }
      assertThat(held(each, "selec 2")).isEmpty();
      assertThat(held(each, "select 4")).hasSize(1);
    }
  }

  @Test
  @DisplayName("PS-06: nor is one that another connection knows and this one cannot parse")
  void aParseRefusedHereAlone() {
    String sql = "select a from pg_temp.mine";
    one.script("create temp table mine (a int); insert into mine values (1)");
    assertThat(one.query(sql).oneLong()).isOne();
    try (PgPipeline pipeline = two.pipeline()) {
      var wrong = pipeline.query(sql);
      var after = pipeline.query("select 3");
      pipeline.barrier();
      var last = pipeline.query("select 4");
      pipeline.run();
      assertThatThrownBy(wrong::get)
          .isInstanceOfSatisfying(
              PgServerException.class, e -> assertThat(e.sqlState().code()).isEqualTo("42P01"));
      assertThatThrownBy(after::get).isInstanceOf(PgSkippedException.class);
      assertThat(last.get().oneLong()).isEqualTo(4);
    }
    assertThat(held(two, sql)).isEmpty();
    two.script("create temp table mine (a int); insert into mine values (2); begin");
    assertThat(two.query(sql).oneLong()).isEqualTo(2);
    two.script("commit");
    assertThat(one.query(sql).oneLong()).isOne();
    assertThat(held(two, sql)).hasSize(1);
  }

  @Test
  @DisplayName("PS-07: a text whose first Bind is refused is prepared all the same")
  void aRefusedBindLeavesWhatWasParsed() {
    server.aside("create type mood as enum ('sad', 'glad')");
    String sql = "select ($1::mood)::text";
    for (PgConnection each : List.of(one, two)) {
      assertThatThrownBy(() -> each.query(sql, "cross"))
          .isInstanceOfSatisfying(
              PgDataException.class, e -> assertThat(e.sqlState().code()).isEqualTo("22P02"));
      List<Held> parsed = held(each, sql);
      assertThat(parsed).hasSize(1);
      assertThat(each.query(sql, "glad").oneText()).isEqualTo("glad");
      assertThat(held(each, sql)).isEqualTo(parsed);
    }
    assertThat(server.counts().misses()).isOne();
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-09: types are the server's: a null or a narrow number first pins nothing")
  void typesAreTheServers() {
    server.aside("create table num (a int8)");
    String sql = "insert into num values ($1) returning a";
    assertThat(one.query(sql, (Object) null).row(0).isNull(0)).isTrue();
    assertThat(one.query(sql, 7).oneLong()).isEqualTo(7);
    assertThat(two.query(sql, (short) 8).oneLong()).isEqualTo(8);
    assertThat(two.query(sql, 1L << 40).oneLong()).isEqualTo(1L << 40);
    assertThat(one.query(sql, 1L << 41).oneLong()).isEqualTo(1L << 41);
    assertThat(held(one, sql)).extracting(Held::parameters).containsExactly("{bigint}");
    assertThat(held(two, sql)).extracting(Held::parameters).containsExactly("{bigint}");
    assertThat(server.counts().texts()).isOne();
    assertThat(server.counts().misses()).isOne();
  }

  @Test
  @Timeout(1_200)
  @DisplayName("PS-10: many texts leave no more than the cache holds, here and on the server")
  void manyTexts() {
    int most = 0;
    long early = 0;
    for (int i = 0; i < TEXTS; i++) {
      PgConnection each = i % 2 == 0 ? one : two;
      assertThat(each.query("select " + i).oneLong()).isEqualTo(i);
      if (i % 50 < 2) {
        most = Math.max(most, held(each).size());
      }
      early = i == TEXTS / 10 ? backendBytes(one) : early;
    }
    assertThat(most).isBetween(CACHE, CACHE + 1);
    assertThat(server.counts().texts()).isLessThanOrEqualTo(KNOWN);
    assertThat(server.counts().evictions()).isEqualTo(TEXTS - server.counts().texts());
    assertThat(server.counts().misses()).isEqualTo(TEXTS);
    long late = backendBytes(one);
    System.out.println(
        TEXTS + " texts: backend " + early + " bytes at a tenth, " + late + " at the end");
    assertThat(late - early).as("growth of the backend").isLessThan(GROWTH_BYTES);
  }

  private static long backendBytes(PgConnection connection) {
    return Long.parseLong(
        connection
            .script("select sum(total_bytes) from pg_catalog.pg_backend_memory_contexts")
            .getFirst()
            .oneText());
  }

  @Test
  @DisplayName("PS-10: nor does one burst of more texts than the cache holds")
  void aBurstOfManyTexts() {
    for (PgConnection each : List.of(one, two)) {
      for (int round = 0; round < 3; round++) {
        try (PgPipeline pipeline = each.pipeline()) {
          List<PgPipeline.Pending<Integer>> results = new ArrayList<>();
          for (int i = 0; i < 3 * CACHE; i++) {
            results.add(pipeline.query("select " + i).one(Integer.class));
          }
          pipeline.run();
          for (int i = 0; i < 3 * CACHE; i++) {
            assertThat(results.get(i).get()).isEqualTo(i);
          }
        }
        assertThat(held(each)).hasSizeLessThanOrEqualTo(3 * CACHE);
        assertThat(each.query("select 'next'").oneText()).isEqualTo("next");
        assertThat(held(each)).hasSizeLessThanOrEqualTo(CACHE);
      }
    }
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-11: what cannot be prepared is refused as that, and goes as a script")
  void whatCannotBePrepared() {
    for (PgConnection each : List.of(one, two)) {
      assertThatThrownBy(() -> each.query("select 1; select 2"))
          .isInstanceOf(PgStatementException.class)
          .hasMessageContaining("42601");
      assertThat(each.script("select 1; select 2")).hasSize(2);
      assertThat(held(each)).isEmpty();
      for (String utility :
          List.of("begin", "commit", "vacuum", "set a.b = 'c'", "analyze", "listen x")) {
        each.query(utility);
        each.query(utility.equals("begin") ? "savepoint s" : utility);
      }
      assertThat(each.query("show a.b").oneText()).isEqualTo("c");
      each.query("discard all");
      assertThat(held(each)).isEmpty();
    }
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-14: the names that a server sees are ours and shorter than 63 bytes")
  void namesAreShort() {
    one.query("select '" + "ä".repeat(500) + "'");
    for (int i = 0; i < 40; i++) {
      one.query("select " + i);
      one.query("select * from pg_class where relname = $1", "x");
    }
    assertThat(held(one)).hasSize(CACHE).extracting(Held::name).doesNotHaveDuplicates();
    assertThat(held(one))
        .allSatisfy(
            each -> assertThat(each.name().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(63));
    assertThat(one.script("select name from pg_prepared_statements").getFirst().size())
        .isEqualTo(CACHE);
  }

  @Test
  void withoutACacheNothingStaysPrepared() {
    RegistryServer none =
        RegistryServer.in(server.setup().config().with("statement_cache_size", "0"));
    try (PgConnection connection = none.connect();
        PgPipeline pipeline = connection.pipeline()) {
      for (int i = 0; i < 20; i++) {
        assertThat(connection.query("select $1::int8 + " + i % 5, i).oneLong())
            .isEqualTo(i + i % 5);
        var piped = pipeline.query("select $1::text", "x" + i);
        pipeline.run();
        assertThat(piped.get().oneText()).isEqualTo("x" + i);
      }
      assertThat(connection.script("select name from pg_prepared_statements").getFirst().size())
          .isZero();
    }
    assertThat(none.counts().misses()).isEqualTo(6);
  }
}
