// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import dev.upq.row.Row;
import dev.upq.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Statements end where psql ends them, and each is one statement for the server: over all files
 * with SQL that come with a server.
 */
@Timeout(120)
final class SqlBordersTest {

  /** What psql has made of each file once: name, hash of the file, statements, hash of those. */
  private static final String KNOWN = "/psql-borders.txt";

  private static PgConnection connection;
  private static Map<String, String> files;

  @BeforeAll
  static void read() {
    connection = PgConnection.open(TestServer.url());
    files = new TreeMap<>();
    for (Row row :
        connection.query(
            """
            select name, pg_catalog.pg_read_file(place || name)
            from (select setting || '/' as share from pg_catalog.pg_config where name = 'SHAREDIR') c,
              lateral (values (share), (share || 'extension/')) as d (place),
              lateral pg_catalog.pg_ls_dir(place) as f (name)
            where name like '%.sql'
            """)) {
      files.put(row.text(0), SqlBorders.script(row.text(1)));
    }
  }

  @AfterAll
  static void close() {
    connection.close();
  }

  @Test
  @DisplayName("MG-20: each statement of the server's own files is one statement to its parser")
  void eachStatementIsOneToTheServer() {
    connection.script("begin");
    assertThatThrownBy(() -> connection.script("select 1/0")).isInstanceOf(PgServerException.class);
    int statements = 0;
    for (var file : files.entrySet()) {
      for (String statement : SqlBorders.of(file.getValue())) {
        statements++;
        String plain = statement.replace("@extschema@", "public").replaceAll("@[a-z:]+@", "public");
        assertThatThrownBy(() -> connection.query(plain))
            .as("%s: %s", file.getKey(), plain)
            .isInstanceOfSatisfying(
                PgServerException.class, e -> assertThat(e.sqlState().code()).isEqualTo("25P02"));
      }
    }
    connection.script("rollback");
    System.out.println(files.size() + " files, " + statements + " statements, each parsed alone");
    assertThat(statements).isGreaterThan(4_000);
  }

  @Test
  @DisplayName("MG-20: statements of the server's own files end where psql ended them")
  void statementsEndWherePsqlEndedThem() throws IOException {
    Map<String, String> known = new TreeMap<>();
    try (var in = SqlBordersTest.class.getResourceAsStream(KNOWN)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> known.put(line.substring(0, line.indexOf('=')), line));
    }
    int compared = 0;
    for (var file : files.entrySet()) {
      List<String> statements = SqlBorders.of(file.getValue());
      String line = line(file.getKey(), file.getValue(), statements);
      String expected = known.get(line.substring(0, line.indexOf('=')));
      if (expected != null) {
        compared++;
        assertThat(line).isEqualTo(expected);
      }
    }
    System.out.println(compared + " files of " + files.size() + " compared with psql's borders");
    if (TestServer.embedded().isPresent()) {
      assertThat(compared).isEqualTo(files.size());
    }
  }

  private static String line(String name, String text, List<String> statements) {
    return name
        + ' '
        + SqlBorders.hash(List.of(text))
        + '='
        + statements.size()
        + ' '
        + SqlBorders.hash(statements);
  }

  @Test
  @DisplayName("MG-20: statements of the server's own files end where psql ends them now")
  void statementsEndWherePsqlEndsThem(@TempDir Path directory)
      throws IOException, InterruptedException {
    assumeTrue(Psql.executable().isPresent(), "psql is not installed");
    Path update = Path.of(System.getProperty("upq.sql.borders", ""));
    List<Path> written = new ArrayList<>();
    for (String text : files.values()) {
      written.add(Files.writeString(directory.resolve("f" + written.size()), text));
    }
    List<List<String>> sent = Psql.sent(written);
    assertThat(sent).hasSameSizeAs(written);
    TreeSet<String> lines =
        new TreeSet<>(Files.isRegularFile(update) ? Files.readAllLines(update) : Set.of());
    int i = 0;
    for (var file : files.entrySet()) {
      List<String> ours = SqlBorders.of(file.getValue());
      List<String> psqls = sent.get(i++);
      assertThat(psqls).as(file.getKey()).hasSameSizeAs(ours);
      for (int s = 0; s < ours.size(); s++) {
        assertThat(SqlBorders.same(psqls.get(s), ours.get(s)))
            .as("%s: psql's %s and our %s", file.getKey(), psqls.get(s), ours.get(s))
            .isTrue();
      }
      lines.add(line(file.getKey(), file.getValue(), ours));
    }
    if (!update.toString().isEmpty()) {
      Files.write(update, lines);
    }
  }
}
