// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

/**
 * The tokens of a text in SQL, one after the other; blanks and comments stand between them. One
 * thread at a time.
 *
 * <p>Read as the manual has it, with {@code standard_conforming_strings} on. What one server reads
 * otherwise than another, or by a setting, is not {@link #clear()}: a backslash, a string with a
 * letter in front or dollars around it, one that does not end, a carriage return by itself.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html">Lexical structure</a>
 */
public final class SqlTokens {

  /** What a token is. */
  public enum Kind {
    WORD,
    QUOTED_NAME,
    /** With its quotes, and the E in front of them or the dollars around it. */
    STRING,
    NUMBER,
    /** A dollar and the number of a parameter. */
    PARAMETER,
    /** One character of any other sort; an operator may be several of them. */
    SYMBOL,
    END
  }

  /** $1 to $65535. */
  private static final int MOST_DIGITS = 5;

  private final String sql;
  private Kind kind = Kind.END;
  private int from;
  private int to;
  private boolean clear = true;

  /** Stands in front of the first token. */
  public SqlTokens(String sql) {
    this.sql = sql;
  }

  /** True where every token of the text is {@linkplain #clear() clear}. */
  public static boolean allClear(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    boolean clear = true;
    while (clear && tokens.next() != Kind.END) {
      clear = tokens.clear();
    }
    return clear && tokens.clear();
  }

  /** True where that character may begin a word. */
  public static boolean beginsWord(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  }

  /** Goes on to the next token and tells what it is. */
  public Kind next() {
    int before = to;
    from = FirstWord.begin(sql, before);
    clear = !loneReturn(before, from);
    kind = read();
    return kind;
  }

  public Kind kind() {
    return kind;
  }

  /** False where another server, or another setting, may read the token otherwise. */
  public boolean clear() {
    return clear;
  }

  /** Where the token begins. */
  public int from() {
    return from;
  }

  /** Where the token ends. */
  public int to() {
    return to;
  }

  /** The token as it is written. */
  public String text() {
    return sql.substring(from, to);
  }

  /** True where the token is that word, in letters of any case. */
  public boolean is(String word) {
    return kind == Kind.WORD
        && to - from == word.length()
        && sql.regionMatches(true, from, word, 0, word.length());
  }

  /** True where the token is that character. */
  public boolean is(char symbol) {
    return kind == Kind.SYMBOL && sql.charAt(from) == symbol;
  }

  /** The number of a parameter that is clear; 0 is none. */
  public int parameter() {
    return Integer.parseInt(sql, from + 1, to, 10);
  }

  private Kind read() {
    to = from;
    if (from == sql.length()) {
      return Kind.END;
    }
    char first = sql.charAt(from);
    if (beginsWord(first)) {
      return word(first);
    }
    return switch (first) {
      case '\'' -> quoted(from, '\'', false, Kind.STRING);
      case '"' -> quoted(from, '"', false, Kind.QUOTED_NAME);
      case '$' -> dollar();
      default -> {
        boolean number = isDigit(first) || (first == '.' && isDigit(at(from + 1)));
        to = number ? endOfNumber() : from + 1;
        clear &= first != '\\';
        yield number ? Kind.NUMBER : Kind.SYMBOL;
      }
    };
  }

  /** The end of the text stands for no character. */
  private char at(int index) {
    return index < sql.length() ? sql.charAt(index) : 0;
  }

  private Kind word(char first) {
    to = from;
    while (isNamePart(at(to))) {
      to++;
    }
    boolean prefix = at(to) == '\'';
    clear &= !prefix;
    boolean escapes = prefix && to == from + 1 && (first == 'e' || first == 'E');
    return escapes ? quoted(to, '\'', true, Kind.STRING) : Kind.WORD;
  }

  /** To the closing quote; a doubled one is part of what is quoted. */
  private Kind quoted(int open, char quote, boolean escapes, Kind what) {
    int i = open + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      clear &= c != '\\';
      if (c == '\\' && escapes) {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (at(i + 1) == quote) {
        i += 2;
      } else {
        to = i + 1;
        return what;
      }
    }
    return unended(what);
  }

  private Kind unended(Kind what) {
    clear = false;
    to = sql.length();
    return what;
  }

  /** A parameter, a string between dollars, or only a sign. */
  private Kind dollar() {
    int end = from + 1;
    if (isDigit(at(end))) {
      while (isDigit(at(end))) {
        end++;
      }
      to = end;
      clear &= end - from - 1 <= MOST_DIGITS && !isNamePart(at(end));
      return Kind.PARAMETER;
    }
    clear = false;
    if (beginsWord(at(end))) {
      while (beginsWord(at(end)) || isDigit(at(end))) {
        end++;
      }
    }
    if (at(end) != '$') {
      to = from + 1;
      return Kind.SYMBOL;
    }
    String tag = sql.substring(from, end + 1);
    int closing = sql.indexOf(tag, end + 1);
    to = closing + tag.length();
    return closing < 0 ? unended(Kind.STRING) : Kind.STRING;
  }

  /** Digits, letters of 0x and of exponents, underscores, points; the sign behind an e as well. */
  private int endOfNumber() {
    boolean hexadecimal = sql.regionMatches(true, from, "0x", 0, 2);
    int end = from;
    while (isNamePart(at(end)) || at(end) == '.' || (!hexadecimal && isSignOfExponent(end))) {
      end++;
    }
    return end;
  }

  private boolean isSignOfExponent(int index) {
    char before = sql.charAt(Math.max(index - 1, from));
    return (at(index) == '+' || at(index) == '-')
        && (before == 'e' || before == 'E')
        && isDigit(at(index + 1));
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

  private static boolean isNamePart(char c) {
    return beginsWord(c) || isDigit(c) || c == '$';
  }
}
