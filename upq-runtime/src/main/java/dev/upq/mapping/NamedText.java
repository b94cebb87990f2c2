// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgUsageException;
import dev.upq.sql.SqlTokens;
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
 * dollar quotes and comments are skipped, as {@link SqlTokens} reads them.
 */
final class NamedText {

  private final String sql;
  private final SqlTokens tokens;
  private final StringBuilder out = new StringBuilder();
  private final List<String> names = new ArrayList<>();

  /** Where that begins which is not copied yet. */
  private int rest;

  private NamedText(String sql) {
    this.sql = sql;
    this.tokens = new SqlTokens(sql);
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
    boolean numbered = false;
    tokens.next();
    while (tokens.kind() != SqlTokens.Kind.END) {
      numbered |= tokens.kind() == SqlTokens.Kind.PARAMETER;
      if (tokens.is(':')) {
        colon(tokens.from());
      } else {
        tokens.next();
      }
    }
    if (numbered && !names.isEmpty()) {
      throw new PgUsageException(
          "the text has parameters by name " + names + " and by number; write all by name");
    }
    out.append(sql, rest, sql.length());
    return new Found(names.isEmpty() ? sql : out.toString(), names);
  }

  /** Copies a parameter's number where one stands here; steps over what it is otherwise. */
  private void colon(int at) {
    tokens.next();
    if (tokens.from() != at + 1) {
      return;
    }
    if (tokens.is(':') || tokens.is('=')) {
      tokens.next();
    } else if (tokens.kind() == SqlTokens.Kind.WORD && !isOperand(at - 1)) {
      int end = at + 1;
      while (end < tokens.to() && sql.charAt(end) != '$') {
        end++;
      }
      String name = sql.substring(at + 1, end);
      if (!names.contains(name)) {
        names.add(name);
      }
      out.append(sql, rest, at).append('$').append(names.indexOf(name) + 1);
      rest = end;
    }
  }

  private boolean isOperand(int at) {
    if (at < 0) {
      return false;
    }
    char before = sql.charAt(at);
    return SqlTokens.beginsWord(before)
        || (before >= '0' && before <= '9')
        || "$\"')]".indexOf(before) >= 0;
  }
}
