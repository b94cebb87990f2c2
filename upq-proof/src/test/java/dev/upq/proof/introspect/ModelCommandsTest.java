// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.introspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.cli.Upq;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import dev.upq.introspect.Nulls;
import dev.upq.introspect.PgIntrospector;
import dev.upq.introspect.StatementShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code upq inspect}, {@code upq generate records}, and what a statement is, on a real server. */
class ModelCommandsTest {

  private static final String TABLES =
      """
      create type mood as enum ('calm', 'in a hurry');
      create table airport (iata text primary key, "Town Name" varchar(40), since date not null);
      create table flight (
        id bigint generated always as identity primary key,
        origin text not null references airport,
        feeling mood, marks int[]);
      insert into airport values ('HNL', 'Honolulu', '1927-03-21');
      insert into flight (origin, feeling, marks) values ('HNL', 'in a hurry', '{1,2}');
      """;

  @TempDir private Path folder;
  private final PgConfig config = Ground.database(Ground.NEWEST, "commands");
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void tables() {
    try (PgConnection connection = Ground.connect(config)) {
      connection.script(TABLES);
    }
  }

  private String url() {
    HostPort host = config.hosts().getFirst();
    return "postgresql://%s@%s:%d/%s?sslmode=disable"
        .formatted(config.user(), host.host(), host.port(), config.database());
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--url", url()));
    CommandLine line =
        Upq.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  @Test
  @DisplayName("IN 9.4.7: a statement is described with types, origins and what may be NULL")
  void aStatementIsDescribed() {
    try (PgConnection connection = Ground.connect(config)) {
      StatementShape shape =
          PgIntrospector.of(connection)
              .describe(
                  "select f.id, a.\"Town Name\", f.marks, count(*) over () as n from flight f"
                      + " join airport a on a.iata = f.origin where f.id = $1 and a.since > $2");
      assertThat(shape.parameters()).extracting(Object::toString).hasSize(2);
      assertThat(shape.columns())
          .extracting(each -> each.type().toString())
          .containsExactly("bigint", "character varying(40)", "integer[]", "bigint");
      assertThat(shape.columns())
          .extracting(StatementShape.Result::nulls)
          .containsExactly(Nulls.NEVER, Nulls.POSSIBLE, Nulls.POSSIBLE, Nulls.UNKNOWN);
      assertThat(shape.columns().get(1).origin().orElseThrow().column()).isEqualTo("Town Name");
      assertThat(shape.columns().get(3).origin()).isEmpty();
      assertThat(shape.columns()).extracting(each -> each.java().toString()).contains("Long");
      StatementShape outer =
          PgIntrospector.of(connection)
              .describe("select f.id from airport a left join flight f on f.origin = a.iata");
      assertThat(outer.columns().getFirst().nulls()).isEqualTo(Nulls.POSSIBLE);
      assertThatThrownBy(() -> PgIntrospector.of(connection).describe("select nope"))
          .isInstanceOf(PgServerException.class)
          .hasMessageContaining("nope");
    }
  }

  @Test
  @DisplayName("inspect shows tables, and compares with what was saved: exit status 1 on a change")
  void inspect() throws IOException {
    assertThat(run("inspect")).isZero();
    assertThat(out.toString()).contains("airport", "Town Name", "FOREIGN KEY");
    assertThat(run("inspect", "--canonical")).isZero();
    Path saved = Files.writeString(folder.resolve("saved.txt"), out.toString());
    assertThat(run("inspect", "--diff", saved.toString())).isZero();
    try (PgConnection connection = Ground.connect(config)) {
      connection.script("alter table flight add column gate text");
    }
    assertThat(run("inspect", "--diff", saved.toString())).isOne();
    assertThat(out.toString()).contains("flight", "gate");
    assertThat(run("inspect", "--json")).isZero();
    assertThat(out.toString()).startsWith("{").contains("\"airport\"");
    Path picture = folder.resolve("model.svg");
    assertThat(run("inspect", "--diagram", picture.toString())).isZero();
    assertThat(Files.readString(picture)).startsWith("<svg").contains("airport", "flight");
    assertThat(run("inspect", "--diff", folder.resolve("none").toString())).isOne();
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(run("inspect", "--canonical", "--json")).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "generate records: of tables and of a query; they compile, and rows are read as them")
  void generate() throws Exception {
    Path sources = folder.resolve("java");
    assertThat(run("generate", "records", "--package", "made.rows", "--out", sources.toString()))
        .as(err.toString())
        .isZero();
    String query =
        "Late=select f.id, a.\"Town Name\", f.feeling, f.marks, now() as at from flight f"
            + " join airport a on a.iata = f.origin";
    assertThat(
            run(
                "generate",
                "records",
                "--package",
                "made.late",
                "--out",
                sources.toString(),
                "--query",
                query))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("Late.java", "Mood.java").doesNotContain("Airport");
    try (URLClassLoader classes = compiled(sources);
        PgConnection connection = Ground.connect(config)) {
      Class<?> airport = classes.loadClass("made.rows.Airport");
      assertThat(connection.query("select * from airport").list(airport))
          .singleElement()
          .asString()
          .contains("HNL", "Honolulu", "1927-03-21");
      Class<?> late = classes.loadClass("made.late.Late");
      assertThat(connection.query(query.substring(query.indexOf('=') + 1)).list(late))
          .singleElement()
          .asString()
          .contains("Honolulu", "1, 2");
    }
    assertThat(
            run("generate", "records", "--package", "a", "--out", "x", "--query", "X=select nope"))
        .isOne();
    assertThat(err.toString().lines()).hasSize(1);
  }

  private URLClassLoader compiled(Path sources) throws IOException {
    List<String> arguments = new ArrayList<>();
    Path classes = Files.createDirectories(folder.resolve("classes"));
    arguments.addAll(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(each -> each.endsWith(".java")).forEach(arguments::add);
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, ModelCommandsTest.class.getClassLoader());
  }
}
