// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

/**
 * A place in a text. Immutable.
 *
 * @param line from 1; a line ends with a line feed
 * @param column from 1, in characters as the server counts them (code points)
 * @param offset from 0, in Java's {@code char}s, from the beginning of the text
 */
public record SqlPosition(int line, int column, long offset) {

  /** Where every text begins. */
  public static final SqlPosition START = new SqlPosition(1, 1, 0);

  /** The place behind {@code text[from, to)}, which begins at this one. */
  public SqlPosition after(CharSequence text, int from, int to) {
    int lines = line;
    int columns = column;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        lines++;
        columns = 1;
      } else if (!Character.isLowSurrogate(c)) {
        columns++;
      }
    }
    return new SqlPosition(lines, columns, offset + (to - from));
  }

  /** Line and column with a colon between, as compilers write them. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
