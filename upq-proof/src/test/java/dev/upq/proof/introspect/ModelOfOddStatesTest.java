// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.introspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.introspect.Column;
import dev.upq.introspect.Constraint;
import dev.upq.introspect.Database;
import dev.upq.introspect.Index;
import dev.upq.introspect.PgIntrospector;
import dev.upq.introspect.SchemaDiff;
import dev.upq.introspect.Table;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a database looks like half-way, in odd corners, and while others change it. */
@Timeout(120)
final class ModelOfOddStatesTest {

  private static PgConfig config = PgConfig.parse("host=localhost");
  private static PgConnection connection;

  @BeforeAll
  static void open() {
    config = Ground.database(Ground.NEWEST, "odd_states");
    connection = Ground.connect(config);
  }

  @AfterAll
  static void close() {
    connection.close();
  }

  private static Database in(String schema) {
    return PgIntrospector.of(connection).schemas(schema).read();
  }

  private static void fresh(String schema, String ddl) {
    connection.script(
        "create schema %1$s; set search_path = %1$s; %2$s; reset search_path"
            .formatted(schema, ddl));
  }

  private static Table table(Database database, String name) {
    return database.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("IN-03: a column that went leaves no gap in the ordinals; added back it is the last")
  void droppedColumnsLeaveNoGap() {
    fresh(
        "dropped",
        "create table t (a int, b int, c int); alter table t drop column b;"
            + " alter table t add column b text");
    Table table = table(in("dropped"), "t");
    assertThat(table.columns()).extracting(Column::name).containsExactly("a", "c", "b");
    assertThat(table.columns()).extracting(Column::ordinal).containsExactly(1, 2, 3);
    assertThat(table.columns()).extracting(Column::attributeNumber).containsExactly(1, 3, 4);
  }

  @Test
  @DisplayName("IN-06: an index that failed is not valid; one that is being built is not ready")
  void unfinishedIndexesAreFlagged() throws Exception {
    fresh("indexes", "create table t (a int); insert into t values (1), (1)");
    assertThatThrownBy(
            () -> connection.script("create unique index concurrently bad on indexes.t (a)"))
        .isInstanceOf(PgException.class);
    Index bad = table(in("indexes"), "t").index("bad").orElseThrow();
    assertThat(bad.valid()).isFalse();
    assertThat(in("indexes").lines())
        .contains("table indexes.t: index bad  unique btree (a) not ready invalid");
    whileWaiting(
        "indexes.t",
        "create index concurrently slow on indexes.t (a)",
        () -> {
          Index slow = table(in("indexes"), "t").index("slow").orElseThrow();
          assertThat(slow.ready()).isFalse();
          assertThat(slow.valid()).isFalse();
          assertThat(slow.live()).isTrue();
        });
  }

  @Test
  @DisplayName("IN-05: a partition whose detaching was begun and not ended is flagged")
  void pendingDetachmentIsFlagged() throws Exception {
    fresh(
        "detached",
        "create table whole (a int) partition by list (a);"
            + "create table part partition of whole for values in (1)");
    whileWaiting(
        "detached.whole",
        "alter table detached.whole detach partition detached.part concurrently",
        () -> {
          Table.PartitionOf part = table(in("detached"), "part").partitionOf().orElseThrow();
          assertThat(part.detaching()).isTrue();
          assertThat(part.table().name()).isEqualTo("whole");
        });
  }

  /** Looks while a statement waits for a transaction that has used a table. */
  private static void whileWaiting(String table, String sql, Runnable look) throws Exception {
    try (PgConnection holder = Ground.connect(config);
        PgConnection waiter = Ground.connect(config);
        ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.script("begin; lock table " + table + " in row exclusive mode");
      Future<?> waiting = crew.submit(() -> waiter.script(sql));
      while (!waits(waiter.processId())) {
        Thread.onSpinWait();
      }
      look.run();
      holder.script("commit");
      waiting.get();
    }
  }

  private static boolean waits(int process) {
    return connection
            .query(
                "select count(*) from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'",
                process)
            .oneLong()
        == 1;
  }

  @Test
  @DisplayName("IN-08: keys that nobody checks, keys over periods, and their definitions")
  void whatIsNewInEighteenIsExact() {
    fresh(
        "newer",
        "create table at (room int4range, during tstzrange,"
            + " constraint at_key primary key (room, during without overlaps));"
            + "create table guest (room int4range, during tstzrange, host int,"
            + " constraint there foreign key (room, period during)"
            + " references at (room, period during),"
            + " constraint loose check (host > 0) not enforced,"
            + " constraint named not null host,"
            + " twice int generated always as (host * 2) virtual)");
    Table guest = table(in("newer"), "guest");
    Constraint there = guest.constraint("there").orElseThrow();
    assertThat(there.period()).isTrue();
    assertThat(there.definition())
        .isEqualTo("FOREIGN KEY (room, PERIOD during) REFERENCES newer.at(room, PERIOD during)");
    assertThat(table(in("newer"), "at").constraint("at_key").orElseThrow().definition())
        .isEqualTo("PRIMARY KEY (room, during WITHOUT OVERLAPS)");
    assertThat(guest.constraint("loose").orElseThrow().enforced()).isFalse();
    assertThat(in("newer").lines())
        .contains(
            "table newer.guest: column host  integer not null named named",
            "table newer.guest: column twice  integer generated ((host * 2)) virtual");
  }

  @Test
  @DisplayName(
      "IN-10: one name in three schemas is three tables; temporary ones are their session's")
  void tablesOfOneNameAreNeverMixed() {
    fresh("one", "create table same (a int)");
    fresh("two", "create table same (b int)");
    fresh("three", "create table same (c int)");
    try (PgConnection other = Ground.connect(config);
        PgConnection own = Ground.connect(config)) {
      other.script("create temp table same (of_others int)");
      own.script("create temp table same (own int)");
      own.script("set search_path = two, one");
      Database seen = PgIntrospector.of(own).schemas("one", "two", "three", "pg_temp").read();
      assertThat(seen.tables())
          .extracting(Object::toString, table -> table.columns().getFirst().name())
          .hasSize(4);
      assertThat(seen.tables())
          .extracting(table -> table.id() + " " + table.columns().getFirst().name())
          .containsExactly("one.same a", "pg_temp.same own", "three.same c", "two.same b");
      assertThat(PgIntrospector.of(own).read().schema("pg_temp")).isEmpty();
    }
  }

  @Test
  @DisplayName("IN-12: while tables come and go, each reading is whole")
  void concurrentChangesNeverTearTheModel() throws Exception {
    fresh("busy", "create table stays (a int)");
    int rounds = Integer.getInteger("upq.introspect.rounds", 15);
    try (PgConnection changer = Ground.connect(config);
        ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> changing =
          crew.submit(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  changer.script(
                      "begin; create table busy.x (a int default 7 check (a > 1) primary key);"
                          + "create view busy.y as select a + 1 as b from busy.x where a > 2;"
                          + "create index on busy.x ((a + 1)) where a > 5; commit");
                  changer.script("begin; drop view busy.y; drop table busy.x; commit");
                  LockSupport.parkNanos(2_000_000);
                }
              });
      try {
        for (int i = 0; i < rounds; i++) {
          Database seen = in("busy");
          assertThat(seen.table("busy", "x").isPresent())
              .isEqualTo(seen.table("busy", "y").isPresent());
          seen.table("busy", "x")
              .ifPresent(
                  x -> {
                    assertThat(x.columns()).hasSize(1);
                    assertThat(x.constraints()).hasSize(2);
                    assertThat(x.indexes()).hasSize(2);
                  });
          assertThat(seen.hash()).hasSize(64);
        }
      } finally {
        changing.cancel(true);
      }
    }
  }

  @Test
  @DisplayName("IN-14: what belongs to an extension is hidden, unless it is asked for")
  void objectsOfExtensionsAreHidden() {
    fresh(
        "extended",
        "create extension pgcrypto schema extended; create function f() returns int language sql"
            + " return 1");
    assertThat(in("extended").schema("extended").orElseThrow().routines()).hasSize(1);
    assertThat(in("extended").extensions()).extracting("name").contains("pgcrypto");
    Database all = PgIntrospector.of(connection).schemas("extended").withExtensionObjects().read();
    assertThat(all.schema("extended").orElseThrow().routines().size()).isGreaterThan(30);
  }

  @Test
  @DisplayName("IN-17: a selection costs what is selected; many tables take no quadratic time")
  void filtersReachTheServer() {
    int tables = Integer.getInteger("upq.introspect.tables", 200);
    fresh("many", "select 1");
    for (int from = 1; from <= tables; from += 1_000) {
      connection.script(
          "do $$ begin for i in %s..%s loop execute".formatted(from, Math.min(tables, from + 999))
              + " format('create table many.t%s (id bigint primary key, a int not null, b text, c"
              + " numeric(10,2))', i); end loop; end $$");
    }
    Database one = PgIntrospector.of(connection).schemas("many").tables("t7").read();
    assertThat(one.tables()).extracting(Table::name).containsExactly("t7");
    assertThat(one.schemas()).hasSize(1);
    assertThat(PgIntrospector.of(connection).tables("t1_", "t7").schemas("many").read().tables())
        .hasSize(11);
    assertThat(in("many").tables()).hasSize(tables);
    told("many", tables);
  }

  @Test
  @DisplayName("Least privilege: a catalogue that may not be read is named, and the rest is there")
  void whatCannotBeReadIsNotVisible() {
    fresh("hidden", "create table t (a int primary key); create policy p on t");
    connection.script("create role blind login; revoke select on pg_policy from public");
    try (PgConnection blind = Ground.connect(config.with("user", "blind"))) {
      Database seen = PgIntrospector.of(blind).schemas("hidden").read();
      assertThat(seen.notVisible()).containsExactly("pg_policy");
      assertThat(table(seen, "t").policies()).isEmpty();
      assertThat(table(seen, "t").primaryKey()).containsExactly("a");
    } finally {
      connection.script("grant select on pg_policy to public; drop role blind");
    }
  }

  @Test
  void aDiffTellsWhatCameWentAndChanged() {
    fresh("changing", "create table t (a int, b text); create table gone (a int)");
    Database before = in("changing");
    assertThat(SchemaDiff.between(before, in("changing")).isEmpty()).isTrue();
    connection.script(
        "drop table changing.gone; alter table changing.t drop b, add c int not null;"
            + "alter table changing.t alter a type bigint");
    SchemaDiff diff = before.diff(in("changing"));
    assertThat(diff.lines())
        .isEqualTo(
            List.of(
                "- table changing.gone",
                "- table changing.t: column a integer",
                "+ table changing.t: column a bigint",
                "- table changing.t: column b text",
                "+ table changing.t: column c integer not null"));
  }

  /** How long it takes to read them all, for who wants to know. */
  private void told(String schema, int tables) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long begun = System.nanoTime();
      in(schema);
      best = Math.min(best, System.nanoTime() - begun);
    }
    System.out.printf(
        Locale.ROOT,
        "%,d tables with %,d columns are read in %.1f ms%n",
        tables,
        4 * tables,
        best / 1e6);
  }
}
