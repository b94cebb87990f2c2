// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.Rows;
import dev.upq.row.Row;

/**
 * The main program of a JVM of 64 MiB that streams rows of a kilobyte and looks at its heap. One
 * thread.
 */
public final class BigStream {

  private static final int LOOKS = 10;

  private BigStream() {}

  /** Prints how many rows came, and the most live bytes that were seen. */
  public static void main(String[] arguments) {
    long rows = Long.parseLong(arguments[1]);
    long most = 0;
    long count = 0;
    try (PgPool pool = Chaos.pool(PgConfig.parse(arguments[0]).with("pool_max", "1"));
        Rows<Row> stream =
            pool.stream(
                "select i, repeat('m', 1000) from (select generate_series(1, $1::int8)) s (i)",
                rows)) {
      for (Row row : stream) {
        count++;
        if (row.longValue(0) != count || row.text(1).length() != 1_000) {
          throw new AssertionError("row " + count + " is " + row.longValue(0));
        }
        if (count % (rows / LOOKS) == 0) {
          most = Math.max(most, Baseline.liveHeap());
        }
      }
    }
    System.out.println(count + " " + most);
  }
}
