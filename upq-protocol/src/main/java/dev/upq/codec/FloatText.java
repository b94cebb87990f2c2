// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The text form of floats as the server writes it since PostgreSQL 12: the shortest digits that
 * read back as the same value, with an exponent below 1e-4 and from 1e15 (float4: 1e6) on. In rare
 * cases the server writes one digit more, for the same value. Immutable: it has no state.
 */
final class FloatText {

  private FloatText() {}

  /** The text of a Float or a Double. */
  static String of(Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0" : "-0";
    }
    BigDecimal decimal = shortest(number);
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < (number instanceof Float ? 6 : 15)) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(24);
    if (value < 0) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    if (Math.abs(exponent) < 10) {
      text.append('0');
    }
    return text.append(Math.abs(exponent)).toString();
  }

  /** Java writes two digits where one would do (4.9E-324 for 5E-324). */
  private static BigDecimal shortest(Number number) {
    BigDecimal decimal = new BigDecimal(number.toString()).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal digit = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      boolean enough =
          number instanceof Float single
              ? digit.floatValue() == single
              : digit.doubleValue() == number.doubleValue();
      return enough ? digit : decimal;
    }
    return decimal;
  }
}
