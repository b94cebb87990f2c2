// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.PgMigrator;
import dev.upq.testkit.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrators in processes of their own, and a server of our own that is killed under them. */
class ProcessesTest {

  private static final int PROCESSES = Integer.getInteger("upq.migrate.processes", 4);
  private static final int ROUNDS = Integer.getInteger("upq.migrate.rounds", 1);

  /** How many of the boundaries of the set are tried, for each way to die. */
  private static final int KILLS = Integer.getInteger("upq.migrate.kills", 2);

  private static EmbeddedPostgres server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = EmbeddedPostgres.builder().version(18).setting("max_connections", "200").start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Ground ground() {
    return Ground.on(PgConfig.parse(server.url()));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  @DisplayName("MG-01, MG-02, G2: processes that start together apply each migration once")
  void allStartTogether() throws Exception {
    write("1_a.sql", "create table a (x int); insert into a select generate_series(1, 1000)");
    write("2_i.sql", "create index concurrently a_x on a (x)");
    write("3_b.sql", "insert into a values (-1)");
    write("4_j.sql", "create index concurrently a_y on a (x) where x < 0");
    for (int round = 0; round < ROUNDS; round++) {
      List<MigratorChild> children = new ArrayList<>();
      try (Ground ground = ground()) {
        for (int i = 0; i < PROCESSES; i++) {
          children.add(MigratorChild.start(ground.config(), folder, 0));
        }
        children.forEach(child -> assertThat(child.reaches("ready")).isTrue());
        children.forEach(MigratorChild::sign);
        List<String> ends = children.stream().map(MigratorChild::line).sorted().toList();
        for (MigratorChild child : children) {
          assertThat(child.exit()).as(ends.toString()).isZero();
        }
        assertThat(ends).filteredOn(line -> line.equals("done 4")).hasSizeLessThanOrEqualTo(1);
        assertThat(ends.stream().mapToInt(line -> Integer.parseInt(line.substring(5))).sum())
            .isEqualTo(4);
        assertThat(ground.log())
            .containsExactly("1 applied 0", "2 applied 1", "3 applied 0", "4 applied 1");
        assertThat(ground.count("a")).isEqualTo(1001);
      } finally {
        children.forEach(MigratorChild::close);
      }
      assertThat(server.log())
          .noneMatch(line -> line.contains("deadlock detected") || line.contains("duplicate key"));
    }
    System.out.printf(
        Locale.ROOT, "%d processes, %d rounds: each migration once%n", PROCESSES, ROUNDS);
  }

  /** 20 statements in 6 migrations: transactions, single steps, concurrent indexes. */
  private void twentySteps() throws IOException {
    write("1_a.sql", "create table a (x int); insert into a values (1); create table b (x int)");
    write("2_i.sql", "create index concurrently a_x on a (x)");
    write(
        "3_mixed.sql",
        "-- upq: no-transaction\n"
            + "alter table a add column y int;\n"
            + "insert into a values (2, 2);\n"
            + "create index concurrently a_y on a (y);\n"
            + "vacuum a;\n"
            + "update a set y = 3 where y = 2;\n"
            + "create table c (x int);\n"
            + "drop index concurrently a_x;\n"
            + "create index concurrently c_x on c (x);");
    write(
        "4_b.sql",
        "insert into b values (1); alter table b add column z text; create view v as"
            + " select * from b");
    write("5_j.sql", "create unique index concurrently b_x on b (x)");
    write(
        "6_end.sql",
        "create table d (); comment on table d is 'the last'; insert into b values (2); drop table"
            + " d");
  }

  private static String fingerprint(Ground ground) {
    return ground
        .sql()
        .query(
            """
            select string_agg(line, E'\\n' order by line) from (
              select 'column ' || attrelid::regclass || ' ' || attname || ' ' || atttypid::regtype
              from pg_attribute join pg_class c on c.oid = attrelid
              where relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped
                and relkind in ('r', 'v') and relname <> 'migrations_log'
              union all
              select 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid
              from pg_index join pg_class c on c.oid = indexrelid
              where relnamespace = 'public'::regnamespace
              union all select 'a ' || a::text from a
              union all select 'b ' || b::text from b
              union all select 'log ' || version || state || statements_done from migrations_log
            ) its (line)
            """)
        .oneText();
  }

  @Test
  @DisplayName("MG-03, MG-04, G1: kill -9 at a statement, and again: one end, no step twice")
  void killedProcessesConverge() throws Exception {
    twentySteps();
    String whole;
    int statements = 20;
    try (Ground ground = ground()) {
      PgMigrator.builder(ground.config()).source(MigrationSource.directory(folder)).build().up();
      whole = fingerprint(ground);
    }
    assertThat(whole).contains("index ").doesNotContain("false");
    for (int stop : boundaries(statements)) {
      try (Ground ground = ground();
          MigratorChild child = MigratorChild.start(ground.config(), folder, stop)) {
        assertThat(child.reaches("ready")).isTrue();
        child.sign();
        assertThat(child.reaches("at " + stop)).isTrue();
        child.kill();
        assertThat(ground.builder().source(MigrationSource.directory(folder)).build().up().steps())
            .isNotEmpty();
        assertThat(fingerprint(ground)).as("killed at statement " + stop).isEqualTo(whole);
      }
    }
  }

  @Test
  @DisplayName("G4: the server is killed at a statement, and again: one end, no step twice")
  void killedServersConverge() throws Exception {
    twentySteps();
    String whole;
    try (Ground ground = ground()) {
      PgMigrator.builder(ground.config()).source(MigrationSource.directory(folder)).build().up();
      whole = fingerprint(ground);
    }
    for (int stop : boundaries(20)) {
      try (Ground ground = ground()) {
        int[] statements = new int[1];
        PgMigrator migrator =
            PgMigrator.builder(ground.config())
                .source(MigrationSource.directory(folder))
                .listener(
                    event -> {
                      if (event instanceof MigrationEvent.Statement) {
                        statements[0]++;
                        if (statements[0] == stop) {
                          server.kill();
                        }
                      }
                    })
                .build();
        assertThatThrownBy(migrator::up)
            .isInstanceOfSatisfying(
                MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION));
        server.restart();
        ground.reconnect();
        ground.builder().source(MigrationSource.directory(folder)).build().up();
        assertThat(fingerprint(ground)).as("killed at statement " + stop).isEqualTo(whole);
      }
    }
  }

  /**
   * As many as are to be tried, over the whole set, the concurrent index of the third among them.
   */
  private static List<Integer> boundaries(int statements) {
    List<Integer> all = new ArrayList<>();
    for (int i = 1; i <= statements; i++) {
      if (KILLS >= statements || (i - 7) % Math.max(1, statements / KILLS) == 0) {
        all.add(i);
      }
    }
    return all;
  }

  @Test
  @DisplayName("G3: the statement of a killed migrator is ended, and nobody runs beside it")
  void aDeadClientsStatementEnds() throws Exception {
    write("1_a.sql", "create table a (); select pg_sleep(120 * (select count(*) from sleepy))");
    try (Ground ground = ground();
        MigratorChild child = MigratorChild.start(ground.config(), folder, 1000)) {
      ground.sql().script("create table sleepy (x int); insert into sleepy values (1)");
      assertThat(child.reaches("ready")).isTrue();
      child.sign();
      assertThat(child.reaches("at 2")).isTrue();
      Ground.eventually("it sleeps", () -> sleeping(ground) == 1);
      ground.sql().script("delete from sleepy");
      child.kill();
      long killed = System.nanoTime();
      List<Long> beside = new ArrayList<>();
      PgMigrator.builder(ground.config())
          .source(MigrationSource.directory(folder))
          .listener(
              event -> {
                if (event instanceof MigrationEvent.Begun) {
                  beside.add(sleeping(ground));
                  System.out.printf(
                      Locale.ROOT,
                      "begun %d ms after the kill%n",
                      (System.nanoTime() - killed) / 1_000_000);
                }
              })
          .build()
          .up();
      assertThat(beside).containsExactly(0L);
    }
  }

  private static long sleeping(Ground ground) {
    return ground
        .sql()
        .query("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
        .oneLong();
  }

  @Test
  @DisplayName("MG-17: a standby is refused where there is something to do")
  void aStandbyIsRefused() throws Exception {
    try (Ground ground = ground()) {
      ground.file("1_a.sql", "create table a ()");
      ground.migrator().up();
      server.stop();
      Path signal = Files.writeString(server.dataDirectory().resolve("standby.signal"), "");
      try {
        server.restart();
        Ground.eventually("it takes connections", () -> answers(ground));
        assertThat(ground.migrator().up().steps()).isEmpty();
        ground.file("2_b.sql", "create table b ()");
        assertThatThrownBy(() -> ground.migrator().up())
            .isInstanceOfSatisfying(
                MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SERVER))
            .hasMessageContaining("the server is a standby");
      } finally {
        server.stop();
        Files.deleteIfExists(signal);
        server.restart();
        ground.reconnect();
      }
    }
  }

  private static boolean answers(Ground ground) {
    try (PgConnection connection = Ground.connect(ground.config())) {
      return connection.query("select 1").oneLong() == 1;
    } catch (PgException notYet) {
      return false;
    }
  }
}
