// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgCopyIn;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgPipeline.Pending;
import dev.upq.connection.Rows;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What is to be done with a heap of 64 MiB: the main program of a JVM of its own. Stateless.
 *
 * <p>The mapped answers of a pipeline are kept, the bytes that they came in are not.
 */
public final class LittleHeap {

  private static final String HEAP = "-Xmx64m";
  private static final int STATEMENTS = 10_000;
  private static final int ANSWER_BYTES = 20_000;
  private static final int WIDE_BYTES = 1 << 20;
  private static final int WIDE_ROWS = 300;

  /** What cannot all be held: 10 million, with -Dupq.mapping.rows=10000000, are the long run. */
  private static final long MANY_RECORDS = 1_500_000;

  private static final int COPIED_ROWS = 160_000;
  private static final int COPIED_CHARS = 1_000;

  private static final int PATIENCE_SECONDS = 180;

  private LittleHeap() {}

  /** Runs that in a JVM of its own and waits for it. */
  static void does(String what, PgConfig config) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(HEAP, "-Dupq.mapping.rows=" + Long.getLong("upq.mapping.rows", MANY_RECORDS)));
    command.addAll(
        List.of("-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            LittleHeap.class.getName(),
            what,
            config.hosts().getFirst().host(),
            Integer.toString(config.hosts().getFirst().port()),
            config.database(),
            config.user()));
    Process child =
        new ProcessBuilder(command)
            .redirectError(Redirect.INHERIT)
            .redirectOutput(Redirect.INHERIT)
            .start();
    try {
      assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      assertThat(child.exitValue()).as("the exit of a JVM with " + HEAP).isZero();
    } finally {
      child.destroyForcibly();
    }
  }

  public static void main(String[] what) throws IOException, NoSuchAlgorithmException {
    PgConfig config =
        PgConfig.parse("connect_timeout=30 sslmode=disable pool_max=1")
            .with("host", what[1])
            .with("port", what[2])
            .with("dbname", what[3])
            .with("user", what[4]);
    try (PgPool pool = PgPool.open(SmallLink.setup(config))) {
      switch (what[0]) {
        case "statements with barriers" -> pipeline(pool, true);
        case "statements of one unit" -> pipeline(pool, false);
        case "wide rows" -> wideRows(pool);
        case "records" -> records(pool, Long.getLong("upq.mapping.rows", MANY_RECORDS));
        case "a value" -> value(pool);
        case "a text" -> text(pool);
        case "copies" -> copies(pool);
        default -> throw new IllegalArgumentException(what[0]);
      }
    }
  }

  private static void pipeline(PgPool pool, boolean barriers) {
    List<Pending<Integer>> lengths = new ArrayList<>();
    long[] given = new long[1];
    List<Pending<Long>> counts = new ArrayList<>();
    try (PgPipeline pipeline = pool.pipeline()) {
      for (int i = 0; i < STATEMENTS; i++) {
        String sql = "select repeat('x', $1::int), $2::int8";
        int expected = i;
        if (i % 2 == 0) {
          lengths.add(
              pipeline
                  .query(sql, ANSWER_BYTES, i)
                  .map(
                      result ->
                          result.row(0).longValue(1) == expected
                              ? result.row(0).text(0).length()
                              : -1));
        } else {
          counts.add(
              pipeline
                  .query(sql, ANSWER_BYTES, i)
                  .each(row -> given[0] += row.longValue(1) == expected ? 1 : 0));
        }
        if (barriers) {
          pipeline.barrier();
        }
      }
      pipeline.run();
    }
    check(given[0] == STATEMENTS / 2, "rows that were handed over: " + given[0]);
    check(lengths.stream().allMatch(length -> length.get() == ANSWER_BYTES), "lengths");
    check(counts.stream().allMatch(count -> count.get() == 1), "counts");
    check(pool.query("select 1").oneLong() == 1, "the connection afterwards");
  }

  private static void wideRows(PgPool pool) {
    String sql = "select i, repeat('w', $1::int) from generate_series(1, $2::int) i";
    try (Rows<Row> rows = pool.stream(sql, WIDE_BYTES, WIDE_ROWS)) {
      readWide(rows);
    }
    try (PgTransaction tx = pool.begin()) {
      try (Rows<Row> rows = tx.stream(sql, WIDE_BYTES, WIDE_ROWS)) {
        readWide(rows);
      }
      tx.commit();
    }
  }

  private static void readWide(Rows<Row> rows) {
    int count = 0;
    for (Row row : rows) {
      count++;
      check(row.intValue(0) == count && row.text(1).length() == WIDE_BYTES, "row " + count);
    }
    check(count == WIDE_ROWS, "rows: " + count);
  }

  /** A record of the kind that programs have. */
  record Many(long id, int n, String name, double x, Optional<Integer> some) {}

  private static void records(PgPool pool, long count) {
    String sql =
        "select i as id, (i % 1000)::int4 as n, 'r' || i as name, i::float8 as x,"
            + " nullif(i % 3, 0)::int4 as some from (select generate_series(1, $1::int8)) as s (i)";
    long seen = 0;
    try (Rows<Many> rows = pool.stream(Many.class, sql, count)) {
      for (Many row : rows) {
        seen++;
        check(row.id() == seen && row.n() == seen % 1000 && row.x() == seen, "row " + seen);
      }
    }
    check(seen == count, "rows: " + seen);
  }

  private static void value(PgPool pool) throws IOException, NoSuchAlgorithmException {
    String expected = pool.query("select md5(body) from large_value").oneText();
    long bytes = pool.query("select octet_length(body) from large_value").oneLong();
    MessageDigest digest = MessageDigest.getInstance("MD5");
    byte[] part = new byte[100_000];
    long read = 0;
    try (InputStream in =
        pool.streamBytes("select body from large_value where id = $1 -- the one", 1)) {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        digest.update(part, 0, count);
        read += count;
      }
    }
    check(read == bytes, "bytes: " + read + " of " + bytes);
    check(HexFormat.of().formatHex(digest.digest()).equals(expected), "digest");
  }

  private static void text(PgPool pool) throws IOException {
    String expected = "aé€\uD83D\uDE00";
    char[] part = new char[100_000];
    long read = 0;
    try (Reader in = pool.streamText("select repeat($1, $2::int)", expected, 20_000_000)) {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        for (int i = 0; i < count; i++) {
          if (part[i] != expected.charAt((int) ((read + i) % expected.length()))) {
            throw new AssertionError("character " + (read + i));
          }
        }
        read += count;
      }
    }
    check(read == 20_000_000L * expected.length(), "characters: " + read);
  }

  /** A row of a table that is copied into. */
  record Line(long id, String line) {}

  /**
   * As records, which begin with a small frame; and as bytes, in small pieces and then large ones.
   */
  private static void copies(PgPool pool) throws IOException {
    pool.execute("create unlogged table copied (id int8, line text)");
    String line = "x".repeat(COPIED_CHARS - 1);
    long added =
        pool.copyIn(
            "copied",
            Line.class,
            LongStream.range(0, COPIED_ROWS).mapToObj(id -> new Line(id, line)));
    check(added == COPIED_ROWS, "rows: " + added);
    byte[] piece = ("1\t" + line + "\n").repeat(1_000).getBytes(StandardCharsets.US_ASCII);
    try (Lease lease = pool.acquire();
        PgCopyIn copy = lease.copyIn("copy copied from stdin")) {
      copy.write("0\tfirst\n".getBytes(StandardCharsets.US_ASCII));
      copy.flush();
      for (int i = 0; i < COPIED_ROWS / 1_000; i++) {
        copy.write(piece);
      }
      long more = copy.finish();
      check(more == COPIED_ROWS + 1, "rows: " + more);
    }
    pool.execute("drop table copied");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
