// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

/**
 * A place in a text, with the line that it stands in, to be shown to a person. Immutable.
 *
 * @param at the place
 * @param line the line, or the part of it around the place; without its end and without control
 *     characters other than tabs
 * @param caret how many characters of {@code line} stand in front of the place
 */
public record SqlExcerpt(SqlPosition at, String line, int caret) {

  /** So much of a long line is shown on either side of the place. */
  static final int AROUND = 100;

  /**
   * Cuts it out of a text.
   *
   * @param text any part of the whole text that holds the place
   * @param index of the place in {@code text}
   */
  public static SqlExcerpt of(CharSequence text, int index, SqlPosition at) {
    int from = index;
    int least = Math.max(0, index - AROUND);
    while (from > least && text.charAt(from - 1) != '\n') {
      from--;
    }
    int to = index;
    int most = Math.min(text.length(), index + AROUND);
    while (to < most && text.charAt(to) != '\n' && text.charAt(to) != '\r') {
      to++;
    }
    StringBuilder line = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) && c != '\t' ? ' ' : c);
    }
    return new SqlExcerpt(at, line.toString(), index - from);
  }

  /** The line, and below it a caret under the place; two lines, the last one without an end. */
  public String drawn() {
    StringBuilder drawn = new StringBuilder(line).append('\n');
    for (int i = 0; i < caret; i++) {
      char c = line.charAt(i);
      if (!Character.isLowSurrogate(c)) {
        drawn.append(c == '\t' ? '\t' : ' ');
      }
    }
    return drawn.append('^').toString();
  }

  /**
   * Three lines: {@code source:line:column: what}, the line of the text, and a caret.
   *
   * @param source the name of the text
   */
  public String report(String source, String what) {
    return source + ':' + at + ": " + what + '\n' + drawn();
  }
}
