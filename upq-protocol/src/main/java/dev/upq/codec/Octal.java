// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

/** Three octal digits for a byte, as in the escape form of bytea. Immutable: it has no state. */
final class Octal {

  private Octal() {}

  /**
   * The byte that the three digits from {@code at} on stand for, 0 to 255, or -1 where they do not.
   */
  static int parse(CharSequence text, int at) {
    if (at + 3 > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      value = value << 3 | digit;
    }
    return value <= 0xff ? value : -1;
  }
}
