// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

/**
 * A word between apostrophes, as tsvector and tsquery write it: apostrophes and backslashes in it
 * are doubled. Immutable: it has no state.
 */
final class QuotedWord {

  private QuotedWord() {}

  static String parse(TextScanner in) {
    in.expect('\'');
    StringBuilder word = new StringBuilder();
    while (true) {
      char c = in.next();
      if (c == '\'' && !in.accept('\'')) {
        return word.toString();
      }
      word.append(c == '\\' ? in.next() : c);
    }
  }

  static void print(String word, StringBuilder text) {
    text.append('\'').append(word.replace("\\", "\\\\").replace("'", "''")).append('\'');
  }
}
