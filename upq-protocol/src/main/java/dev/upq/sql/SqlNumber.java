// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

/** Where numbers and words end. Stateless. */
final class SqlNumber {

  private SqlNumber() {}

  /** Where the letters, digits and dollars from an index on end. */
  static int endOfWord(SqlWindow window, int from) {
    int at = from;
    do {
      char[] chars = window.chars();
      int limit = window.limit();
      while (at < limit && SqlCharacters.isNamePart(chars[at])) {
        at++;
      }
      if (at < limit) {
        return at;
      }
    } while (window.has(at));
    return at;
  }

  /**
   * Where a number ends that begins with a digit, or with a point and a digit. Letters directly
   * behind it are part of it, as they are for the server, which refuses them; so is what stands
   * behind 0x, 0o and 0b.
   */
  static int end(SqlWindow window, int from) {
    int at = digits(window, from);
    if (window.at(at) == '.' && (at == from || window.at(at + 1) != '.')) {
      at = digits(window, at + 1);
    }
    char letter = window.at(at);
    if (letter == 'e' || letter == 'E') {
      char sign = window.at(at + 1);
      boolean signed = sign == '+' || sign == '-';
      if (signed && SqlCharacters.isDigit(window.at(at + 2))) {
        at = digits(window, at + 2);
      }
    }
    return SqlCharacters.beginsWord(window.at(at)) ? endOfWord(window, at) : at;
  }

  /** Digits, with one underscore between two of them. */
  private static int digits(SqlWindow window, int from) {
    int at = from;
    while (SqlCharacters.isDigit(window.at(at))
        || (at > from && window.at(at) == '_' && SqlCharacters.isDigit(window.at(at + 1)))) {
      at++;
    }
    return at;
  }
}
