// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.MigrationFile;
import dev.upq.migrate.MigrationReport;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.MigrationStatus;
import dev.upq.migrate.MigrationStatus.State;
import dev.upq.migrate.OutOfOrder;
import dev.upq.migrate.PgMigrator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files and log that do not agree, and taking back. */
class DriftTest {

  private static final String ONE = "create table a (x int);\ninsert into a values (1);\n";

  private Ground ground;

  @BeforeEach
  void create() {
    ground = Ground.create();
    ground.file("0001_one.up.sql", ONE).file("0001_one.down.sql", "drop table a");
    ground.file("0002_two.up.sql", "create table b ()");
    ground.file("0002_two.down.sql", "drop table b");
    ground.migrator().up();
  }

  @AfterEach
  void drop() {
    ground.close();
  }

  @Test
  @DisplayName("MG-07, G5: an edited file is refused with what differs, until repair accepts it")
  void anEditedFileIsRefused() {
    ground.file("0001_one.up.sql", ONE.replace("(1)", "(2)"));
    assertThatThrownBy(() -> ground.migrator().up())
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DRIFT))
        .hasMessageContaining("1 one was changed after it was applied: 0001_one.up.sql")
        .hasMessageContaining(
            """
            --- applied
            +++ 0001_one.up.sql
            @@ -1,2 +1,2 @@
             create table a (x int);
            -insert into a values (1);
            +insert into a values (2);\
            """);
    assertThat(ground.migrator().repair())
        .singleElement()
        .asString()
        .contains("stamped anew", "+insert into a values (2);");
    assertThatCode(() -> ground.migrator().validate()).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("MG-07: CRLF and a byte order mark do not matter, a line feed at the end does")
  void lineEndsDoNotMatter() {
    assertThatCode(() -> with("0001_one.up.sql", ONE.replace("\n", "\r\n")).validate())
        .doesNotThrowAnyException();
    assertThatCode(() -> with("0001_one.up.sql", "\uFEFF" + ONE).validate())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> with("0001_one.up.sql", ONE.stripTrailing()).validate())
        .hasMessageContaining("\\ No newline at end of file");
  }

  private PgMigrator with(String name, String text) {
    return PgMigrator.builder(ground.config())
        .source(
            () ->
                ground.source().files().stream()
                    .map(
                        file ->
                            file.name().equals(name)
                                ? MigrationFile.of(
                                    name,
                                    name,
                                    () ->
                                        new ByteArrayInputStream(
                                            text.getBytes(StandardCharsets.UTF_8)))
                                : file)
                    .toList())
        .build();
  }

  @Test
  @DisplayName("MG-08: missing, renamed, renumbered and newer have messages of their own")
  void whatIsGoneIsTold() {
    ground.remove("0001_one.up.sql").remove("0001_one.down.sql");
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("1 one was applied, and its file is missing");
    ground.file("0001_first.up.sql", ONE);
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("1 one was applied under that name and is 0001_first.up.sql now");
    ground.remove("0001_first.up.sql").file("0003_one.up.sql", ONE);
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("1 one was applied, and has the version 3 in the files");
    ground.remove("0003_one.up.sql").file("0001_one.up.sql", ONE);
    ground.remove("0002_two.up.sql").remove("0002_two.down.sql");
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("2 two was applied, and is newer than all files here");
    MigrationReport report = ground.builder().allowMissing(true).build().up();
    assertThat(report.warnings()).hasSize(1);
    assertThat(ground.migrator().status().count(State.MISSING)).isEqualTo(1);
    ground.file("0002_two.up.sql", "create table b ()").file("0001_first.up.sql", ONE);
    ground.remove("0001_one.up.sql");
    assertThat(ground.migrator().repair()).containsExactly("renamed: 1 one is 1 first now");
    assertThat(ground.migrator().up().steps()).isEmpty();
  }

  @Test
  @DisplayName("MG-09, G5: a version below one that is applied fails, is told, or is allowed")
  void outOfOrderHasAPolicy() {
    ground.file("0003_three.sql", "create table c ()");
    ground.migrator().up();
    ground.remove("0003_three.sql").file("0003_three.sql", "create table c ()");
    ground.file("0005_five.sql", "create table e ()");
    ground.migrator().up();
    ground.file("0004_four.sql", "create table d ()");
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("4 four (0004_four.sql) is not applied, and below version 5");
    assertThat(ground.migrator().status().count(State.OUT_OF_ORDER)).isEqualTo(1);
    assertThat(ground.builder().outOfOrder(OutOfOrder.WARN).build().up().warnings()).hasSize(1);
    assertThat(ground.exists("d")).isTrue();
    assertThat(ground.migrator().up().steps()).isEmpty();
  }

  @Test
  @DisplayName("MG-10: versions: twice, zero, leading zeros, timestamps, too large")
  void versionsAreDefined() {
    ground.file("2_again.up.sql", "select 1");
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("version 2 stands in two files: 0002_two.up.sql and 2_again.up.sql");
    ground.remove("2_again.up.sql").file("0_zero.sql", "select 1");
    assertThatThrownBy(() -> ground.migrator().up()).hasMessageContaining("has the version 0");
    ground.remove("0_zero.sql").file("9223372036854775808_large.sql", "select 1");
    assertThatThrownBy(() -> ground.migrator().up())
        .hasMessageContaining("the largest is 9223372036854775807");
    ground.remove("9223372036854775808_large.sql").file("x.sql", "select 1");
    assertThatThrownBy(() -> ground.migrator().up()).hasMessageContaining("is not named like");
    ground.remove("x.sql").file("20261124043000_stamp.sql", "create table s ()");
    ground.file("README.md", "not SQL");
    assertThat(ground.migrator().up().steps())
        .extracting(MigrationReport.Step::version)
        .containsExactly(20261124043000L);
  }

  @Test
  @DisplayName("MG-11: down takes back, with the stored SQL where the file is gone")
  void downUsesWhatIsStored() {
    ground.remove("0002_two.up.sql").remove("0002_two.down.sql");
    assertThat(ground.migrator().down().steps())
        .singleElement()
        .satisfies(step -> assertThat(step.version()).isEqualTo(2));
    assertThat(ground.exists("b")).isFalse();
    assertThat(ground.log()).containsExactly("1 applied 0", "2 reverted 0");
    ground.migrator().downTo(0);
    assertThat(ground.exists("a")).isFalse();
    assertThat(ground.migrator().down().steps()).isEmpty();
    ground.migrator().up();
    assertThat(ground.log()).containsExactly("1 reverted 0", "2 reverted 0", "1 applied 0");
  }

  @Test
  @DisplayName("MG-11: a missing down is told, one that fails leaves all as it was")
  void downFailsWhole() {
    ground.file("0003_three.up.sql", "create table c ()");
    ground.migrator().up();
    assertThatThrownBy(() -> ground.migrator().down(2))
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DOWN))
        .hasMessageContaining("3 three has no SQL that takes it back");
    ground.file("0003_three.down.sql", "drop table c; drop table nope");
    assertThatThrownBy(() -> ground.migrator().down()).hasMessageContaining("\"nope\"");
    assertThat(ground.exists("c")).isTrue();
    assertThat(ground.log()).last().isEqualTo("3 applied 0");
  }

  @Test
  @DisplayName("MG-11: a baseline stands for what is there, and cannot be taken back")
  void aBaselineCannotBeTakenBack() {
    try (Ground other = Ground.create()) {
      other.file("1_a.sql", "create table a ()").file("2_b.sql", "create table b ()");
      other.migrator().baseline(1);
      other.migrator().up();
      assertThat(other.exists("a")).isFalse();
      assertThat(other.exists("b")).isTrue();
      assertThat(other.migrator().status().count(State.BASELINE)).isEqualTo(1);
      other.file("2_b.down.sql", "drop table b").remove("2_b.sql");
      other.file("2_b.up.sql", "create table b ()");
      other.migrator().down();
      assertThatThrownBy(() -> other.migrator().down()).hasMessageContaining("is the baseline");
      assertThatThrownBy(() -> other.migrator().downTo(0)).hasMessageContaining("is the baseline");
    }
    assertThatThrownBy(() -> ground.migrator().baseline(1))
        .hasMessageContaining("has version 2 already");
  }

  @Test
  void redoTakesBackAndAppliesAgain() {
    ground.file("0002_two.up.sql", "create table b (x int)");
    ground.file("0002_two.down.sql", "drop table b");
    assertThat(ground.migrator().redo().steps())
        .extracting(MigrationReport.Step::down)
        .containsExactly(true, false);
    assertThat(ground.sql().query("select * from b").columns().size()).isEqualTo(1);
    assertThat(ground.migrator().validate().problems()).isEmpty();
  }

  @Test
  void oneFileMayHoldBothDirections() {
    ground.file(
        "0003_both.sql",
        "-- upq: up\ncreate table c ();\n-- upq: down\ndrop table c;\ndrop table nope;\n");
    ground.migrator().up();
    assertThat(ground.exists("c")).isTrue();
    assertThatThrownBy(() -> ground.migrator().down()).hasMessageContaining("0003_both.sql:5:1: ");
    // The part for down is not what was applied: it may be mended.
    ground.file("0003_both.sql", "-- upq: up\ncreate table c ();\n-- upq: down\ndrop table c;\n");
    ground.migrator().down();
    assertThat(ground.exists("c")).isFalse();
  }

  @Test
  void statusTellsEachStateAndTakesNoLock() {
    ground.file("0003_three.sql", "create table c ()").file("R__v.sql", "select 1");
    MigrationStatus status = ground.migrator().status();
    assertThat(status.entries())
        .extracting(MigrationStatus.Entry::state)
        .containsExactly(State.APPLIED, State.APPLIED, State.PENDING, State.PENDING);
    assertThat(status.entries().getFirst().finishedAt()).matches("\\d{4}-.*Z");
    assertThat(status.entries().get(1).reversible()).isTrue();
    assertThat(ground.told(MigrationEvent.Waiting.class)).isEmpty();
  }

  @Test
  void thePlanShowsStatementsLocksAndLint() {
    ground.file("0003_three.sql", "alter table a\n  add column y int not null;\nselect 2;");
    var plan = ground.migrator().plan();
    assertThat(plan.steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.statements()).hasSize(2);
              assertThat(step.statements().getFirst().locks().toString())
                  .isEqualTo("[ACCESS EXCLUSIVE on a]");
              assertThat(step.statements().get(1).line()).isEqualTo(3);
              assertThat(step.findings()).isNotEmpty();
            });
    assertThat(ground.exists("c")).isFalse();
  }

  @Test
  void anEmptyListIsNothingToDo() {
    try (Ground other = Ground.create()) {
      MigrationReport report =
          PgMigrator.builder(other.config()).source(MigrationSource.of(List.of())).build().up();
      assertThat(report.steps()).isEmpty();
      assertThat(other.exists("migrations_log")).isFalse();
    }
  }
}
