// SPDX-License-Identifier: Apache-2.0
package dev.upq.sql;

/** What a character may be part of, as the server's scanner has it. Stateless. */
final class SqlCharacters {

  private static final int ASCII = 128;
  private static final byte BEGINS_WORD = 1;
  private static final byte DIGIT = 2;
  private static final byte DOLLAR = 4;
  private static final byte SPACE = 8;
  private static final byte[] CLASSES = classes();

  private SqlCharacters() {}

  private static byte[] classes() {
    byte[] classes = new byte[ASCII];
    for (char c = 'a'; c <= 'z'; c++) {
      classes[c] = BEGINS_WORD;
      classes[Character.toUpperCase(c)] = BEGINS_WORD;
    }
    classes['_'] = BEGINS_WORD;
    for (char c = '0'; c <= '9'; c++) {
      classes[c] = DIGIT;
    }
    classes['$'] = DOLLAR;
    for (char c : " \t\n\r\f\u000B".toCharArray()) {
      classes[c] = SPACE;
    }
    return classes;
  }

  /** Letters, the underscore, and all beyond ASCII: white space of Unicode is a letter here. */
  static boolean beginsWord(char c) {
    return c >= ASCII || CLASSES[c] == BEGINS_WORD;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** What goes on with a word: also digits and dollars. */
  static boolean isNamePart(char c) {
    return c >= ASCII || (CLASSES[c] & (BEGINS_WORD | DIGIT | DOLLAR)) != 0;
  }

  static boolean isSpace(char c) {
    return c < ASCII && CLASSES[c] == SPACE;
  }

  /** White space, or what a comment may begin with. */
  static boolean mayBeBlank(char c) {
    return c <= '/' && (c == '-' || c == '/' || isSpace(c));
  }
}
