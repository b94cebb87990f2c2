// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgUsageException;
import dev.upq.statement.FirstWord;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the named parameters of a text and puts {@code $1}, {@code $2} ... in their place. Nothing
 * else in the text is touched. One thread at a time.
 *
 * <p>The rule: a colon with a name directly behind it is a parameter, unless something that can be
 * an operand stands directly in front of it (a letter, a digit, {@code _}, {@code $}, a quote, a
 * closing bracket or parenthesis). So {@code x::int}, {@code f(a := 1)}, {@code a[1:2]} and {@code
 * a[lo:hi]} have none, {@code a[:lo : :hi]} has two, and {@code array[:a, :b]} has two. A name
 * begins with a letter or {@code _}, and goes on with those and digits. Strings, quoted names,
 * dollar quotes and comments are skipped, as the manual has them, with {@code
 * standard_conforming_strings} on.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html">Lexical structure</a>
 */
final class NamedText {

  private final String sql;
  private final StringBuilder out = new StringBuilder();
  private final List<String> names = new ArrayList<>();
  private boolean numbered;
  private int at;

  /** Where that begins which is not copied yet. */
  private int from;

  private NamedText(String sql) {
    this.sql = sql;
  }

  /**
   * What was found.
   *
   * @param sql the text with numbers for names
   * @param names of {@code $1}, {@code $2} ...; a name that stands there twice has one number
   */
  record Found(String sql, List<String> names) {

    Found {
      names = List.copyOf(names);
    }
  }

  /**
   * Reads a text.
   *
   * @throws PgUsageException where it has both names and numbers
   */
  static Found read(String sql) {
    return new NamedText(sql).read();
  }

  private Found read() {
    while (at < sql.length()) {
      from = at;
      char c = sql.charAt(at);
      switch (c) {
        case '\'' -> at = quoted(at, '\'', false);
        case '"' -> at = quoted(at, '"', false);
        case '$' -> dollar();
        case '-', '/' ->
            at = sql.startsWith("--", at) || sql.startsWith("/*", at) ? comment() : at + 1;
        case ':' -> colon();
        default -> at = isStart(c) ? word() : isDigit(c) ? number() : at + 1;
      }
      out.append(sql, from, at);
    }
    if (numbered && !names.isEmpty()) {
      throw new PgUsageException(
          "the text has parameters by name " + names + " and by number; write all by name");
    }
    return new Found(names.isEmpty() ? sql : out.toString(), names);
  }

  private int comment() {
    int behind = FirstWord.begin(sql, at);
    return Math.max(behind, at + 1);
  }

  /** Behind the closing quote; a doubled one is part of the text. */
  private int quoted(int open, char quote, boolean escapes) {
    int i = open + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\\' && escapes) {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return sql.length();
  }

  /** A dollar quote, a numbered parameter, or only a sign. */
  private void dollar() {
    int i = at + 1;
    if (i < sql.length() && isDigit(sql.charAt(i))) {
      numbered = true;
      at = number();
      return;
    }
    if (i < sql.length() && isStart(sql.charAt(i))) {
      while (i < sql.length() && (isStart(sql.charAt(i)) || isDigit(sql.charAt(i)))) {
        i++;
      }
    }
    if (i < sql.length() && sql.charAt(i) == '$') {
      String tag = sql.substring(at, i + 1);
      int end = sql.indexOf(tag, i + 1);
      at = end < 0 ? sql.length() : end + tag.length();
    } else {
      at++;
    }
  }

  /** Copies a parameter's number where one stands here; steps over what it is otherwise. */
  private void colon() {
    int behind = at + 1;
    if (behind < sql.length() && (sql.charAt(behind) == ':' || sql.charAt(behind) == '=')) {
      at += 2;
      return;
    }
    if (behind == sql.length() || !isStart(sql.charAt(behind)) || (at > 0 && isOperand())) {
      at++;
      return;
    }
    int end = behind;
    while (end < sql.length() && (isStart(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
      end++;
    }
    String name = sql.substring(behind, end);
    if (!names.contains(name)) {
      names.add(name);
    }
    out.append('$').append(names.indexOf(name) + 1);
    at = end;
    from = end;
  }

  private boolean isOperand() {
    char before = sql.charAt(at - 1);
    return isStart(before)
        || isDigit(before)
        || before == '$'
        || before == '"'
        || before == '\''
        || before == ')'
        || before == ']';
  }

  /** A word; where it is the E of a string with escapes, that string too. */
  private int word() {
    int end = at;
    while (end < sql.length()
        && (isStart(sql.charAt(end)) || isDigit(sql.charAt(end)) || sql.charAt(end) == '$')) {
      end++;
    }
    boolean escapes =
        end == at + 1
            && end < sql.length()
            && sql.charAt(end) == '\''
            && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E');
    return escapes ? quoted(end, '\'', true) : end;
  }

  private int number() {
    int end = at + 1;
    while (end < sql.length() && (isDigit(sql.charAt(end)) || isStart(sql.charAt(end)))) {
      end++;
    }
    return end;
  }

  private static boolean isStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
