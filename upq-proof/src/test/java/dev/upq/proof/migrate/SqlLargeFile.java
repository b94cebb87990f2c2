// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import dev.upq.migrate.SqlSplitter;
import dev.upq.migrate.SqlStatement;
import dev.upq.migrate.StatementKind;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Splits a file: the main program of a JVM of its own, whose heap is far smaller than the file.
 * Stateless.
 */
public final class SqlLargeFile {

  private static final List<String> PARTS =
      List.of(
          "insert into app.flight (id, origin, destination, note) values (%d, 'HNL', 'ITO', 'it''s"
              + " a note of some length; yes');\n",
          "-- a comment; of one line\ncreate table if not exists t%d (\n  id bigint primary key,\n"
              + "  name text not null default 'x',\n  at timestamptz\n);\n",
          "create function f%d() returns int language plpgsql as $body$\nbegin\n  -- some; text\n"
              + "  return 1;\nend\n$body$;\n",
          "/* block /* nested; */ ; */ select a.b, c::int, 1.5e3 + %d from t as a join u on a.id ="
              + " u.id where x = 'grüße';\n",
          "update t set a = a + %d, b = \"Quoted\", c = E'x\\'y;' where id in (1, 2, 3, 4, 5,"
              + " 6);\n",
          "copy t (a, b) from stdin;\n%d\tsome text; and\n2\tmore of 'it\n\\.\n");

  private SqlLargeFile() {}

  /** Writes a file of at least so many characters and tells how many statements it has. */
  static long write(Path file, long chars) throws IOException {
    long written = 0;
    long statements = 0;
    try (Writer out = Files.newBufferedWriter(file)) {
      while (written < chars) {
        String part = PARTS.get((int) (statements % PARTS.size())).formatted(statements);
        out.write(part);
        written += part.length();
        statements++;
      }
    }
    return statements;
  }

  /** Splits the file so many times; prints the statements and what the last time took. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    String line = "";
    for (int times = Integer.parseInt(arguments[1]); times > 0; times--) {
      long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long statements = split(file);
      long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
      line =
          "%d statements, %d MB, %d ms of processor time, a heap of %d MiB"
              .formatted(
                  statements,
                  Files.size(file) / 1_000_000,
                  spent / 1_000_000,
                  Runtime.getRuntime().maxMemory() >> 20);
    }
    System.out.println(line);
  }

  private static long split(Path file) throws IOException {
    char[] chunk = new char[1 << 13];
    long statements = 0;
    try (SqlSplitter splitter = SqlSplitter.of(file.toString(), Files.newInputStream(file))) {
      for (var next = splitter.next(); next.isPresent(); next = splitter.next()) {
        statements++;
        if (next.map(SqlStatement::kind).orElseThrow() instanceof StatementKind.CopyIn) {
          drain(splitter.copyData(), chunk);
        }
      }
    }
    return statements;
  }

  private static void drain(Reader data, char[] chunk) throws IOException {
    int count = 0;
    while (count >= 0) {
      count = data.read(chunk, 0, chunk.length);
    }
  }
}
