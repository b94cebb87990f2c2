// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;

/** Walks over the text form of a value, never past its end. One thread at a time. */
final class TextScanner {

  private final Codec<?> codec;
  private final String text;
  private int position;

  TextScanner(Codec<?> codec, String text) {
    this.codec = codec;
    this.text = text;
  }

  boolean atEnd() {
    return position == text.length();
  }

  /** The next character, or U+0000 at the end: no value contains that. */
  char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  char next() {
    if (atEnd()) {
      throw misfit();
    }
    return text.charAt(position++);
  }

  boolean accept(char c) {
    if (atEnd() || text.charAt(position) != c) {
      return false;
    }
    position++;
    return true;
  }

  boolean accept(String word) {
    if (!text.startsWith(word, position)) {
      return false;
    }
    position += word.length();
    return true;
  }

  void expect(char c) {
    if (!accept(c)) {
      throw misfit();
    }
  }

  boolean atDigit() {
    return isDigit(peek());
  }

  /** One digit, 0 to 9. */
  int digit() {
    if (!atDigit()) {
      throw misfit();
    }
    return text.charAt(position++) - '0';
  }

  /** A number of {@code least} to {@code most} digits, at most 18; the digit after them stays. */
  long digits(int least, int most) {
    long number = 0;
    int count = 0;
    while (count < most && atDigit()) {
      number = number * 10 + digit();
      count++;
    }
    if (count < least) {
      throw misfit();
    }
    return number;
  }

  /** The fraction after a point in millionths, of 1 to 6 digits; 0 where there is no point. */
  int micros() {
    if (!accept('.')) {
      return 0;
    }
    int micros = digit();
    for (int place = 1; place < 6; place++) {
      micros = micros * 10 + (atDigit() ? digit() : 0);
    }
    return micros;
  }

  /** What stands in front of the next of these characters, or of the end. */
  String until(String stops) {
    int from = position;
    while (!atEnd() && stops.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(from, position);
  }

  /** The rest. */
  String rest() {
    return until("");
  }

  void skipBlanks() {
    while (accept(' ')) {
      // Goes on.
    }
  }

  void end() {
    if (!atEnd()) {
      throw misfit();
    }
  }

  PgValueException misfit() {
    return Misfit.text(codec);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
