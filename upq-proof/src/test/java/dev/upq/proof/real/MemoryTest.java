// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.Rows;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.tx.PgTransaction;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results that are larger than the memory that they may take. */
@Timeout(600)
final class MemoryTest {

  private static final String ROWS =
      "select generate_series(1, $1) as i, repeat('m', 1000) as filler";
  private static final long MOST_BYTES = 24L << 20;
  private static final int LOOK_EVERY = 50_000;

  @Test
  @DisplayName(
      "M1: 300,000 rows of 1 KB stream through a few megabytes, outside and inside a transaction")
  void aLargeResultStreamsThroughLittle() {
    int rows = Soak.times(300_000);
    try (PgPool pool = Servers.pool(Servers.config())) {
      pool.query("select 1");
      long before = liveBytes();
      try (Rows<Row> stream = pool.stream(ROWS, rows)) {
        assertThat(read(stream, before, rows)).isEqualTo(rows);
      }
      try (PgTransaction tx = pool.begin();
          Rows<Row> stream = tx.stream(ROWS, rows)) {
        assertThat(read(stream, before, rows)).isEqualTo(rows);
      }
      assertThat(liveBytes() - before).isLessThan(MOST_BYTES);
    }
  }

  @Test
  @DisplayName("M1, M5: a reader that stops early, or does not read, holds little")
  void aReaderThatStopsHoldsLittle() {
    try (PgPool pool = Servers.pool(Servers.config().with("pool_max", "4"))) {
      pool.query("select 1");
      long before = liveBytes();
      for (int i = 0; i < 3; i++) {
        try (Rows<Row> slow = pool.stream(ROWS, 10_000_000)) {
          assertThat(read(slow, before, 10)).isEqualTo(10);
          assertThat(pool.query("select 1").oneLong()).isOne();
          assertThat(liveBytes() - before).isLessThan(MOST_BYTES);
        }
        try (PgTransaction tx = pool.begin()) {
          try (Rows<Row> left = tx.stream(ROWS, 10_000_000)) {
            assertThat(read(left, before, 10)).isEqualTo(10);
          }
          assertThat(tx.query("select 2").oneLong()).isEqualTo(2);
        }
      }
      try (Lease lease = pool.acquire()) {
        assertThat(lease.query("select 3").oneLong()).isEqualTo(3);
      }
    }
  }

  private static int read(Rows<Row> stream, long before, int most) {
    int count = 0;
    while (count < most) {
      Row row = stream.next().orElseThrow();
      count++;
      if (row.intValue(0) != count || row.text(1).length() != 1_000) {
        throw new AssertionError("row " + count + " is " + row.intValue(0));
      }
      if (count % LOOK_EVERY == 0) {
        assertThat(liveBytes() - before).isLessThan(MOST_BYTES);
      }
    }
    return count;
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
