// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.Rows;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Records that are streamed are read from arrays that are used again. What anybody may keep is
 * never among them.
 */
final class LentRowsTest {

  private static final int RUNS = 40;
  private static final int KEPT = 100;
  private static final String SERIES =
      "select i, repeat(chr(97 + $1::int % 26), 50) as t, decode(repeat(to_hex(16 + $1::int % 200),"
          + " 20), 'hex') as b from generate_series(1, $2::int) i";

  /** The text and the bytes say which run a row is of. */
  record Streamed(int i, String t, byte[] b) {
    void isRow(int number, int run) {
      assertThat(i).isEqualTo(number);
      checks(t, b, run);
    }
  }

  private static void checks(String t, byte[] b, int run) {
    assertThat(t).isEqualTo(String.valueOf((char) ('a' + run % 26)).repeat(50));
    byte[] expected = new byte[20];
    Arrays.fill(expected, (byte) (16 + run % 200));
    assertThat(b).isEqualTo(expected);
  }

  /** One connection, so that all comes through the same arrays. */
  private final PgPool pool =
      PgPool.open(Servers.config(18).with("pool_max", "1").with("fetch_size", "40000"));

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  @DisplayName("results and rows that are kept stay what they are while records are streamed")
  void whatIsKeptIsNotOverwritten() {
    List<QueryResult> results = new ArrayList<>();
    List<List<Row>> rows = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      streamed(run, 3_000);
      results.add(pool.query(SERIES, run, KEPT));
      streamed(run + 1, 700 + run);
      try (Rows<Row> kept = pool.stream(SERIES, run, KEPT)) {
        rows.add(kept.stream().toList());
      }
    }
    for (int run = 0; run < RUNS; run++) {
      assertThat(results.get(run).size()).isEqualTo(KEPT);
      assertThat(rows.get(run)).hasSize(KEPT);
      for (int i = 0; i < KEPT; i++) {
        Row result = results.get(run).row(i);
        checks(result.text(1), result.get(2, byte[].class), run);
        Row row = rows.get(run).get(i);
        checks(row.text(1), row.get(2, byte[].class), run);
      }
    }
  }

  @Test
  @DisplayName(
      "in a transaction, in portions, and where the caller stops early: every record is right")
  void inPortionsAndWhereTheCallerStops() {
    for (int run = 0; run < RUNS; run++) {
      try (PgTransaction tx = pool.begin()) {
        try (Rows<Streamed> rows = tx.stream(Streamed.class, SERIES, run, 3_000)) {
          read(rows, run, run % 2 == 0 ? 3_000 : 1_000 + run);
        }
        tx.commit();
      }
      try (Rows<Streamed> rows = pool.stream(Streamed.class, SERIES, run, 20_000)) {
        read(rows, run, 4_000 + run);
      }
    }
  }

  private void streamed(int run, int count) {
    try (Rows<Streamed> rows = pool.stream(Streamed.class, SERIES, run, count)) {
      read(rows, run, count);
      assertThat(rows.next()).isEmpty();
    }
  }

  private static void read(Rows<Streamed> rows, int run, int count) {
    List<Streamed> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(rows.next().orElseThrow());
    }
    for (int i = 0; i < count; i++) {
      all.get(i).isRow(i + 1, run);
    }
  }
}
