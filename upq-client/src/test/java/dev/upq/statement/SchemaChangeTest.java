// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which statements change a schema, and which texts that concerns. */
class SchemaChangeTest {

  private static SchemaChange change(String sql) {
    return SchemaChange.in(sql);
  }

  @Test
  void theTagSaysThatThereWasOne() {
    for (String tag :
        List.of(
            "ALTER TABLE",
            "CREATE TABLE",
            "DROP TABLE",
            "CREATE VIEW",
            "DROP MATERIALIZED VIEW",
            "ALTER TYPE",
            "DROP TYPE",
            "ALTER DOMAIN",
            "CREATE FUNCTION",
            "DROP SCHEMA",
            "DROP OWNED")) {
      assertThat(SchemaChange.toldBy(tag)).as(tag).isTrue();
    }
    for (String tag :
        List.of(
            "",
            "A",
            "SELECT 1",
            "INSERT 0 1",
            "DELETE 3",
            "UPDATE 2",
            "COMMIT",
            "PREPARE TRANSACTION",
            "CLOSE CURSOR",
            "CREATE INDEX",
            "ALTER SEQUENCE",
            "DROP ROLE",
            "CREATE TABLESPACE",
            "alter table")) {
      assertThat(SchemaChange.toldBy(tag)).as(tag).isFalse();
    }
  }

  @Test
  void theNamesBehindTheKindAreTheThingsThatChange() {
    assertThat(change("alter table thing add column b int").names()).containsExactly("thing");
    assertThat(change("ALTER TABLE IF EXISTS ONLY app.Thing ADD b int").names())
        .containsExactly("thing");
    assertThat(change("drop view if exists a, app.b,\n  \"Big One\" ").names())
        .containsExactlyInAnyOrder("a", "b", "big", "one");
    assertThat(change("create or replace view v (a) as select b from t").names())
        .containsExactly("v");
    assertThat(change("create unlogged table if not exists x.y (id int)").names())
        .containsExactly("y");
    assertThat(change("alter type mood add value 'table x'").names()).contains("mood");
    assertThat(change("alter table a add b int; drop table c; select d from e").names())
        .containsExactlyInAnyOrder("a", "c");
    assertThat(change("alter table größe add b int").names()).containsExactly("größe");
  }

  @Test
  void aTextIsConcernedWhereItHasTheNameAsAWord() {
    SchemaChange change = change("alter table app.thing add column b int");
    assertThat(change.everything()).isFalse();
    for (String text :
        List.of("select * from thing", "select * from app.\"Thing\"", "update THING set a = 1")) {
      assertThat(change.concerns(text)).as(text).isTrue();
    }
    for (String text :
        List.of("select * from things", "select b from app.other", "select a_thing", "")) {
      assertThat(change.concerns(text)).as(text).isFalse();
    }
  }

  @Test
  void whatGoesBeyondItsNamesOrHasNoneConcernsEverything() {
    for (String text :
        List.of(
            "drop table thing cascade",
            "drop schema app",
            "alter extension citext update",
            "drop owned by me",
            "alter /* a comment */ table /* in between */ thing add b int")) {
      assertThat(change(text).everything()).as(text).isTrue();
      assertThat(change(text).concerns("select 1")).as(text).isTrue();
    }
  }

  @Test
  void temporaryTablesAreToldApart() {
    assertThat(change("create temp table t (a int)"))
        .isEqualTo(new SchemaChange(false, Set.of(), Set.of("t")));
    assertThat(change("CREATE TEMPORARY TABLE t (a int)").isEmpty()).isTrue();
    assertThat(change("CREATE TEMPORARY TABLE t (a int)").concerns("table t")).isFalse();
    assertThat(change("create temp table t (a int); alter table u add b int"))
        .isEqualTo(new SchemaChange(false, Set.of("u"), Set.of("t")));
    SchemaChange dropped = change("drop table t, u").without(Set.of("t", "v"));
    assertThat(dropped.names()).containsExactly("u");
    assertThat(dropped.isEmpty()).isFalse();
    assertThat(dropped.without(Set.of("u")).isEmpty()).isTrue();
    assertThat(change("drop schema s").without(Set.of("s")).isEmpty()).isFalse();
  }

  @Test
  void twoChangesAreOneThatConcernsBoth() {
    SchemaChange both =
        change("alter table a add x int").and(change("create temp table b (x int)"));
    assertThat(both).isEqualTo(new SchemaChange(false, Set.of("a"), Set.of("b")));
    assertThat(both.and(change("drop table c")).names()).containsExactlyInAnyOrder("a", "c");
    assertThat(both.and(change("drop schema s")).everything()).isTrue();
    assertThat(change("drop schema s").and(both).everything()).isTrue();
  }

  @Test
  void longTextsAreReadInTimeThatGrowsWithThem() {
    String text = "create ".repeat(20_000) + "\"" + "a".repeat(100_000);
    assertThat(change(text).everything()).isTrue();
    String many = "alter table t1 add c int; ".repeat(5_000);
    assertThat(change(many).names()).containsExactly("t1");
    assertThat(change("alter table " + "a.".repeat(50_000) + "b add c int").names())
        .containsExactly("b");
    assertThat(change("drop table " + "a, ".repeat(50_000) + "b").names())
        .containsExactlyInAnyOrder("a", "b");
  }
}
