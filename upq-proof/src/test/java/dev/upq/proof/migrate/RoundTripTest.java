// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.examples.flights.Loader;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.MigrationFile;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.PgMigrator;
import dev.upq.migrate.RoundTripReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code migrate test}: up, down and up again, with what is there compared after each step. */
class RoundTripTest {

  private static final MigrationSource FLIGHTS =
      MigrationSource.classPath(
          "dev/upq/examples/flights/migrations", Loader.class.getClassLoader());

  private Ground ground;

  @BeforeEach
  void create() {
    ground = Ground.create();
  }

  @AfterEach
  void drop() {
    ground.close();
  }

  private void flights() throws IOException {
    for (MigrationFile file : FLIGHTS.files()) {
      try (InputStream in = file.open()) {
        ground.file(file.name(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private PgMigrator migrator() {
    return ground.builder().schema("upq_flights").build();
  }

  @Test
  @DisplayName("bar 5 of the issue: a planted broken down in the example is found")
  void aBrokenDownIsFound() throws IOException {
    flights();
    assertThat(migrator().test()).isEqualTo(new RoundTripReport(4, 4, 0));
    String down = ground.files().get("0002_remarks.down.sql");
    ground.file("0002_remarks.down.sql", down.replace("drop table tally;", ""));
    assertThatThrownBy(() -> migrator().test())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ROUND_TRIP))
        .hasMessageContaining(
            "0002_remarks.down.sql: the down of 2 remarks does not take back what its up does")
        .hasMessageContaining("+ table upq_flights.tally");
    assertThat(
            ground
                .sql()
                .query("select count(*) from pg_database where datname like 'upq\\_test\\_%'")
                .oneLong())
        .isZero();
    assertThat(ground.exists("upq_flights.airport")).isFalse();
  }

  @Test
  void whatADownTakesTooMuchOfIsFound() {
    ground.file("1_a.up.sql", "create table a (x int, y int); create index a_x on a (x)");
    ground.file("1_a.down.sql", "drop table a");
    ground.file("2_b.up.sql", "alter table a add column z int default 7");
    ground.file("2_b.down.sql", "alter table a drop column z; drop index a_x");
    assertThatThrownBy(() -> ground.migrator().test())
        .hasMessageContaining("2_b.down.sql: the down of 2 b")
        .hasMessageContaining("\n- ")
        .hasMessageContaining("a_x");
  }

  @Test
  void whatHasNoDownStays() {
    ground.file("1_a.up.sql", "create table a ()").file("2_b.up.sql", "create table b ()");
    ground.file("1_a.down.sql", "drop table a");
    ground.file("3_c.up.sql", "create view c as select 1").file("3_c.down.sql", "drop view c");
    ground.file("R__d.sql", "create or replace view d as select * from c");
    assertThat(ground.migrator().test()).isEqualTo(new RoundTripReport(3, 1, 1));
  }
}
