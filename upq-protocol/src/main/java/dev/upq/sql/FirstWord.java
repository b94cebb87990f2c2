// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

/** Where the words of a text begin. Stateless. */
public final class FirstWord {

  private FirstWord() {}

  /**
   * The index of the first character from {@code from} on that is neither white space nor part of a
   * comment; the length of the text where there is none.
   */
  public static int begin(String sql, int from) {
    SqlTokens tokens = new SqlTokens(from == 0 ? sql : sql.substring(from));
    tokens.next();
    return from + tokens.from();
  }
}
