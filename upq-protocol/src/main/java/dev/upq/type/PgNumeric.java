// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.math.BigDecimal;

/**
 * Any value of numeric: a decimal number with its scale, NaN or an infinity. Immutable.
 *
 * <p>Two finite values are equal where {@link BigDecimal#equals} says so, so {@code 1.0} and {@code
 * 1.00} differ. NaN equals itself, as it does in PostgreSQL. Infinities exist since PostgreSQL 14.
 */
public sealed interface PgNumeric {

  /** A number. */
  record Finite(BigDecimal value) implements PgNumeric {

    @Override
    public String toString() {
      return value.toPlainString();
    }
  }

  /** What is not a number. */
  enum Special implements PgNumeric {
    NAN("NaN"),
    POSITIVE_INFINITY("Infinity"),
    NEGATIVE_INFINITY("-Infinity");

    private final String text;

    Special(String text) {
      this.text = text;
    }

    /** As PostgreSQL writes it. */
    @Override
    public String toString() {
      return text;
    }
  }

  static PgNumeric of(BigDecimal value) {
    return new Finite(value);
  }

  /**
   * The exact decimal, or the special value that the double is. Finite doubles become their
   * shortest decimal form.
   */
  static PgNumeric of(double value) {
    if (Double.isNaN(value)) {
      return Special.NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? Special.POSITIVE_INFINITY : Special.NEGATIVE_INFINITY;
    }
    return new Finite(BigDecimal.valueOf(value));
  }

  /**
   * The number.
   *
   * @throws PgValueException where this is NaN or infinite
   */
  default BigDecimal decimal() {
    return switch (this) {
      case Finite(BigDecimal value) -> value;
      case Special ignored ->
          throw PgValueException.decode(
              "a numeric that is NaN or infinite cannot be read as "
                  + BigDecimal.class.getName()
                  + "; read it as "
                  + PgNumeric.class.getName());
    };
  }

  /** The nearest double; NaN and the infinities are those of {@code double}. */
  default double doubleValue() {
    return switch (this) {
      case Finite(BigDecimal value) -> value.doubleValue();
      case Special special ->
          switch (special) {
            case NAN -> Double.NaN;
            case POSITIVE_INFINITY -> Double.POSITIVE_INFINITY;
            case NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
          };
    };
  }
}
