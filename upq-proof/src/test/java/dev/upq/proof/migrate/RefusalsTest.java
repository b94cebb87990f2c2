// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.proof.real.PgBouncer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a migrator does not do, and what is left behind where it is stopped. */
class RefusalsTest {

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
  @DisplayName("MG-17: without the right to create nothing is half done")
  void withoutPrivileges() {
    ground.file("1_a.sql", "create table a ()");
    ground.sql().script("create role migrate_poor login");
    try {
      assertThatThrownBy(
              () -> ground.builder(ground.config().withUser("migrate_poor")).build().up())
          .isInstanceOfSatisfying(
              MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PRIVILEGE));
      assertThat(ground.exists("migrations_log")).isFalse();
      ground.migrator().status();
    } finally {
      ground.sql().script("drop role migrate_poor");
    }
  }

  @Test
  @DisplayName("MG-17: where the server runs out of something nothing is half logged")
  void withoutResources() {
    ground.file(
        "1_a.sql",
        "create table a (); set work_mem = '64kB'; set temp_file_limit = '1kB';"
            + " select count(*) from (select i from generate_series(1, 200000) i order by -i) s");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.RESOURCES));
    assertThat(ground.exists("a")).isFalse();
    assertThat(ground.log()).isEmpty();
  }

  @Test
  @DisplayName("MG-17: a database that takes no writes is told as such")
  void readOnly() {
    ground.file("1_a.sql", "create table a ()");
    assertThatThrownBy(
            () ->
                ground
                    .builder(ground.config().with("options", "-c default_transaction_read_only=on"))
                    .build()
                    .up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SERVER));
    assertThat(ground.exists("a")).isFalse();
  }

  @Test
  @DisplayName("MG-17, G6: a pooler that hands sessions on is found out and refused")
  void aTransactionPoolerIsRefused() {
    assumeTrue(PgBouncer.executable().isPresent(), "pgbouncer is not installed");
    ground.file("1_a.sql", "create table a ()");
    try (PgBouncer pooler = PgBouncer.start(ground.config(), 2, "transaction")) {
      assertThatThrownBy(() -> ground.builder(pooler.config()).build().up())
          .isInstanceOfSatisfying(
              MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SERVER))
          .hasMessageContaining("a pooler stands between");
      assertThatThrownBy(
              () -> ground.builder(pooler.config().with("transaction_pooler", "1")).build().up())
          .hasMessageContaining("a pooler stands between");
    }
    try (PgBouncer pooler = PgBouncer.start(ground.config(), 2, "session")) {
      ground.builder(pooler.config().with("transaction_pooler", "0")).build().up();
      assertThat(ground.log()).containsExactly("1 applied 0");
    }
  }

  @Test
  @DisplayName("bar 12: an interrupt rolls back and frees the lock, abort drops the connection")
  void interruptsCleanUp() throws InterruptedException {
    ground.file("1_a.sql", "create table a (); select pg_sleep(60)");
    List<MigrationException> failed = Collections.synchronizedList(new ArrayList<>());
    for (boolean gently : new boolean[] {true, false}) {
      ground.told().clear();
      var migrator = ground.migrator();
      Thread up =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      migrator.up();
                    } catch (MigrationException e) {
                      failed.add(e);
                    }
                  });
      Ground.eventually(
          "it sleeps",
          () ->
              ground.told(MigrationEvent.Statement.class).size() == 2
                  && ground
                          .sql()
                          .query(
                              "select count(*) from pg_stat_activity where wait_event ="
                                  + " 'PgSleep' and datname = current_database()")
                          .oneLong()
                      == 1);
      if (gently) {
        up.interrupt();
      } else {
        migrator.abort();
      }
      up.join();
      Ground.eventually("the lock is free", () -> locks() == 0);
    }
    assertThat(failed)
        .extracting(MigrationException::reason)
        .containsExactly(Reason.INTERRUPTED, Reason.CONNECTION);
    assertThat(ground.exists("a")).isFalse();
    assertThat(ground.log()).isEmpty();
  }

  private long locks() {
    try (PgConnection connection = Ground.connect(ground.config())) {
      return connection
          .query(
              "select count(*) from pg_locks where locktype = 'advisory' and database = (select"
                  + " oid from pg_database where datname = current_database())")
          .oneLong();
    }
  }
}
