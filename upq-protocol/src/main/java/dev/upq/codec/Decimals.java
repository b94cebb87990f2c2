// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import java.math.BigInteger;

/**
 * Long numbers as rows of base-10000 digits and back, by halves, so that 147,455 digits take
 * milliseconds. Immutable: it has no state.
 */
final class Decimals {

  static final int BASE = 10_000;

  private static final long[] POWERS = new long[19];

  /** 10000 to the powers of 4, 8, 16, ... 512. */
  private static final BigInteger[] HALVES = new BigInteger[8];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    for (int i = 0; i < HALVES.length; i++) {
      HALVES[i] = BigInteger.TEN.pow(16 << i);
    }
  }

  private Decimals() {}

  /** Ten to the power of 0 to 18. */
  static long power(int exponent) {
    return POWERS[exponent];
  }

  /** Ten to any power from 0 on. */
  static BigInteger bigPower(int exponent) {
    return exponent <= 18 ? BigInteger.valueOf(POWERS[exponent]) : BigInteger.TEN.pow(exponent);
  }

  /** The number whose base-10000 digits stand in {@code groups[from, to)}, the highest first. */
  static BigInteger join(short[] groups, int from, int to) {
    int count = to - from;
    if (count <= 4) {
      long number = 0;
      for (int i = from; i < to; i++) {
        number = number * BASE + groups[i];
      }
      return BigInteger.valueOf(number);
    }
    int log = 29 - Integer.numberOfLeadingZeros(count - 1);
    int low = 4 << log;
    BigInteger power = log < HALVES.length ? HALVES[log] : BigInteger.TEN.pow(4 * low);
    return join(groups, from, to - low).multiply(power).add(join(groups, to - low, to));
  }

  /**
   * The number that a row of decimal digits stands for; the caller has checked that they are
   * digits.
   */
  static BigInteger parse(String digits) {
    short[] groups = splitText(digits);
    return join(groups, 0, groups.length);
  }

  /** The base-10000 digits of a number of 0 or more, the highest first and not zero. */
  static short[] split(BigInteger number) {
    if (number.bitLength() > 512) {
      return splitText(number.toString());
    }
    short[] reversed = new short[40];
    int count = 0;
    BigInteger rest = number;
    while (rest.signum() != 0) {
      BigInteger[] parts = rest.divideAndRemainder(HALVES[0]);
      rest = parts[0];
      long chunk = parts[1].longValue();
      for (int i = 0; i < 4 && (chunk != 0 || rest.signum() != 0); i++) {
        reversed[count++] = (short) (chunk % BASE);
        chunk /= BASE;
      }
    }
    short[] groups = new short[count];
    for (int i = 0; i < count; i++) {
      groups[i] = reversed[count - 1 - i];
    }
    return groups;
  }

  private static short[] splitText(String digits) {
    short[] groups = new short[(digits.length() + 3) / 4];
    int end = digits.length();
    for (int i = groups.length - 1; i >= 0; i--) {
      groups[i] = (short) Integer.parseInt(digits, Math.max(0, end - 4), end, 10);
      end -= 4;
    }
    return groups;
  }
}
