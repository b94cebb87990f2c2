// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What stands in a component that no column feeds. Stateless. */
final class Defaults {

  private static final String NOTHING = "\0";

  private Defaults() {}

  /** What {@link Default} says of it, otherwise {@link #none}. */
  static @Nullable Object value(Component component, Class<?> type) {
    Default defaults = component.defaults();
    if (defaults == null || defaults.value().equals(NOTHING)) {
      return none(type);
    }
    try {
      return parsed(component, type, defaults.value());
    } catch (IllegalArgumentException malformed) {
      throw new PgResultException(
          "@Default(\""
              + defaults.value()
              + "\") of "
              + component.name()
              + " is no "
              + type.getName());
    }
  }

  /** Zero, false, empty or null. */
  static @Nullable Object none(Class<?> type) {
    if (type.isPrimitive()) {
      return type == boolean.class ? (Object) false : number(type, "0");
    } else if (type == Optional.class) {
      return Optional.empty();
    } else if (type == OptionalInt.class) {
      return OptionalInt.empty();
    } else if (type == OptionalLong.class) {
      return OptionalLong.empty();
    } else if (type == OptionalDouble.class) {
      return OptionalDouble.empty();
    }
    return type.isAssignableFrom(List.class) && type != Object.class ? List.of() : null;
  }

  private static Object parsed(Component component, Class<?> type, String text) {
    if (type == String.class || type == Object.class) {
      return text;
    } else if (type.isEnum()) {
      return EnumLabels.of(type).named(text);
    } else if (type == boolean.class || type == Boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException(text);
      }
      return text.equals("true");
    } else if (type == Character.class && text.length() == 1) {
      return text.charAt(0);
    }
    Object number = number(type, text);
    if (number == null) {
      throw new PgResultException(
          "@Default of "
              + component.name()
              + " cannot be written as text for "
              + type.getName()
              + "; leave its value out");
    }
    return number;
  }

  private static @Nullable Object number(Class<?> type, String text) {
    if (type == int.class || type == Integer.class) {
      return Integer.valueOf(text);
    } else if (type == long.class || type == Long.class) {
      return Long.valueOf(text);
    } else if (type == double.class || type == Double.class) {
      return Double.valueOf(text);
    } else if (type == float.class || type == Float.class) {
      return Float.valueOf(text);
    } else if (type == short.class || type == Short.class) {
      return Short.valueOf(text);
    } else if (type == byte.class || type == Byte.class) {
      return Byte.valueOf(text);
    } else if (type == char.class) {
      return text.equals("0") ? '\0' : text.charAt(0);
    } else if (type == BigDecimal.class) {
      return new BigDecimal(text);
    } else if (type == BigInteger.class) {
      return new BigInteger(text);
    }
    return null;
  }
}
