// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** B8: COPY of rows of eight mixed columns, as text, in and out. Stateless. */
public final class CopyRows {

  public static final String TRUNCATE = "truncate upq_bench.copied";
  public static final String COPY_IN =
      "copy upq_bench.copied (" + ManyRows.COLUMNS + ") from stdin";
  public static final String COPY_OUT = "copy upq_bench.fact (" + ManyRows.COLUMNS + ") to stdout";

  /** How many rows a block holds. */
  public static final int BLOCK_ROWS = 10_000;

  private CopyRows() {}

  /** A block of {@link #BLOCK_ROWS} lines, to be sent as often as there are rows to send. */
  public static byte[] block() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 1; i <= BLOCK_ROWS; i++) {
      Fact row = ManyRows.row(i);
      String line =
          row.a()
              + "\t"
              + row.b()
              + "\t"
              + row.c()
              + "\t"
              + row.d()
              + "\t"
              + row.e()
              + "\t"
              + row.f()
              + "\t"
              + (row.g() ? 't' : 'f')
              + "\t"
              + row.h()
              + "\n";
      out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
