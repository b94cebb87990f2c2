// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

import java.util.Arrays;

/**
 * Where strings and names in quotes end. One thread at a time.
 *
 * <p>Strings with nothing but white space, comments of one line and the end of a line between them
 * are one: the rest is read as the first part was.
 */
final class SqlLiteral {

  /** How a string is read. */
  private enum Way {
    /** None stands in front. */
    NONE,
    /** A doubled quote is part of it; a backslash is by the setting. */
    PLAIN,
    /** A backslash takes the next character along. */
    ESCAPES,
    /** A doubled quote is part of it, and a backslash means nothing here, whatever is set. */
    UNICODE,
    /** Of bits: the first quote ends it. */
    BITS
  }

  private final SqlWindow window;
  private boolean escapes;
  private Way way = Way.NONE;
  private boolean lineEnd;
  private boolean block;
  private boolean clear;
  private boolean ended;

  SqlLiteral(SqlWindow window) {
    this.window = window;
  }

  void backslashEscapes(boolean on) {
    escapes = on;
  }

  /** False where the literal that was read last goes on to the end of the text. */
  boolean ended() {
    return ended;
  }

  /** False where it depends on a setting, or does not end. */
  boolean clear() {
    return clear;
  }

  /** Blanks without the end of a line follow: no string goes on behind them. */
  void forget() {
    way = Way.NONE;
  }

  /**
   * Takes notice of what stands between two tokens.
   *
   * @param before the first of them
   */
  void gap(SqlBlanks blanks, SqlTokens.Kind before) {
    boolean more = before == SqlTokens.Kind.LINE_COMMENT;
    lineEnd = blanks.lineEnd() || (more && lineEnd);
    block = blanks.block() || (more && block);
    if (!more && before != SqlTokens.Kind.STRING) {
      way = Way.NONE;
    }
  }

  /** To behind a string without anything in front of its quote. */
  int plain(int quote) {
    boolean goesOn = way != Way.NONE && lineEnd && !block;
    return string(quote, goesOn ? way : Way.PLAIN);
  }

  /** To behind a string with a letter in front of its quote. */
  int lettered(char letter, int quote) {
    return string(
        quote,
        switch (letter) {
          case 'e', 'E' -> Way.ESCAPES;
          case 'b', 'B', 'x', 'X' -> Way.BITS;
          default -> Way.PLAIN;
        });
  }

  /** To behind a string with U and an ampersand in front of its quote. */
  int unicode(int quote) {
    return string(quote, Way.UNICODE);
  }

  private int string(int quote, Way as) {
    way = as;
    return quoted(quote, as == Way.ESCAPES || (as == Way.PLAIN && escapes), as != Way.BITS);
  }

  /** To behind a name in quotes. */
  int name(int quote) {
    return quoted(quote, false, true);
  }

  /**
   * To behind the closing quote.
   *
   * @param escaping whether a backslash takes the next character along
   * @param doubling whether two quotes are one that is part of the literal
   */
  private int quoted(int open, boolean escaping, boolean doubling) {
    char quote = window.at(open);
    clear = true;
    ended = true;
    int at = open + 1;
    while (true) {
      at = toMark(at, quote);
      if (!window.has(at)) {
        break;
      } else if (window.at(at) != quote) {
        clear = false;
        at += escaping && window.has(at + 1) ? 2 : 1;
      } else if (doubling && window.at(at + 1) == quote) {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return unended(at);
  }

  /** To a quote, a backslash, or the end. */
  private int toMark(int from, char quote) {
    int at = from;
    while (window.has(at)) {
      char[] chars = window.chars();
      int limit = window.limit();
      while (at < limit) {
        char c = chars[at];
        if (c == quote || c == '\\') {
          return at;
        }
        at++;
      }
    }
    return at;
  }

  private int unended(int at) {
    clear = false;
    ended = false;
    return at;
  }

  /**
   * To behind a string between dollars.
   *
   * @param from where the first dollar stands
   * @param body behind the second one
   */
  int dollars(int from, int body) {
    way = Way.NONE;
    clear = false;
    ended = true;
    int length = body - from;
    int at = body;
    while (true) {
      at = toDollar(at);
      if (!window.has(at + length - 1)) {
        break;
      }
      char[] chars = window.chars();
      if (Arrays.equals(chars, from, body, chars, at, at + length)) {
        return at + length;
      }
      at++;
    }
    while (window.has(at)) {
      at = window.limit();
    }
    return unended(at);
  }

  private int toDollar(int from) {
    int at = from;
    while (window.has(at)) {
      char[] chars = window.chars();
      int limit = window.limit();
      while (at < limit) {
        if (chars[at] == '$') {
          return at;
        }
        at++;
      }
    }
    return at;
  }
}
