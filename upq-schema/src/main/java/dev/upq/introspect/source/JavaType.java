// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The type of a component. Immutable. */
sealed interface JavaType {

  /** A class that there is, with what stands in its angle brackets. */
  record Known(Class<?> type, List<JavaType> arguments) implements JavaType {

    private static final Map<Class<?>, Class<?>> PRIMITIVES =
        Map.of(
            Boolean.class, boolean.class,
            Character.class, char.class,
            Short.class, short.class,
            Integer.class, int.class,
            Long.class, long.class,
            Float.class, float.class,
            Double.class, double.class);

    private static final Map<Class<?>, Class<?>> OPTIONALS =
        Map.of(
            Integer.class, OptionalInt.class,
            Long.class, OptionalLong.class,
            Double.class, OptionalDouble.class);

    public Known {
      arguments = List.copyOf(arguments);
    }
  }

  /** A record or enum that is written with it. */
  record Made(String name) implements JavaType {}

  static JavaType of(Class<?> type, JavaType... arguments) {
    return new Known(type, List.of(arguments));
  }

  /** The type where it is never NULL: a primitive one if there is one. */
  default JavaType present() {
    return this instanceof Known(Class<?> type, List<JavaType> inner) && inner.isEmpty()
        ? of(Known.PRIMITIVES.getOrDefault(type, type))
        : this;
  }

  /** The type where it may be NULL. */
  default JavaType optional() {
    if (this instanceof Known known && Known.OPTIONALS.containsKey(known.type())) {
      return of(Known.OPTIONALS.getOrDefault(known.type(), Optional.class));
    }
    return of(Optional.class, this);
  }

  /** How many of the 253 places of a record it takes. */
  default int places() {
    return this instanceof Known known
            && (known.type() == long.class || known.type() == double.class)
        ? 2
        : 1;
  }
}
