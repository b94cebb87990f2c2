// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.fault.PgUsageException;

/**
 * Looks at a text before it is sent as COPY: its first word has to be that. Stateless. Which way it
 * goes, the server tells.
 */
final class CopyText {

  private static final String COPY = "copy";

  private CopyText() {}

  /**
   * Refuses a text that begins with another word, behind blanks and comments.
   *
   * @throws PgUsageException where it does; nothing was sent
   */
  static void requireCopy(String sql) {
    int at = begin(sql);
    boolean copy =
        sql.regionMatches(true, at, COPY, 0, COPY.length())
            && (at + COPY.length() == sql.length()
                || !Character.isUnicodeIdentifierPart(sql.charAt(at + COPY.length())));
    if (!copy) {
      throw new PgUsageException(
          "the text is no COPY statement; run other statements with query() or execute()");
    }
  }

  /** Where the first word stands. */
  private static int begin(String sql) {
    int at = 0;
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

  /** Comments of this kind nest. */
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
