// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static dev.upq.proof.real.RegistryServer.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgStatementException;
import dev.upq.proof.real.RegistryServer.Held;
import dev.upq.time.Deadline;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The runtime's own changes of the schema are seen, on each server. */
@OnEachServer
final class RegistrySchemaTest {

  private static final String ALL = "select * from thing order by 1";
  private static final String OTHER = "select * from other";
  private static final String INSERT = "insert into thing values ($1)";

  private final RegistryServer server;
  private final PgConnection one;
  private final PgConnection two;
  private final PgConnection three;

  RegistrySchemaTest(int version) {
    server = RegistryServer.in(Servers.inSchema(Servers.config(version), "changing"));
    server.aside(
        "create table thing (a int); insert into thing values (1), (2); create table other (a"
            + " int)");
    one = server.connect();
    two = server.connect();
    three = server.connect();
    each()
        .forEach(
            connection -> {
              connection.query(ALL);
              connection.query(OTHER);
              connection.execute(INSERT, 3);
              connection.execute("delete from thing where a = $1", 3);
            });
  }

  @AfterEach
  void close() {
    each().forEach(PgConnection::close);
  }

  private List<PgConnection> each() {
    return List.of(one, two, three);
  }

  private void change(int way, String ddl) {
    switch (way) {
      case 0 -> one.query(ddl);
      case 1 -> one.script("select 1; " + ddl + "; select 2");
      case 2 -> {
        try (PgPipeline pipeline = one.pipeline()) {
          pipeline.query(ddl);
          pipeline.run();
        }
      }
      default -> throw new AssertionError(way);
    }
  }

  /** In a transaction nothing can heal: what a session uses there has to be right at once. */
  private static void assertColumns(PgConnection connection, int columns) {
    connection.script("begin");
    assertThat(connection.query(ALL).columns().size()).isEqualTo(columns);
    assertThat(connection.query(ALL).row(0).intValue("a")).isOne();
    connection.script("commit");
  }

  @Test
  @DisplayName("PS-01: a column that we added is seen by all: no error, one Parse a connection")
  void anAddedColumn() {
    var before = server.counts();
    List<Held> others = each().stream().flatMap(c -> held(c, OTHER).stream()).toList();
    for (int way = 0; way < 3; way++) {
      change(way, "alter table thing add column b" + way + " text");
      int columns = way + 2;
      each().forEach(connection -> assertColumns(connection, columns));
      List<Held> after = each().stream().flatMap(c -> held(c, ALL).stream()).toList();
      assertThat(after).as("one each").hasSize(3);
      assertThat(after.stream().map(Held::name).distinct()).as("under one name").hasSize(1);
      each().forEach(connection -> assertColumns(connection, columns));
      assertThat(each().stream().flatMap(c -> held(c, ALL).stream()))
          .as("parsed once each")
          .isEqualTo(after);
    }
    assertThat(each().stream().flatMap(c -> held(c, OTHER).stream()))
        .as("what the change does not concern stays")
        .isEqualTo(others);
    assertThat(server.counts().heals()).isEqualTo(before.heals());
    assertThat(server.counts().misses())
        .as("once a change, and two changes")
        .isEqualTo(before.misses() + 5);
    assertThat(server.counts().outdated())
        .as("three texts that name it; then one, and the changes themselves")
        .isEqualTo(7);
  }

  @Test
  @DisplayName("PS-04: a table that we make anew takes what its new columns take")
  void aTableMadeAnew() {
    for (int way = 0; way < 3; way++) {
      change(way, "drop table thing");
      assertThatThrownBy(() -> two.query(ALL)).isInstanceOf(PgStatementException.class);
      change(way, "create table thing (a " + (way % 2 == 0 ? "text" : "int8") + ", b int)");
      for (PgConnection connection : each()) {
        connection.script("begin");
        Object value = way % 2 == 0 ? "x" : (Object) (1L << 40);
        assertThat(connection.execute(INSERT, value)).isOne();
        assertThat(connection.query(ALL).columns().size()).isEqualTo(2);
        connection.script("commit");
      }
      assertThat(one.query(ALL).size()).isEqualTo(3);
      change(way, "drop table thing");
      change(way, "create table thing (a int)");
      each().forEach(connection -> assertThat(connection.execute(INSERT, 1)).isOne());
      assertThat(server.counts().heals()).isZero();
    }
  }

  @Test
  @DisplayName("PS-02: within its own transaction the change is seen at once, by others at its end")
  void inATransaction() {
    one.script("begin");
    one.query("alter table thing add column b text");
    assertThat(one.query(ALL).columns().size()).isEqualTo(2);
    one.query("alter table thing alter column a type text using a::text");
    assertThat(one.execute(INSERT, "9")).isOne();
    assertThat(one.query(ALL).row(2).text("a")).isEqualTo("9");
    one.script("commit");
    for (PgConnection connection : each()) {
      connection.script("begin");
      assertThat(connection.query(ALL).row(2).text("a")).isEqualTo("9");
      assertThat(connection.query(ALL).columns().size()).isEqualTo(2);
      assertThat(connection.execute(INSERT, "x")).isOne();
      connection.script("commit");
    }
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-02: a change that is rolled back is seen as well, whoever rolls it back")
  void rolledBack() {
    for (int way = 0; way < 3; way++) {
      one.script("begin");
      one.query("alter table thing add column b text");
      one.query("alter table thing alter column a type text using a::text");
      assertThat(one.execute(INSERT, "x")).isOne();
      assertThat(one.query(ALL).columns().size()).isEqualTo(2);
      switch (way) {
        case 0 -> one.query("rollback");
        case 1 -> one.script("rollback");
        case 2 -> one.scriptUninterrupted("rollback", Deadline.never(server.setup().clock()));
        default -> throw new AssertionError(way);
      }
      for (PgConnection connection : each()) {
        connection.script("begin");
        assertThat(connection.execute(INSERT, 3)).isOne();
        assertThat(connection.query(ALL).columns().size()).isOne();
        connection.script("rollback");
      }
    }
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  void temporaryTablesAndOtherCommandsDisturbNothing() {
    String mine = "insert into mine values ($1)";
    for (int i = 0; i < 3; i++) {
      one.script("begin; create temp table mine (a int); commit; create index on thing (a)");
      assertThat(one.execute(mine, i)).isOne();
      two.query("create temporary table mine (a int)");
      assertThat(two.execute(mine, i)).isOne();
      one.query("drop table mine");
      two.query("drop table pg_temp.mine");
    }
    assertThat(held(one, mine)).hasSize(1);
    assertThat(held(two, mine)).hasSize(1);
    each().forEach(connection -> connection.query(OTHER));
    assertThat(server.counts().outdated()).isZero();
    assertThat(server.counts().misses()).as("each text once").isEqualTo(8);
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  @DisplayName("PS-02: what a savepoint takes back is not seen any more")
  void backToASavepoint() {
    one.script("begin; savepoint s");
    one.query("alter table thing add column b text");
    assertThat(one.query(ALL).columns().size()).isEqualTo(2);
    one.script("rollback to savepoint s");
    assertThat(one.query(ALL).columns().size()).isOne();
    one.query("alter table thing add column b text, add column c text");
    assertThat(one.query(ALL).columns().size()).isEqualTo(3);
    one.script("commit");
    each().forEach(connection -> assertColumns(connection, 3));
    assertThat(held(one, ALL)).as("what the transaction had apart is closed").hasSize(1);
    assertThat(server.counts().heals()).isZero();
  }

  @Test
  void inATransactionOthersAreNotDisturbedByWhatIsNotCommitted() {
    List<Held> before = held(two);
    one.script("begin; create or replace function changing.f() returns int return 1");
    one.query("create table thing_too (a int)");
    one.query("create table changing.another (thing int, other int)");
    assertThat(one.query("select * from thing_too").size()).isZero();
    two.query(ALL);
    assertThat(held(two)).isEqualTo(before);
    assertThat(server.counts().outdated()).isZero();
    one.script("rollback");
    two.query(ALL);
    assertThat(held(two)).isEqualTo(before);
    assertThatThrownBy(() -> one.query("select * from thing_too"))
        .isInstanceOf(PgStatementException.class);
  }

  @Test
  void whatAFunctionChangesHealsAsWhereSomebodyElseHasDoneIt() {
    one.query("do $$ begin execute 'alter table thing add column b text'; end $$");
    each().forEach(connection -> assertThat(connection.query(ALL).columns().size()).isEqualTo(2));
    assertThat(server.counts().heals()).isOne();
    assertThat(server.counts().outdated()).isZero();
  }
}
