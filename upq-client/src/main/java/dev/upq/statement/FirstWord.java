// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

/** Where the words of a text begin. Stateless. */
public final class FirstWord {

  private FirstWord() {}

  /**
   * The index of the first character from {@code from} on that is neither white space nor part of a
   * comment; the length of the text where there is none. Comments of the kind that C has nest, as
   * in PostgreSQL.
   */
  public static int begin(String sql, int from) {
    int at = from;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        at = endOfComment(sql, at);
      } else {
        return at;
      }
    }
    return at;
  }

  private static int endOfComment(String sql, int from) {
    int depth = 0;
    int at = from;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    return at;
  }
}
