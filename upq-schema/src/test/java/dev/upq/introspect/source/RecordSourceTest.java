// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import dev.upq.introspect.Database;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Table;
import dev.upq.introspect.TableSketch;
import dev.upq.introspect.TypeRef;
import dev.upq.introspect.UserType;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is Java, whatever things are called in the database. */
class RecordSourceTest {

  private static final TypeRef TEXT = TableSketch.type("text");

  @TempDir private Path folder;

  private static List<JavaFile> files(List<UserType> types, Table... tables) {
    Database model = TableSketch.database("app", types, List.of(tables));
    RecordSource source = RecordSource.of(model, "a.b");
    model.tables().forEach(source::table);
    return source.files();
  }

  private void compile(List<JavaFile> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> sources = files.stream().map(RecordSourceTest::source).toList();
    StringWriter told = new StringWriter();
    String path = System.getProperty("java.class.path");
    boolean compiled =
        compiler
            .getTask(
                told,
                null,
                null,
                List.of("-d", folder.toString(), "-cp", path, "-proc:none"),
                null,
                sources)
            .call();
    assertThat(compiled).as("%s%n%s", told, files).isTrue();
  }

  private static JavaFileObject source(JavaFile file) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + file.path()), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignored) {
        return file.text();
      }
    };
  }

  @Test
  void aRecordHasAComponentForEachColumn() {
    Table flight =
        TableSketch.of("app", "flight_plan")
            .column("id", TableSketch.type("int4"), false)
            .column("departed_at", TableSketch.type("timestamptz"), false)
            .column("DELAY", TableSketch.type("int4"), true)
            .column("a.b", TEXT, true)
            .column("mood", TableSketch.type("app", "mood", 1), false)
            .column("span", TableSketch.type("int8range"), false)
            .column("grid", TableSketch.type("pg_catalog", "float8", 2), true)
            .table();
    UserType mood =
        new UserType.Enumeration(
            new QualifiedName("app", "mood"), List.of("OK", "so so"), Optional.empty());
    List<JavaFile> files = files(List.of(mood), flight);
    assertThat(files)
        .extracting(JavaFile::path)
        .containsExactly("a/b/FlightPlan.java", "a/b/Mood.java");
    assertThat(files.getFirst().text())
        .isEqualTo(
            """
            // Made by upq generate records; changes get lost. Of: table app.flight_plan
            package a.b;

            import dev.upq.mapping.Column;
            import dev.upq.type.Range;
            import java.time.Instant;
            import java.util.List;
            import java.util.Optional;
            import java.util.OptionalInt;

            /**
             * A row of app.flight_plan.
             */
            public record FlightPlan(
                int id,
                Instant departedAt,
                OptionalInt delay,
                @Column("a.b") Optional<String> aB,
                List<Mood> mood,
                Range<Long> span,
                Optional<List<List<Double>>> grid) {}
            """);
    assertThat(files.getLast().text())
        .endsWith("public enum Mood {\n  OK,\n  @Label(\"so so\")\n  SO_SO\n}\n");
  }

  @Test
  @DisplayName("IN-11: names of any kind become names of Java that compile")
  void namesOfAnyKindCompile() throws IOException {
    List<String> odd =
        List.of(
            "class",
            "Select",
            "quo\"te",
            "back\\slash\\u0041",
            "a.b",
            "a_b",
            "ab",
            "aB",
            "1st",
            "\uD83D\uDE80",
            "*/",
            "hashCode",
            "toString",
            "_",
            "new\nline",
            "\u00e9t\u00e9",
            "");
    TableSketch table = TableSketch.of("app", "String");
    odd.forEach(name -> table.column(name, TEXT, true));
    table.column("mood", TableSketch.type("app", "optional", 0), true);
    UserType optional =
        new UserType.Enumeration(
            new QualifiedName("app", "optional"),
            List.of("a-b", "a_b", "", "1", "\uD83D\uDE80", "class", "x\"\\"),
            Optional.of("*/ \\u000a }"));
    UserType column =
        new UserType.Composite(
            new QualifiedName("app", "column"), List.of(), Optional.of("{@link nothing}"));
    TableSketch other =
        TableSketch.of("app", "COLUMN").column("x y", TableSketch.type("app", "column", 0), true);
    TableSketch list =
        TableSketch.of("app", "List").column("l", TableSketch.type("pg_catalog", "int4", 1), false);
    compile(files(List.of(optional, column), table.table(), other.table(), list.table()));
  }

  @Test
  void whatARecordCannotHoldIsRefused() {
    TableSketch wide = TableSketch.of("app", "wide");
    for (int i = 0; i < 127; i++) {
      wide.column("c" + i, TableSketch.type("int8"), false);
    }
    assertThatThrownBy(() -> files(List.of(), wide.table()))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("table app.wide: its columns take 254 places, and a record has 253");
    Database model = TableSketch.database("app", List.of(), List.of());
    assertThatThrownBy(() -> RecordSource.of(model, "a.class.b"))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("a.class.b");
    Field twice = new Field("id", TEXT, false, Optional.empty());
    RecordSource source = RecordSource.of(model, "a").query("Twice", List.of(twice, twice));
    assertThatThrownBy(source::files)
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("two columns are called \"id\"; name one with AS");
    assertThatThrownBy(() -> source.query("Twice", List.of())).isInstanceOf(PgUsageException.class);
  }
}
