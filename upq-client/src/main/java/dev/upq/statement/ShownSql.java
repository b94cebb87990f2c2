// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;

/**
 * A statement's text as a person may see it, in messages, logs and metrics: a question mark stands
 * for each constant, or list of them, one space for comments and white space. Stateless.
 *
 * <p>Parameters never stand in a text; constants that somebody wrote into one do, and may be
 * anybody's secret. Where a text cannot be told apart for sure, too much is hidden rather than too
 * little.
 */
public final class ShownSql {

  private static final char CONSTANT = '?';
  private static final char CUT = '\u2026';

  private final int most;
  private final StringBuilder out = new StringBuilder();

  private ShownSql(int most) {
    this.most = most;
  }

  /**
   * At most {@code most} characters, without control characters; the last one is an ellipsis where
   * more would follow.
   *
   * @param most at least 1
   */
  public static String of(String sql, int most) {
    ShownSql shown = new ShownSql(most);
    return shown.out(shown.write(new SqlTokens(sql)));
  }

  /** True where nothing is left out at the end. */
  private boolean write(SqlTokens tokens) {
    int end = 0;
    while (tokens.next() != Kind.END) {
      if (out.length() > most) {
        return false;
      }
      if (tokens.from() > end) {
        space();
      }
      end = tokens.to();
      boolean told =
          switch (tokens.kind()) {
            case STRING -> {
              hide();
              yield sure(tokens.text());
            }
            case NUMBER -> {
              hide();
              yield true;
            }
            case WORD, QUOTED_NAME, PARAMETER, SYMBOL, LINE_COMMENT, END -> {
              append(tokens.text());
              yield true;
            }
          };
      if (!told) {
        return false;
      }
    }
    return true;
  }

  /**
   * With standard_conforming_strings off a quote behind a backslash ends no string, and what we
   * take for names behind it is a part of it.
   */
  private static boolean sure(String string) {
    return "eE$".indexOf(string.charAt(0)) >= 0 || !string.contains("\\'");
  }

  private String out(boolean whole) {
    String text = out.toString().strip();
    if (whole && text.length() <= most) {
      return text;
    }
    int end = Math.min(text.length(), most - 1);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + CUT;
  }

  private void append(String token) {
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
  }

  /** Of several constants behind each other one is enough. */
  private void hide() {
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    if (end > 1 && out.charAt(end - 1) == ',' && out.charAt(end - 2) == CONSTANT) {
      out.setLength(end - 1);
    } else {
      out.append(CONSTANT);
    }
  }

  private void space() {
    if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }
}
