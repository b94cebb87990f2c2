// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.cli.Upq;
import dev.upq.config.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code upq migrate} and its exit status: 0 done, 1 failed, 2 called wrongly. */
class MigrateCommandTest {

  @TempDir private Path folder;
  private Ground ground;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void create() throws IOException {
    ground = Ground.create();
    write("0001_a.up.sql", "create table a (x int);\n");
    write("0001_a.down.sql", "drop table a;\n");
  }

  @AfterEach
  void drop() {
    ground.close();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String url() {
    HostPort host = ground.config().hosts().getFirst();
    return "postgresql://%s@%s:%d/%s?sslmode=disable"
        .formatted(ground.config().user(), host.host(), host.port(), ground.database());
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("migrate"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--dir", folder.toString(), "--url", url()));
    CommandLine line =
        Upq.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  @Test
  void upAndDownTellWhatTheyDo() {
    assertThat(run("up")).isZero();
    assertThat(out.toString()).startsWith("1 applied, 0 unchanged, in ");
    assertThat(err.toString()).contains("applied 1 a in ");
    assertThat(run("up")).isZero();
    assertThat(out).hasToString("nothing to do: 1 migration applied before\n");
    assertThat(run("status")).isZero();
    assertThat(out.toString()).containsPattern("1 a  applied       \\d{4}-.*Z by ");
    assertThat(run("redo")).isZero();
    assertThat(run("down")).isZero();
    assertThat(ground.exists("a")).isFalse();
    assertThat(run("up", "1", "--json")).isZero();
    assertThat(out.toString())
        .matches(
            "\\{\"steps\": \\[\\{\"kind\": \"versioned\", \"version\": 1, \"name\": \"a\","
                + " \"direction\": \"up\", \"millis\": \\d+}], \"unchanged\": 0, \"retries\": 0,"
                + " \"warnings\": \\[], \"millis\": \\d+}\n");
    assertThat(run("down", "--to", "0")).isZero();
  }

  @Test
  void planShowsWhatUpWouldDo() throws IOException {
    run("up");
    write("0002_b.up.sql", "create index a_x on a (x);\n");
    assertThat(run("plan")).isZero();
    assertThat(out.toString())
        .contains("0002_b.up.sql: one transaction", "-- line 1: locks SHARE on a")
        .contains("create index a_x on a (x);")
        .contains("0002_b.up.sql:1:1: ");
    assertThat(run("plan", "--json")).isZero();
    assertThat(out.toString()).contains("\"level\": \"SHARE\"", "\"findings\": [{\"rule\": ");
    assertThat(ground.exists("a_x")).isFalse();
  }

  @Test
  @DisplayName("a failure is one message on standard error, and status 1")
  void failuresAreToldOnce() throws IOException {
    run("up");
    write("0001_a.up.sql", "create table a (y int);\n");
    assertThat(run("validate")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("upq: the files and the log")
        .contains("-create table a (x int);\n+create table a (y int);");
    assertThat(run("up", "--json")).isEqualTo(1);
    assertThat(out.toString()).startsWith("{\"error\": {\"reason\": \"drift\", \"message\": \"");
    assertThat(run("repair")).isZero();
    assertThat(run("validate")).isZero();
    write("0002_b.up.sql", "selec 1;");
    assertThat(run("up")).isEqualTo(1);
    assertThat(err.toString()).contains("0002_b.up.sql:1:1: ERROR 42601").contains("\nselec 1\n^");
  }

  @Test
  void wrongUsageIsToldInOneLine() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("upq: what is to be done? For example: upq migrate up");
    assertThat(run("up", "x")).isEqualTo(2);
    assertThat(run("up", "0")).isEqualTo(2);
    assertThat(err.toString()).startsWith("upq: it is 0, and must be at least 1");
    assertThat(run("down", "1", "--to", "0")).isEqualTo(2);
    assertThat(run("new", "!?")).isEqualTo(2);
  }

  @Test
  void newMakesThePairBehindTheLast() throws IOException {
    assertThat(run("new", "Add a Gate")).isZero();
    assertThat(run("new", "gates", "--repeatable")).isZero();
    assertThat(run("new", "stamp", "--timestamp")).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("0002_add_a_gate.up.sql", "0002_add_a_gate.down.sql", "R__gates.sql")
          .anyMatch(name -> name.matches("2\\d{13}_stamp\\.up\\.sql"));
    }
    assertThat(run("new", "gates", "--repeatable")).isEqualTo(1);
  }

  @Test
  void aBaselineIsSet() {
    assertThat(run("baseline", "1")).isZero();
    assertThat(run("status")).isZero();
    assertThat(out.toString()).contains("1 a  baseline");
  }

  @Test
  @DisplayName("bar 12: a signal rolls back what is under way and frees the lock")
  void aSignalCleansUp() throws Exception {
    write("0002_b.up.sql", "create table b (); select pg_sleep(60);");
    Process upq =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.upq.cli.Upq",
                "migrate",
                "--dir",
                folder.toString(),
                "--url",
                url(),
                "--up")
            .start();
    try {
      Ground.eventually(
          "it sleeps",
          () ->
              ground
                      .sql()
                      .query(
                          "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and"
                              + " datname = current_database()")
                      .oneLong()
                  == 1);
      upq.toHandle().destroy();
      String told = new String(upq.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(upq.waitFor()).isEqualTo(143);
      assertThat(told).contains("upq: interrupted: what was under way is rolled back");
      assertThat(ground.exists("b")).isFalse();
      assertThat(ground.log()).containsExactly("1 applied 0");
      assertThat(
              ground
                  .sql()
                  .query(
                      "select count(*) from pg_stat_activity where application_name = 'upq migrate'"
                          + " and datname = current_database()")
                  .oneLong())
          .isZero();
    } finally {
      upq.destroyForcibly();
    }
  }
}
