// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgStatementException;
import dev.upq.proof.real.RegistryServer.Held;
import dev.upq.tx.PgTransaction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A shared text whose ground moves under the connections that hold it, on each server. */
@OnEachServer
final class RegistryHealTest {

  private static final String ALL = "select * from thing order by 1";

  private final RegistryServer server;
  private final PgConnection one;
  private final PgConnection two;
  private final PgConnection three;

  RegistryHealTest(int version) {
    server =
        RegistryServer.in(
            Servers.inSchema(Servers.config(version), "healing").with("pool_max", "2"));
    server.aside("create table thing (a int); insert into thing values (1), (2)");
    one = server.connect();
    two = server.connect();
    three = server.connect();
  }

  @AfterEach
  void close() {
    each().forEach(PgConnection::close);
  }

  private List<PgConnection> each() {
    return List.of(one, two, three);
  }

  @Test
  @DisplayName("PS-01: a new column under select *: no error, one Parse anew a connection")
  void aNewColumn() {
    each().forEach(connection -> assertThat(connection.query(ALL).columns().size()).isOne());
    String before = held(one, ALL).getFirst().name();
    server.aside("alter table thing add column b text default 'new'");
    each()
        .forEach(connection -> assertThat(connection.query(ALL).row(1).text("b")).isEqualTo("new"));
    List<Held> after = each().stream().flatMap(connection -> held(connection).stream()).toList();
    assertThat(after).hasSize(3).extracting(Held::name).doesNotContain(before);
    assertThat(after.stream().map(Held::name).distinct()).hasSize(1);
    each().forEach(connection -> assertThat(connection.query(ALL).size()).isEqualTo(2));
    assertThat(each().stream().flatMap(connection -> held(connection).stream())).isEqualTo(after);
    assertThat(server.counts().misses()).isEqualTo(2);
    assertThat(server.counts().heals()).isOne();
  }

  @Test
  @DisplayName(
      "PS-02: inside a transaction it is an error that says so, and the scope's retry wins")
  void aNewColumnInATransaction() {
    server.aside("create table log (columns int8)");
    try (PgPool pool = server.pool()) {
      attempt(pool);
      server.aside("alter table thing add column b text default 'new'");
      assertThatThrownBy(() -> attempt(pool))
          .isInstanceOfSatisfying(
              PgStalePlanException.class, e -> assertThat(e.retrySafe()).isTrue());
      attempt(pool);
      assertThat(pool.query("select array_agg(columns)::text from log").oneText())
          .isEqualTo("{1,2}");
    }
    assertThat(server.counts().heals()).isZero();
  }

  private static void attempt(PgPool pool) {
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into log values ($1)", tx.query(ALL).columns().size());
      tx.commit();
    }
  }

  /** A row of thing. */
  record Thing(int a) {}

  @Test
  @DisplayName("PS-03: a type that no longer fits the record is told by its column's name")
  void aTypeThatNoLongerFits() {
    each()
        .forEach(
            connection ->
                assertThat(connection.query(ALL).list(Thing.class))
                    .containsExactly(new Thing(1), new Thing(2)));
    server.aside("alter table thing alter column a type float4 using a + 0.5");
    for (PgConnection connection : each()) {
      assertThat(connection.query(ALL).row(0).doubleValue("a")).isEqualTo(1.5);
      assertThatThrownBy(() -> connection.query(ALL).list(Thing.class))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("\"a\"");
    }
    server.aside("alter table thing alter column a type text using 'x' || a");
    for (PgConnection connection : each()) {
      assertThat(connection.query(ALL).row(0).text("a")).isEqualTo("x1.5");
      assertThatThrownBy(() -> connection.query(ALL).list(Thing.class))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("\"a\"");
    }
    server.aside("alter table thing alter column a type int using length(a)");
    for (PgConnection connection : each()) {
      assertThat(connection.query(ALL).list(Thing.class))
          .containsExactly(new Thing(4), new Thing(4));
    }
  }

  @Test
  @DisplayName("PS-04: a table dropped and made anew is found by every connection")
  void aTableMadeAnew() {
    String insert = "insert into thing values ($1)";
    each().forEach(connection -> connection.query(ALL));
    each().forEach(connection -> connection.execute(insert, 3));
    server.aside("drop table thing");
    for (PgConnection connection : each()) {
      assertThatThrownBy(() -> connection.query(ALL)).isInstanceOf(PgStatementException.class);
      assertThatThrownBy(() -> connection.execute(insert, 3))
          .isInstanceOf(PgStatementException.class);
    }
    server.aside("create table thing (a int)");
    each().forEach(connection -> connection.execute(insert, 3));
    each().forEach(connection -> assertThat(connection.query(ALL).size()).isEqualTo(3));
    server.aside("drop table thing; create table thing (c text)");
    each()
        .forEach(
            connection -> assertThat(connection.query(ALL).columns().names()).isEqualTo("(c)"));
  }

  @Test
  @DisplayName("PS-05: what the session was made to forget is prepared anew without an error")
  void whatTheSessionForgets() {
    for (String forget : List.of("deallocate all", "discard all")) {
      for (int way = 0; way < 3; way++) {
        for (PgConnection connection : each()) {
          connection.query("select 1");
          connection.query("select $1::text", "x");
          forget(connection, forget, way);
          connection.script("begin");
          assertThat(connection.query("select 1").oneLong()).isOne();
          assertThat(connection.query("select $1::text", "y").oneText()).isEqualTo("y");
          connection.script("commit");
          assertThat(held(connection))
              .extracting(Held::sql)
              .containsExactly("select 1", "select $1::text");
        }
      }
    }
    assertThat(server.counts().heals()).isZero();
  }

  private static void forget(PgConnection connection, String sql, int way) {
    switch (way) {
      case 0 -> connection.query(sql);
      case 1 -> connection.script(sql);
      case 2 -> {
        try (PgPipeline pipeline = connection.pipeline()) {
          pipeline.query(sql);
          pipeline.run();
        }
      }
      default -> throw new AssertionError(way);
    }
    assertThat(held(connection)).isEmpty();
  }

  @Test
  @DisplayName("PS-05: where nobody could see it, the next use outside a transaction heals")
  void whatAFunctionForgets() {
    server.aside(
        "create function forget() returns void language plpgsql as $$ begin execute 'deallocate"
            + " all'; end $$");
    each().forEach(connection -> connection.query(ALL));
    each().forEach(connection -> connection.script("select forget()"));
    each().forEach(connection -> assertThat(connection.query(ALL).size()).isEqualTo(2));
    assertThat(server.counts().heals()).isEqualTo(3);
    assertThat(server.counts().misses()).as("the text still means the same").isOne();
  }

  @Test
  void aParameterWhoseColumnChangedItsTypeHeals() {
    server.aside("create table doc (a text)");
    String insert = "insert into doc values ($1)";
    each().forEach(connection -> connection.execute(insert, "{}"));
    server.aside("alter table doc alter column a type jsonb using a::jsonb");
    two.execute(insert, (Object) null);
    each().forEach(connection -> connection.execute(insert, "{}"));
    each().forEach(connection -> connection.execute(insert, "[]"));
    assertThat(one.query("select count(a) from doc").oneLong()).isEqualTo(9);
    assertThat(each().stream().flatMap(connection -> held(connection, insert).stream()))
        .extracting(Held::parameters)
        .containsExactly("{jsonb}", "{jsonb}", "{jsonb}");
    assertThat(server.counts().misses()).as("two descriptions, and the count").isEqualTo(3);
    assertThat(server.counts().heals()).isOne();
  }

  @Test
  void anErrorThatComesAtTheEndLeavesTheTextPrepared() {
    server.aside(
        "alter table thing add primary key (a); create table child (a int references thing"
            + " deferrable initially deferred)");
    String insert = "insert into child values ($1)";
    for (PgConnection connection : each()) {
      assertThatThrownBy(() -> connection.execute(insert, 99))
          .isInstanceOf(PgConstraintException.class);
      List<Held> parsed = held(connection, insert);
      assertThat(parsed).hasSize(1);
      assertThat(connection.execute(insert, 1)).isOne();
      assertThat(held(connection, insert)).isEqualTo(parsed);
    }
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  void anInterruptDuringTheFirstUseLeavesTheTextUsable() {
    String sql = "select pg_sleep($1)::text";
    for (PgConnection connection : each()) {
      Thread caller = Thread.currentThread();
      Thread interrupter =
          Thread.startVirtualThread(
              () -> {
                Servers.awaitSleep(server.setup().config(), connection.processId());
                caller.interrupt();
              });
      assertThatThrownBy(() -> connection.query(sql, 60.0))
          .isInstanceOf(PgInterruptedException.class);
      Soak.eventually("the interrupter is done", () -> !interrupter.isAlive());
      Thread.interrupted();
      connection.script("begin");
      assertThat(connection.query(sql, 0.0).size()).isOne();
      connection.script("commit");
      connection.query("select 1");
      assertThat(held(connection)).extracting(Held::sql).containsExactlyInAnyOrder(sql, "select 1");
    }
    assertThat(Stream.of(server.counts().misses(), server.counts().heals()))
        .containsExactly(2L, 0L);
  }
}
