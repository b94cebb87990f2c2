// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.PgTypes;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgCopyReader;
import dev.upq.connection.PgCopyWriter;
import dev.upq.mapping.RecordMapping;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Types that are new behind what is known, and names that mean one type here and another there. */
@OnEachServer
final class CatalogueChangesTest {

  private enum Mood {
    SAD,
    GLAD
  }

  private record Line(long id, String v) {}

  private final PgConfig config;
  private final PgConnection aside;

  CatalogueChangesTest(int version) {
    config = Servers.inSchema(Servers.config(version), "changes");
    aside = Servers.connect(config);
  }

  @AfterEach
  void close() {
    aside.script("set client_min_messages = warning; drop schema if exists otherwise cascade");
    aside.close();
  }

  private PgPool pool(String schema) {
    return PgPool.open(
        ConnectionSetup.of(config.with("options", "-c search_path=" + schema))
            .withMapping(RecordMapping.instance())
            .withTypes(PgTypes.builtIn().enumeration(Mood.class, "mood").registry()));
  }

  private static void write(PgPool pool, Line line) {
    try (PgCopyWriter<Line> writer = pool.copyIn("c", Line.class)) {
      writer.write(line);
      assertThat(writer.finish()).isOne();
    }
  }

  private static List<Line> read(PgPool pool) {
    List<Line> lines = new ArrayList<>();
    try (PgCopyReader<Line> reader = pool.copyOut("select * from c order by id", Line.class)) {
      reader.forEach(lines::add);
    }
    return lines;
  }

  private void alter(String type) {
    aside.script(
        "create type %1$s as enum ('one', 'two'); alter table c alter column v type %1$s using v::text::%1$s"
            .formatted(type));
  }

  @Test
  @DisplayName("TY-12: COPY of records goes on where a column has got a type that nobody knows yet")
  void aColumnOfANewTypeIsCopied() {
    aside.script("create table c (id int8, v text)");
    try (PgPool pool = PgPool.open(Servers.setup(config))) {
      write(pool, new Line(1, "one"));
      assertThat(pool.query("select * from c").size()).isOne();
      assertThat(pool.query("select * from \"c\"").size()).isOne();
      assertThat(pool.query("select * from c order by id").size()).isOne();
      alter("first_type");
      write(pool, new Line(2, "two"));
      assertThat(read(pool)).containsExactly(new Line(1, "one"), new Line(2, "two"));
      alter("second_type");
      assertThat(read(pool)).containsExactly(new Line(1, "one"), new Line(2, "two"));
      write(pool, new Line(3, "one"));
      assertThat(pool.query("select v from c where id = 3").oneText()).isEqualTo("one");
    }
  }

  @Test
  @DisplayName("types, bar 8: a registered name without a schema follows the search_path")
  void aNameFollowsTheSearchPath() {
    aside.script(
        "create type mood as enum ('sad', 'glad'); drop schema if exists otherwise cascade; create"
            + " schema otherwise; create type otherwise.mood as enum ('sad', 'up')");
    String both = "select 'sad'::changes.mood, 'sad'::otherwise.mood";
    for (int round = 0; round < 2; round++) {
      try (PgPool here = pool("changes");
          PgPool there = pool("otherwise");
          PgPool first = pool("otherwise,changes");
          PgPool nowhere = pool("pg_catalog")) {
        assertThat(there.query("select 'up'::otherwise.mood::text").oneText()).isEqualTo("up");
        assertThat(here.query("select 'up'::otherwise.mood").row(0).get(0, Object.class))
            .as("met before the one on the path")
            .isEqualTo("up");
        assertThat(natural(here, both)).containsExactly(Mood.SAD, "sad");
        assertThat(natural(there, both)).containsExactly("sad", Mood.SAD);
        assertThat(natural(first, both)).containsExactly("sad", Mood.SAD);
        assertThat(natural(nowhere, both)).containsExactly(Mood.SAD, Mood.SAD);
        assertThat(here.query("select $1::mood::text", Mood.GLAD).oneText()).isEqualTo("glad");
        assertThat(here.query("select $1::otherwise.mood::text", "up").oneText()).isEqualTo("up");
      }
    }
  }

  private static List<Object> natural(PgPool pool, String sql) {
    return List.of(
        pool.query(sql).row(0).get(0, Object.class), pool.query(sql).row(0).get(1, Object.class));
  }
}
