// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.statement.FirstWord;

/**
 * The tokens of a text in SQL, blanks and comments left out. One thread at a time.
 *
 * <p>What one server reads otherwise than another, or by a setting, is {@link Kind#UNCLEAR}, and
 * nothing comes behind it: a backslash in a string, a string with a letter in front or dollars
 * around it, a carriage return by itself.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html">Lexical structure</a>
 */
final class MultiRowTokens {

  /** What a token is. */
  enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    NUMBER,
    /** A dollar and the number of a parameter. */
    PARAMETER,
    /** One character of any other sort; an operator may be several of them. */
    SYMBOL,
    UNCLEAR,
    END
  }

  /** $1 to $65535. */
  private static final int MOST_DIGITS = 5;

  private final String sql;
  private Kind kind = Kind.END;
  private int from;
  private int to;

  MultiRowTokens(String sql) {
    this.sql = sql;
  }

  /** Goes on to the next token and tells what it is. */
  Kind next() {
    if (kind != Kind.UNCLEAR) {
      int before = to;
      from = FirstWord.begin(sql, before);
      kind = loneReturn(before, from) ? Kind.UNCLEAR : read();
    }
    return kind;
  }

  Kind kind() {
    return kind;
  }

  /** Where the token begins. */
  int from() {
    return from;
  }

  /** Where the token ends. */
  int to() {
    return to;
  }

  /** The token as it is written. */
  String text() {
    return sql.substring(from, to);
  }

  /** True where the token is that word, in letters of any case. */
  boolean is(String word) {
    return kind == Kind.WORD
        && to - from == word.length()
        && sql.regionMatches(true, from, word, 0, word.length());
  }

  /** True where the token is that character. */
  boolean is(char symbol) {
    return kind == Kind.SYMBOL && sql.charAt(from) == symbol;
  }

  /** The number of the parameter; 0 is none. */
  int parameter() {
    return Integer.parseInt(sql, from + 1, to, 10);
  }

  private Kind read() {
    to = from;
    if (from == sql.length()) {
      return Kind.END;
    }
    char first = sql.charAt(from);
    if (isNameStart(first)) {
      to = endOfName(from);
      return at(to) == '\'' ? Kind.UNCLEAR : Kind.WORD;
    }
    return switch (first) {
      case '\'' -> quoted('\'', Kind.STRING);
      case '"' -> quoted('"', Kind.QUOTED_NAME);
      case '$' -> parameterAt();
      case '\\' -> Kind.UNCLEAR;
      default -> {
        to = isDigit(first) ? endOfNumber() : from + 1;
        yield isDigit(first) ? Kind.NUMBER : Kind.SYMBOL;
      }
    };
  }

  /** The end of the text stands for no character. */
  private char at(int index) {
    return index < sql.length() ? sql.charAt(index) : 0;
  }

  private Kind quoted(char quote, Kind what) {
    for (int i = from + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\') {
        return Kind.UNCLEAR;
      }
      if (c == quote) {
        if (at(i + 1) != quote) {
          to = i + 1;
          return what;
        }
        i++;
      }
    }
    return Kind.UNCLEAR;
  }

  private Kind parameterAt() {
    int end = from + 1;
    while (isDigit(at(end))) {
      end++;
    }
    int digits = end - from - 1;
    if (digits == 0 || digits > MOST_DIGITS || isNamePart(at(end))) {
      return Kind.UNCLEAR;
    }
    to = end;
    return Kind.PARAMETER;
  }

  private int endOfName(int start) {
    int end = start;
    while (isNamePart(at(end))) {
      end++;
    }
    return end;
  }

  private int endOfNumber() {
    int end = from;
    while (isNamePart(at(end)) || at(end) == '.') {
      end++;
    }
    return end;
  }

  /** For some servers it ends a line, and with it a comment. */
  private boolean loneReturn(int start, int end) {
    for (int i = start; i < end; i++) {
      if (sql.charAt(i) == '\r' && at(i + 1) != '\n') {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }
}
