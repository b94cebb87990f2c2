// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

/**
 * How many rows to ask a portal for, so that they come to about as many bytes as are wanted. The
 * first time few; then what the rows of late allow, at most eight times as many as before. One
 * thread at a time.
 */
final class FetchSize {

  private static final int FIRST_ROWS = 64;
  private static final int GROWTH = 8;
  private static final int MOST_ROWS = 1 << 20;

  /** What a row costs beside its values: the header of its message and its count of columns. */
  private static final int ROW_BYTES = 7;

  private final int wantedBytes;
  private int asked = FIRST_ROWS;
  private int seenRows;
  private long seenBytes;

  FetchSize(int wantedBytes) {
    this.wantedBytes = wantedBytes;
  }

  /** How many rows the next Execute asks for. */
  int rows() {
    return asked;
  }

  /** A row has come. */
  void saw(int bodyBytes) {
    seenRows++;
    seenBytes += ROW_BYTES + bodyBytes;
  }

  /** True where half of the rows that were asked for have come. */
  boolean half() {
    return 2L * seenRows >= asked;
  }

  /** Reckons anew, by the rows that have come since the last time. */
  void adapt() {
    if (seenRows > 0) {
      long fitting = wantedBytes / (seenBytes / seenRows);
      asked = (int) Math.clamp(fitting, 1, Math.min(MOST_ROWS, (long) GROWTH * asked));
      seenRows = 0;
      seenBytes = 0;
    }
  }
}
