// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.PgMigrator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Migrations without a transaction: they stop at a statement, and go on there. */
class StepwiseTest {

  private static final String END_IT =
      """
      create or replace function end_it() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger end_it after update on migrations_log for each row
        when (new.statements_done = %d) execute function end_it()
      """;

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
  void aFileThatMixesBothKindsHasToSaySo() {
    ground.file("1_a.sql", "create table a (x int);\ncreate index concurrently a_x on a (x);");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("1_a.sql:2:1: this cannot run in a transaction");
    ground.file("1_a.sql", "-- upq: no-transaction\n" + ground.files().get("1_a.sql"));
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 applied 2");
  }

  @Test
  void aFileWithoutOthersNeedsNoDirective() {
    ground.file("1_a.sql", "vacuum; vacuum analyze;");
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 applied 2");
  }

  @Test
  void anIndexWithoutANameIsRefused() {
    ground.file("1_a.sql", "create index concurrently on pg_catalog.pg_class (relname)");
    assertThatThrownBy(() -> ground.migrator().up()).hasMessageContaining("without a name");
  }

  @Test
  @DisplayName("MG-04: stopped at statement k it goes on at k, with what SET and RESET had set")
  void aStoppedOneGoesOn() {
    ground.file(
        "1_a.sql",
        """
        -- upq: no-transaction
        create schema s;
        set search_path = s;
        create table a (x int);
        insert into a values (1);
        insert into a values ('two');
        create table b ();
        """);
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STATEMENT))
        .hasMessageContaining("stopped at statement 5, those before it are done")
        .hasMessageContaining("1_a.sql:6:23");
    assertThat(ground.log()).containsExactly("1 failed 4");
    // What stands behind the place may be changed, what is done may not.
    String text = ground.files().get("1_a.sql");
    ground.file("1_a.sql", text.replace("values (1)", "values (3)"));
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DRIFT))
        .hasMessageContaining("the first 4 statements are done");
    ground.file("1_a.sql", text.replace("'two'", "2"));
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 applied 6");
    assertThat(ground.sql().query("select x from s.a order by x").list(Integer.class))
        .containsExactly(1, 2);
    assertThat(ground.exists("s.b")).isTrue();
    assertThat(ground.migrator().validate().problems()).isEmpty();
  }

  @Test
  @DisplayName("MG-05: an index that a failed build has left is dropped and built again")
  void anInvalidIndexIsBuiltAgain() {
    ground.sql().script("create table a (x int); insert into a values (1), (1)");
    ground.file("1_i.sql", "create unique index concurrently a_x on a (x)");
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("could not create unique index");
    assertThat(valid("a_x")).containsExactly(false);
    ground.sql().script("delete from a");
    ground.migrator().up();
    assertThat(valid("a_x")).containsExactly(true);
    assertThat(ground.log()).containsExactly("1 applied 1");
    assertThat(ground.told(MigrationEvent.Told.class))
        .anySatisfy(told -> assertThat(told.text()).contains("\"a_x\" is not valid"));
  }

  @Test
  @DisplayName("MG-05: IF NOT EXISTS does not hide an index that is not valid")
  void anInvalidIndexIsNotTakenForDone() {
    ground.sql().script("create table a (x int); insert into a values (1), (1)");
    ground.file("1_i.sql", "create unique index concurrently if not exists a_x on a (x)");
    assertThatThrownBy(() -> ground.migrator().up()).isInstanceOf(MigrationException.class);
    ground.sql().script("delete from a");
    ground.migrator().up();
    assertThat(valid("a_x")).containsExactly(true);
  }

  private List<Boolean> valid(String index) {
    return ground
        .sql()
        .query("select indisvalid from pg_index where indexrelid = $1::text::regclass", index)
        .list(Boolean.class);
  }

  @Test
  @DisplayName("G1: a connection lost at every boundary of 20 steps: all is done, nothing twice")
  void everyBoundaryConverges() {
    StringBuilder text = new StringBuilder("-- upq: no-transaction\n");
    text.append("create table a (x int);\n");
    for (int i = 2; i <= 19; i++) {
      text.append(
          switch (i % 4) {
            case 0 -> "create index concurrently a_" + i + " on a (x);\n";
            case 1 -> "insert into a values (" + i + ");\n";
            case 2 -> "vacuum a;\n";
            default -> "alter table a add column c" + i + " int;\n";
          });
    }
    text.append("drop index concurrently a_4;\n");
    ground.file("1_steps.sql", text.toString());
    for (int stop = 1; stop <= 20; stop++) {
      int number = stop;
      List<PgMigrator> cut = new ArrayList<>();
      PgMigrator migrator =
          PgMigrator.builder(ground.config())
              .source(ground.source())
              .listener(
                  event -> {
                    if (event instanceof MigrationEvent.Statement s && s.number() == number) {
                      cut.getFirst().abort();
                    }
                  })
              .build();
      cut.add(migrator);
      assertThatThrownBy(migrator::up)
          .as("cut at " + stop)
          .isInstanceOfSatisfying(
              MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION));
    }
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 applied 20");
    assertThat(ground.sql().query("select x from a order by x").list(Integer.class))
        .containsExactly(5, 9, 13, 17);
    assertThat(
            ground
                .sql()
                .query(
                    "select relname::text from pg_class where relname like 'a\\_%' and relkind ="
                        + " 'i' order by length(relname), relname")
                .list(String.class))
        .containsExactly("a_8", "a_12", "a_16");
  }

  @Test
  @DisplayName("MG-04: a statement that was begun and may be done is settled by what is there")
  void aDoubtfulStatementIsSettled() {
    ground.sql().script("create table a (x int); create index a_y on a (x)");
    ground.file("1_i.sql", "create index concurrently a_x on a (x); drop index concurrently a_y");
    lostBehind(1);
    assertThat(ground.log()).containsExactly("1 running 0");
    assertThat(valid("a_x")).containsExactly(true);
    lostBehind(2);
    assertThat(ground.log()).containsExactly("1 running 1");
    assertThat(ground.exists("a_y")).isFalse();
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 applied 2");
    assertThat(valid("a_x")).containsExactly(true);
    assertThat(ground.told(MigrationEvent.Told.class))
        .anySatisfy(told -> assertThat(told.text()).contains("statement 2 was begun before"));
  }

  /** The session is ended when that statement is done, in the transaction that would say so. */
  private void lostBehind(int number) {
    PgMigrator migrator =
        ground
            .builder()
            .listener(
                event -> {
                  ground.told().add(event);
                  if (event instanceof MigrationEvent.Statement its && its.number() == number) {
                    ground.sql().script(END_IT.formatted(number));
                  }
                })
            .build();
    assertThatThrownBy(migrator::up).isInstanceOf(MigrationException.class);
    ground.sql().script("drop trigger end_it on migrations_log");
  }

  @Test
  @DisplayName("MG-13: what a migration without a transaction sets does not keep the log from it")
  void rolesAndLocksOfAStepDoNotMatter() {
    ground.sql().script("create role migrate_step; grant create on schema public to migrate_step");
    try {
      ground.file(
          "1_a.sql",
          """
          -- upq: no-transaction
          set role migrate_step;
          create table a ();
          discard all;
          create table b ();
          select pg_advisory_unlock_all();
          """);
      ground.migrator().up();
      assertThat(ground.log()).containsExactly("1 applied 5");
      assertThat(
              ground
                  .sql()
                  .query("select relowner::regrole::text from pg_class where relname = 'a'")
                  .oneText())
          .isEqualTo("migrate_step");
    } finally {
      try (PgConnection its = Ground.connect(ground.config())) {
        its.script("drop owned by migrate_step; drop role migrate_step");
      }
    }
  }
}
