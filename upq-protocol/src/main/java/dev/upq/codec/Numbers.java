// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Conversions between PostgreSQL's and Java's numbers. Nothing is lost in silence: what is not
 * exact is refused, except between binary and decimal fractions, where the nearest value is meant.
 * Immutable: it has no state.
 */
final class Numbers {

  private Numbers() {}

  /** A whole number as another class. */
  static <U> U fromLong(Codec<?> codec, long value, Class<U> target) {
    Object converted = wholeAs(value, target);
    if (converted == null) {
      throw isNumber(target)
          ? Misfit.range(codec, target.getName())
          : Misfit.read(codec, target.getName());
    }
    return target.cast(converted);
  }

  private static @Nullable Object wholeAs(long value, Class<?> target) {
    if (target == Long.class) {
      return value;
    } else if (target == Integer.class) {
      return value == (int) value ? (int) value : null;
    } else if (target == Short.class) {
      return value == (short) value ? (short) value : null;
    } else if (target == Byte.class) {
      return value == (byte) value ? (byte) value : null;
    } else if (target == BigInteger.class) {
      return BigInteger.valueOf(value);
    } else if (target == BigDecimal.class) {
      return BigDecimal.valueOf(value);
    } else if (target == PgNumeric.class) {
      return PgNumeric.of(BigDecimal.valueOf(value));
    } else if (target == Double.class) {
      return isExactDouble(value) ? (double) value : null;
    } else if (target == Float.class) {
      return isExactDouble(value) && (double) (float) value == (double) value
          ? (Object) (float) value
          : null;
    } else if (target == String.class) {
      return Long.toString(value);
    }
    return null;
  }

  /** A finite numeric as another class; to binary fractions the nearest. */
  static <U> U fromDecimal(Codec<?> codec, BigDecimal value, Class<U> target) {
    if (target == PgNumeric.class) {
      return target.cast(PgNumeric.of(value));
    } else if (target == String.class) {
      return target.cast(value.toPlainString());
    } else if (target == Double.class) {
      return target.cast(finite(codec, value.doubleValue(), target));
    } else if (target == Float.class) {
      return target.cast((float) finite(codec, value.floatValue(), target));
    }
    try {
      if (target == BigInteger.class) {
        return target.cast(value.toBigIntegerExact());
      }
      return isNumber(target)
          ? fromLong(codec, value.longValueExact(), target)
          : fromLong(codec, 0, target);
    } catch (ArithmeticException inexact) {
      throw Misfit.range(codec, target.getName());
    }
  }

  private static double finite(Codec<?> codec, double value, Class<?> target) {
    if (Double.isInfinite(value)) {
      throw Misfit.range(codec, target.getName());
    }
    return value;
  }

  /** A whole number out of any exact class, within the range given. */
  static long toLong(Codec<?> codec, Object value, long min, long max) {
    long number;
    try {
      number =
          switch (value) {
            case Long v -> v;
            case Integer v -> v;
            case Short v -> v;
            case Byte v -> v;
            case BigInteger v -> v.longValueExact();
            case BigDecimal v -> v.longValueExact();
            case PgNumeric.Finite v -> v.value().longValueExact();
            default ->
                throw Misfit.write(codec, value, "give it as Short, Integer, Long or BigInteger");
          };
    } catch (ArithmeticException inexact) {
      throw Misfit.outside(codec, value, wholeRange(min, max));
    }
    if (number < min || number > max) {
      throw Misfit.outside(codec, value, wholeRange(min, max));
    }
    return number;
  }

  static String wholeRange(long min, long max) {
    return "it takes whole numbers from " + min + " to " + max;
  }

  /** A double out of any number: exact from whole numbers and floats, the nearest from decimals. */
  static double toDouble(Codec<?> codec, Object value) {
    double number =
        switch (value) {
          case Double v -> v;
          case Float v -> v;
          case Integer v -> v;
          case Short v -> v;
          case Byte v -> v;
          case Long v -> isExactDouble(v) ? v : Double.NaN;
          case BigInteger v -> exact(v);
          case BigDecimal v -> v.doubleValue();
          case PgNumeric v -> v.doubleValue();
          default -> throw Misfit.write(codec, value, "give it as a number");
        };
    boolean special =
        value instanceof Double || value instanceof Float || value instanceof PgNumeric.Special;
    if (!special && !Double.isFinite(number)) {
      throw Misfit.outside(
          codec, value, "it is too large or has too many digits; give it as BigDecimal or double");
    }
    return number;
  }

  private static double exact(BigInteger value) {
    double nearest = value.doubleValue();
    return Double.isFinite(nearest) && new BigDecimal(nearest).toBigIntegerExact().equals(value)
        ? nearest
        : Double.NaN;
  }

  /** Any number as a numeric. */
  static PgNumeric toNumeric(Codec<?> codec, Object value) {
    return switch (value) {
      case BigDecimal v -> PgNumeric.of(v);
      case PgNumeric v -> v;
      case Long v -> PgNumeric.of(BigDecimal.valueOf(v));
      case Integer v -> PgNumeric.of(BigDecimal.valueOf(v));
      case Short v -> PgNumeric.of(BigDecimal.valueOf(v));
      case Byte v -> PgNumeric.of(BigDecimal.valueOf(v));
      case BigInteger v -> PgNumeric.of(new BigDecimal(v));
      case Double v -> PgNumeric.of(v);
      case Float v ->
          Float.isFinite(v) ? PgNumeric.of(new BigDecimal(v.toString())) : PgNumeric.of((double) v);
      default -> throw Misfit.write(codec, value, "give it as BigDecimal");
    };
  }

  /** True where the long survives the way to double and back. */
  static boolean isExactDouble(long value) {
    double nearest = (double) value;
    return nearest != 0x1p63 && (long) nearest == value;
  }

  private static boolean isNumber(Class<?> target) {
    return Number.class.isAssignableFrom(target);
  }
}
