// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import java.util.Arrays;
import java.util.StringTokenizer;

/** A set of Unicode code points, kept as ranges. Immutable. */
final class CodePoints {

  /** First and last code point of each range, ascending, ends included. */
  private final int[] bounds;

  private CodePoints(int[] bounds) {
    this.bounds = bounds;
  }

  /**
   * Reads ranges in ascending order, separated by white space, for example {@code "A0 2000-200B"};
   * the numbers are hexadecimal.
   */
  static CodePoints of(String ranges) {
    StringTokenizer tokens = new StringTokenizer(ranges);
    int[] bounds = new int[2 * tokens.countTokens()];
    int size = 0;
    while (tokens.hasMoreTokens()) {
      String range = tokens.nextToken();
      int dash = range.indexOf('-');
      bounds[size++] = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
      bounds[size++] = Integer.parseInt(range.substring(dash + 1), 16);
    }
    return new CodePoints(bounds);
  }

  boolean contains(int codePoint) {
    int at = Arrays.binarySearch(bounds, codePoint);
    // A bound itself is inside; otherwise the place to insert is odd exactly between first and
    // last.
    return at >= 0 || ((-at - 1) & 1) == 1;
  }

  boolean containsAny(int[] codePoints) {
    for (int codePoint : codePoints) {
      if (contains(codePoint)) {
        return true;
      }
    }
    return false;
  }
}
