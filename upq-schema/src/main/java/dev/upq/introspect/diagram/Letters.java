// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

/**
 * How wide texts are, in pixels, where nobody can measure them: rather too wide than too narrow.
 * Stateless.
 */
final class Letters {

  private static final double FIXED = 7.25;
  private static final double BOLD = 8.2;
  private static final double SMALL = 6.3;
  private static final int FIRST_WIDE = 0x1100;

  private Letters() {}

  /** In the 12 pixels of names and types, where all letters are equally wide. */
  static double fixed(String text) {
    return FIXED * cells(text);
  }

  /** In the 13 pixels of a header. */
  static double bold(String text) {
    return BOLD * cells(text);
  }

  /** In the 11 pixels of notes. */
  static double small(String text) {
    return SMALL * cells(text);
  }

  /** Letters of the East and pictures take the place of two. */
  private static int cells(String text) {
    return text.codePoints().map(letter -> letter < FIRST_WIDE ? 1 : 2).sum();
  }
}
