// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStatementException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Row;
import dev.upq.type.PgInet;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which types parameters have, where the server can tell and where it cannot. */
@OnEachServer
final class ParameterTypesTest {

  private final RegistryServer server;
  private final PgConnection connection;

  ParameterTypesTest(int version) {
    server = RegistryServer.in(Servers.inSchema(Servers.config(version), "ruled"));
    connection = server.connect();
  }

  @AfterEach
  void close() {
    connection.close();
  }

  private static Map<Object, String> rules() {
    Map<Object, String> rules = new LinkedHashMap<>();
    rules.put(true, "boolean");
    rules.put((short) 7, "smallint");
    rules.put(7, "integer");
    rules.put(7L, "bigint");
    rules.put(7.5f, "real");
    rules.put(7.5, "double precision");
    rules.put(new BigDecimal("7.50"), "numeric");
    rules.put("seven", "text");
    rules.put(UUID.fromString("00000000-0000-0000-0000-000000000007"), "uuid");
    rules.put(LocalDate.of(2026, 11, 23), "date");
    rules.put(LocalTime.of(20, 50), "time without time zone");
    rules.put(OffsetTime.parse("20:50:00+02:00"), "time with time zone");
    rules.put(LocalDateTime.of(2026, 11, 23, 20, 50), "timestamp without time zone");
    rules.put(Instant.parse("2026-11-23T20:50:00Z"), "timestamp with time zone");
    rules.put(Duration.ofMinutes(7), "interval");
    rules.put(PgInet.of(InetAddress.ofLiteral("10.0.0.1")), "inet");
    rules.put(List.of(1, 2), "integer[]");
    rules.put(Arrays.asList(null, "a"), "text[]");
    rules.put(List.of(Instant.EPOCH), "timestamp with time zone[]");
    return rules;
  }

  @Test
  @DisplayName("types, bar 7: what a bare parameter is goes by its Java class")
  void aBareParameter() {
    rules()
        .forEach(
            (value, type) -> {
              Row row = connection.query("select $1", value).row(0);
              assertThat(connection.query("select pg_typeof($1)::text", value).oneText())
                  .as(value.getClass().getName())
                  .isEqualTo(type);
              assertThat(row.columns().at(0).type().name())
                  .as(value.getClass().getName())
                  .isEqualTo(
                      connection
                          .query("select typname from pg_type where oid = $1::text::regtype", type)
                          .oneText());
            });
    assertThat(connection.query("select $1", 7).row(0).get(0, Object.class)).isEqualTo(7);
    assertThat(connection.query("select $1", new byte[] {1, 2}).row(0).get(0, byte[].class))
        .containsExactly(1, 2);
    assertThat(connection.query("select $1", new int[] {1, 2}).row(0).columns().at(0).type().name())
        .isEqualTo("_int4");
  }

  @Test
  @DisplayName("PS-09: null first pins nothing, and the same text takes one class after another")
  void oneTextWithManyClasses() {
    @Nullable Object[] values = {null, 7, "seven", 7L, null, 7.5, "eight", 7, Instant.EPOCH};
    String[] types = {
      "text", "int4", "text", "int8", "text", "float8", "text", "int4", "timestamptz"
    };
    try (PgConnection other = server.connect()) {
      for (PgConnection each : List.of(connection, other)) {
        for (int round = 0; round < 2; round++) {
          for (int i = 0; i < values.length; i++) {
            Row row = each.query("select $1", values[i]).row(0);
            assertThat(row.columns().at(0).type().name()).isEqualTo(types[i]);
            assertThat(row.isNull(0)).isEqualTo(values[i] == null);
            assertThat(
                    each.query("select pg_typeof($1)::oid = $2", values[i], 25)
                        .row(0)
                        .get(0, Object.class))
                .isEqualTo(types[i].equals("text"));
          }
        }
        assertThat(RegistryServer.held(each, "select $1"))
            .as("one name a type")
            .hasSize(5)
            .extracting(RegistryServer.Held::parameters)
            .doesNotHaveDuplicates();
      }
    }
    assertThat(server.counts().misses())
        .as("described once a type; that of pg_typeof once more, in vain")
        .isEqualTo(5 + 5 + 1);
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-09: where the server can tell, one entry takes what fits its type")
  void theServersTypeStays() {
    connection.script(
        "create table thing (id int8, n numeric, f float8, t text, d date);"
            + " insert into thing values (7, 7.5, 7, 'seven', '2026-11-23')");
    for (Object id : List.of(7, 7L, (short) 7)) {
      assertThat(connection.query("select t from thing where id = $1", id).oneText())
          .isEqualTo("seven");
      assertThat(connection.query("select (n + $1)::text from thing", id).oneText())
          .isEqualTo("14.5");
      assertThat(connection.query("select (f * $1)::text from thing", id).oneText())
          .isEqualTo("49");
      assertThat(connection.query("select (d + $1)::text from thing", 1).oneText())
          .isEqualTo("2026-11-24");
    }
    assertThat(RegistryServer.held(connection, "select t from thing where id = $1"))
        .extracting(RegistryServer.Held::parameters)
        .containsExactly("{bigint}");
    assertThat(RegistryServer.held(connection, "select (n + $1)::text from thing"))
        .extracting(RegistryServer.Held::parameters)
        .containsExactly("{numeric}");
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  void aTextColumnTakesNoNumber() {
    connection.script("create table t (a text); insert into t values ('7')");
    assertThatThrownBy(() -> connection.query("select a from t where a = $1", 7))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> connection.execute("insert into t values ($1)", 7))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> connection.execute("update t set a = $1", Instant.EPOCH))
        .isInstanceOf(PgValueException.class);
    assertThat(connection.query("select a from t where a = $1", "7").size()).isOne();
    assertThat(connection.query("select count(*) from t where a = '7'").oneLong()).isOne();
    connection.script("begin");
    assertThatThrownBy(() -> connection.execute("insert into t values ($1)", 7))
        .isInstanceOf(PgValueException.class);
    assertThat(connection.query("select count(*) from t").oneLong()).isOne();
    connection.script("commit");
  }

  @Test
  @DisplayName("types, bar 7: functions that are overloaded or take anything")
  void functionsThatTakeAnything() {
    assertThat(
            connection
                .query("select jsonb_build_object('a', $1, 'b', $2, 'c', $3)::text", 7, "x", null)
                .oneText())
        .isEqualTo("{\"a\": 7, \"b\": \"x\", \"c\": null}");
    assertThat(
            connection
                .query("select jsonb_build_object('a', $1, 'b', $2, 'c', $3)::text", "y", 8, true)
                .oneText())
        .isEqualTo("{\"a\": \"y\", \"b\": 8, \"c\": true}");
    assertThat(connection.query("select $1 + $2", 3, 4L).oneLong()).isEqualTo(7);
    assertThat(connection.query("select coalesce($1, $2)", null, 4).row(0).get(0, Object.class))
        .isEqualTo(4);
    assertThat(
            connection.query("select sum(i)::int8 from generate_series($1, $2) i", 1, 4).oneLong())
        .isEqualTo(10);
    assertThat(
            connection.query("select sum(i)::int8 from unnest($1) i", List.of(1, 2, 3)).oneLong())
        .isEqualTo(6);
    assertThat(connection.query("select 1 where $1 is null", 5).isEmpty()).isTrue();
    assertThat(connection.query("select 1 where $1 is null", (Object) null).size()).isOne();
    connection.script(
        "create function which(int4) returns text language sql as $$ select 'four' $$;"
            + " create function which(int8) returns text language sql as $$ select 'eight' $$;"
            + " create function which(text) returns text language sql as $$ select 'text' $$");
    assertThat(connection.query("select which($1)", "a").oneText()).isEqualTo("text");
    assertThat(connection.query("select which($1)", 1).oneText()).isEqualTo("four");
    assertThat(connection.query("select which($1)", 1L).oneText()).isEqualTo("eight");
    assertThat(connection.query("select which($1)", "a").oneText()).isEqualTo("text");
  }

  @Test
  void whatTheServerRefusesForAnotherReasonIsToldAsItWas() {
    assertThatThrownBy(() -> connection.query("select no_such_function($1)", 7))
        .isInstanceOf(PgStatementException.class)
        .hasMessageContaining("42883");
    assertThatThrownBy(() -> connection.query("select $1 + $2", "a", "b"))
        .isInstanceOf(PgServerException.class)
        .hasMessageContaining("42725");
    assertThat(connection.query("select $1 + $2", 1, 2).oneLong()).isEqualTo(3);
    assertThatThrownBy(() -> connection.query("select pg_typeof($1), $3", 7, 8))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("3 parameters");
  }

  @Test
  void insideATransactionAGuessIsMadeBetterAndARefusalEndsIt() {
    connection.script("begin");
    assertThat(connection.query("select $1", 7).row(0).get(0, Object.class)).isEqualTo(7);
    assertThatThrownBy(() -> connection.query("select pg_typeof($1)", 7))
        .isInstanceOf(PgServerException.class)
        .hasMessageContaining("42P18");
    connection.script("rollback");
    assertThat(connection.query("select pg_typeof($1)::text", 7).oneText()).isEqualTo("integer");
    connection.script("begin");
    assertThat(connection.query("select pg_typeof($1)::text", 7L).oneText()).isEqualTo("bigint");
    connection.script("commit");
  }

  @Test
  void pipelinesStreamsAndPoolsChooseAlike() {
    try (PgPipeline pipeline = connection.pipeline()) {
      var one = pipeline.query("select $1, pg_typeof($2)::text", 1, 2L);
      var other = pipeline.query("select $1, pg_typeof($2)::text", "a", 1.5);
      pipeline.run();
      assertThat(one.get().row(0).get(0, Object.class)).isEqualTo(1);
      assertThat(one.get().row(0).text(1)).isEqualTo("bigint");
      assertThat(other.get().row(0).get(0, Object.class)).isEqualTo("a");
      assertThat(other.get().row(0).text(1)).isEqualTo("double precision");
    }
    List<Object> seen = new ArrayList<>();
    try (Rows<Row> rows = connection.stream("select $1 from generate_series(1, 3)", 7)) {
      rows.forEach(row -> seen.add(row.get(0, Object.class)));
    }
    assertThat(seen).containsExactly(7, 7, 7);
    try (PgPool pool = server.pool()) {
      for (int i = 0; i < 40; i++) {
        assertThat(pool.query("select $1", i).oneLong()).isEqualTo(i);
        assertThat(pool.lane().query("select $1", i).oneLong()).isEqualTo(i);
        assertThat(pool.lane().query("select $1", "t" + i).oneText()).isEqualTo("t" + i);
      }
    }
  }

  @Test
  @DisplayName("PS-01, PS-10: entries by type heal, and a text has no more than a few of them")
  void entriesByTypeHealAndAreBounded() {
    connection.script("create table grows (a int); insert into grows values (1)");
    String sql = "select *, $1 from grows";
    assertThat(connection.query(sql, 7).columns().size()).isEqualTo(2);
    server.aside("alter table grows add column b int");
    assertThat(connection.query(sql, 7).columns().size()).isEqualTo(3);
    connection.execute("alter table grows add column c int");
    assertThat(connection.query(sql, 7).columns().size()).isEqualTo(4);
    assertThat(server.counts().heals()).isEqualTo(1);
    Object[] kinds = {1, 1L, 1.5, 1.5f, true, UUID.randomUUID(), Instant.EPOCH, LocalDate.EPOCH};
    int held = 0;
    for (Object one : kinds) {
      for (Object other : kinds) {
        try {
          connection.query("select $1, $2", one, other);
          held++;
        } catch (PgValueException beyond) {
          assertThat(beyond).hasMessageContaining("$1");
        }
      }
    }
    assertThat(held).isEqualTo(32);
    connection.query("select 1");
    assertThat(RegistryServer.held(connection, "select $1, $2")).hasSize(33);
  }
}
