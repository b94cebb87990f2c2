// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.MigrationReport;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a migrator does to a real database, statement by statement. */
class MigratorTest {

  private Ground ground;

  @BeforeEach
  void create() {
    ground = Ground.create();
  }

  @AfterEach
  void drop() {
    ground.close();
  }

  @Test
  void allIsAppliedOnceInTheOrderOfTheVersions() {
    ground
        .file("10_third.up.sql", "insert into a values (3);")
        .file("0001_first.up.sql", "create table a (x int); insert into a values (1)")
        .file("2_second.sql", "insert into a values (2)");
    MigrationReport first = ground.migrator().up();
    MigrationReport second = ground.migrator().up();
    assertThat(first.steps())
        .extracting(MigrationReport.Step::version)
        .containsExactly(1L, 2L, 10L);
    assertThat(second.steps()).isEmpty();
    assertThat(second.unchanged()).isEqualTo(3);
    assertThat(ground.sql().query("select x from a").list(Integer.class)).containsExactly(1, 2, 3);
    assertThat(
            ground
                .sql()
                .query(
                    "select version, name, kind, state, applied_by = session_user, server_version ="
                        + " current_setting('server_version'), finished_at >= started_at,"
                        + " length(checksum), up_sql from migrations_log where version = 2")
                .row(0)
                .text(8))
        .isEqualTo("insert into a values (2)");
  }

  @Test
  void upStopsAtAVersion() {
    ground.file("1_a.sql", "create table a ()").file("2_b.sql", "create table b ()");
    ground.file("R__v.sql", "create or replace view v as select 1");
    ground.migrator().up(1);
    assertThat(ground.exists("a")).isTrue();
    assertThat(ground.exists("b")).isFalse();
    assertThat(ground.exists("v")).isFalse();
    assertThatThrownBy(() -> ground.migrator().up(3))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("no version 3");
  }

  @Test
  @DisplayName("MG-12: a COMMIT in a migration is refused with its place, before anything is sent")
  void transactionControlIsRefused() {
    ground.file("1_a.sql", "create table a ();\n  commit;\ncreate table b ();");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SYNTAX))
        .hasMessageContaining("1_a.sql:2:3: COMMIT in a migration")
        .hasMessageContaining("\ncommit\n^");
    assertThat(ground.exists("a")).isFalse();
    assertThat(ground.log()).isEmpty();
  }

  @Test
  @DisplayName("bar 11: an error shows file, line, column, a caret and the server's words")
  void anErrorPointsToItsPlace() {
    ground.file("0001_a.up.sql", "create table a (x int);\n\ninsert into a\n  values (1, nope);");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STATEMENT))
        .hasMessageContaining("0001_a.up.sql:4:14: ")
        .hasMessageContaining("column \"nope\" does not exist")
        .hasMessageContaining("\n  values (1, nope)\n             ^");
    assertThat(ground.exists("a")).isFalse();
  }

  @Test
  @DisplayName("MG-13: whatever a migration sets, the log is written and the next one is clean")
  void settingsOfAMigrationEndWithIt() {
    ground.sql().script("create role migrate_other; create schema other");
    try {
      ground.file(
          "1_a.sql",
          "create table other.migrations_log (x int); set search_path = other; set role"
              + " migrate_other; reset all; set search_path = other;"
              + " set default_transaction_read_only = on; create temp table t (x int)");
      ground.file("2_b.sql", "create table b as select current_user as who, 1 as t");
      ground.migrator().up();
      assertThat(ground.log()).containsExactly("1 applied 0", "2 applied 0");
      assertThat(ground.exists("public.b")).isTrue();
      assertThat(ground.sql().query("select who = session_user from b").oneBoolean()).isTrue();
    } finally {
      ground.sql().script("drop schema other cascade; drop role migrate_other");
    }
  }

  @Test
  @DisplayName("MG-14: a migration that drops the log is rolled back with a clear error")
  void theLogCannotBeDropped() {
    ground.file("1_a.sql", "create table a ()");
    ground.migrator().up();
    ground.file("2_b.sql", "create table b (); drop table migrations_log");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOG))
        .hasMessageContaining("migrations_log\" is not there any more");
    assertThat(ground.exists("b")).isFalse();
    assertThat(ground.log()).containsExactly("1 applied 0");
  }

  @Test
  @DisplayName("MG-24: repeatable ones run behind the versions, by name, once a change")
  void repeatableOnesRunWhenTheyChange() {
    ground
        .file("R__b.sql", "insert into ran values ('b')")
        .file("R__a.sql", "insert into ran values ('a')")
        .file("1_t.sql", "create table ran (what text)");
    ground.migrator().up();
    ground.migrator().up();
    ground.file("R__a.sql", "insert into later values ('a2')");
    ground.file("2_t.sql", "create table later (what text)");
    ground.migrator().up();
    assertThat(ground.sql().query("select what from ran").list(String.class))
        .containsExactly("a", "b");
    assertThat(ground.sql().query("select what from later").list(String.class))
        .containsExactly("a2");
  }

  @Test
  @DisplayName("MG-26: two applications in one database have logs and locks of their own")
  void schemasAreIndependent() throws InterruptedException {
    ground.file("1_a.sql", "create table a ()");
    ground.builder().schema("one").build().up();
    ground.file("2_b.sql", "select pg_sleep(60)");
    var busy = ground.builder().schema("one").build();
    Thread one = Thread.ofVirtual().start(() -> swallow(busy::up));
    Ground.eventually("the first has its lock", () -> locks(ground.sql()) == 1);
    ground.remove("2_b.sql");
    ground.builder().schema("two").lockDeadline(Duration.ZERO).build().up();
    one.interrupt();
    one.join();
    assertThat(ground.exists("one.a")).isTrue();
    assertThat(ground.exists("two.a")).isTrue();
    assertThat(ground.count("one.migrations_log")).isEqualTo(1);
    assertThat(ground.count("two.migrations_log")).isEqualTo(1);
  }

  @Test
  @DisplayName("MG-27: a log of an older layout is upgraded, and columns of a newer one are left")
  void theLogsLayoutIsUpgraded() {
    ground.file("1_a.sql", "create table a ()");
    ground.migrator().up();
    ground
        .sql()
        .script(
            "alter table migrations_log drop column direction, drop column error, drop column run,"
                + " drop column statements_done, add column newer text not null default 'x'");
    ground.file("2_b.sql", "create table b ()");
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 applied 0", "2 applied 0");
    assertThat(ground.sql().query("select newer from migrations_log").list(String.class))
        .containsExactly("x", "x");
  }

  @Test
  void aTableThatIsNoLogIsRefused() {
    ground.sql().script("create table migrations_log (x int)");
    ground.file("1_a.sql", "create table a ()");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("is no log of migrations: it has no column id");
  }

  @Test
  void aGroupIsAllOrNothing() {
    ground.file("1_a.sql", "create table a ()").file("2_b.sql", "create table nope.b ()");
    assertThatThrownBy(() -> ground.builder().group(true).build().up())
        .isInstanceOf(MigrationException.class);
    assertThat(ground.exists("a")).isFalse();
    ground.file("2_b.sql", "create table b ()");
    assertThat(ground.builder().group(true).build().up().steps()).hasSize(2);
    ground.file("3_c.sql", "vacuum");
    assertThatThrownBy(() -> ground.builder().group(true).build().up())
        .hasMessageContaining("cannot be one of a group");
  }

  @Test
  @DisplayName("MG-16, G7: a lock that is not to be had is given up and tried again, and once done")
  void lockTimeoutsAreTriedAgain() throws Exception {
    ground.sql().script("create table busy (x int)");
    ground.file("1_a.sql", "create table a (); alter table busy add column y int");
    try (PgConnection holder = Ground.connect(ground.config());
        PgConnection reader = Ground.connect(ground.config())) {
      holder.script("begin; lock table busy in access share mode");
      Thread up =
          Thread.ofVirtual()
              .start(() -> ground.builder().lockTimeout(Duration.ofMillis(50)).build().up());
      Ground.eventually(
          "three retries", () -> ground.told(MigrationEvent.Retrying.class).size() >= 3);
      // A reader that comes behind the waiting ALTER is not kept for long.
      reader.script("set lock_timeout = '5s'");
      reader.query("select count(*) from busy");
      holder.script("commit");
      up.join();
    }
    assertThat(ground.log()).containsExactly("1 applied 0");
    assertThat(ground.told(MigrationEvent.Retrying.class))
        .allSatisfy(retry -> assertThat(retry.why()).contains("lock timeout"));
  }

  @Test
  void whatCannotBeRetriedForEverFails() {
    ground.sql().script("create table busy (x int)");
    ground.file("1_a.sql", "alter table busy add column y int");
    try (PgConnection holder = Ground.connect(ground.config())) {
      holder.script("begin; lock table busy in access share mode");
      assertThatThrownBy(
              () -> ground.builder().lockTimeout(Duration.ofMillis(10)).lockRetries(2).build().up())
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("tried again 2 times");
      holder.script("rollback");
    }
    assertThat(ground.log()).isEmpty();
  }

  @Test
  @DisplayName("MG-15: who waits for the lock is told who has it, since when, and doing what")
  void aWaiterNamesTheHolder() {
    ground.file("1_a.sql", "create table a ()");
    try (PgConnection holder =
        Ground.connect(ground.config().with("application_name", "deploy-7"))) {
      ground.migrator().status();
      int key = lockKey(holder);
      holder.query("select pg_advisory_lock($1, $2)", 0x757071, key);
      assertThatThrownBy(() -> ground.builder().lockDeadline(Duration.ofMillis(300)).build().up())
          .isInstanceOfSatisfying(
              MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
          .hasMessageContaining("process " + holder.processId())
          .hasMessageContaining("\"deploy-7\"")
          .hasMessageContaining("idle since 2")
          .hasMessageContaining("pg_advisory_lock");
      assertThat(ground.told(MigrationEvent.Waiting.class)).isNotEmpty();
    }
  }

  /** The key that a migrator takes: seen while one is at work. */
  private int lockKey(PgConnection watcher) {
    Ground its = ground;
    its.file("1_a.sql", "select pg_sleep(10)");
    Thread up = Thread.ofVirtual().start(() -> swallow(() -> its.migrator().up()));
    Ground.eventually("the lock is taken", () -> locks(watcher) == 1);
    int key =
        watcher
            .query(
                "select objid::bigint from pg_locks where locktype = 'advisory' and classid = $1",
                0x757071L)
            .row(0)
            .get(0, Long.class)
            .intValue();
    up.interrupt();
    Ground.eventually("it is let go", () -> locks(watcher) == 0);
    its.file("1_a.sql", "create table a ()");
    return key;
  }

  private long locks(PgConnection watcher) {
    return watcher
        .query(
            "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid"
                + " from pg_database where datname = current_database())")
        .oneLong();
  }

  private static void swallow(Runnable work) {
    try {
      work.run();
    } catch (MigrationException expected) {
      // Its caller has interrupted it.
    }
  }
}
