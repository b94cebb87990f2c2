// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.sql.FirstWord;
import java.util.Locale;

/**
 * What a text says of itself: its name and its first word. Read leniently, for a text may be
 * anything. Stateless.
 */
final class QueryText {

  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_WORD_CHARS = 16;
  private static final String NAME = "name:";

  private QueryText() {}

  /**
   * The name that the first comment gives, {@code -- name: hawaii} or {@code /* name: hawaii
   * *}{@code /}; empty where it gives none. Letters, digits and {@code _.:/-}, 64 at most.
   */
  static String name(String sql) {
    int from = blanks(sql, 0);
    if (!sql.startsWith("--", from) && !sql.startsWith("/*", from)) {
      return "";
    }
    from = blanks(sql, from + 2);
    if (!sql.startsWith(NAME, from)) {
      return "";
    }
    from = blanks(sql, from + NAME.length());
    int to = from;
    while (to < sql.length() && nameChar(sql.charAt(to))) {
      to++;
    }
    return to - from > MAX_NAME_CHARS ? "" : sql.substring(from, to);
  }

  private static boolean nameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_.:/-".indexOf(c) >= 0;
  }

  private static int blanks(String sql, int from) {
    int at = from;
    while (at < sql.length() && (sql.charAt(at) == ' ' || sql.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  /** The first word in capitals, behind blanks and comments; empty where there is none. */
  static String firstWord(String sql) {
    int from = FirstWord.begin(sql, 0);
    int to = from;
    while (to < sql.length() && to - from < MAX_WORD_CHARS && Character.isLetter(sql.charAt(to))) {
      to++;
    }
    return sql.substring(from, to).toUpperCase(Locale.ROOT);
  }
}
