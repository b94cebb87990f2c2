// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgValueException;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the constants of an enum are called in the database: as {@link Label} says; otherwise by
 * their names, where a label may also be the name in small letters, with whatever sign stands where
 * the name has an underscore. Worked out once for a class. Immutable.
 */
final class EnumLabels {

  private static final ClassValue<EnumLabels> ALL =
      new ClassValue<>() {
        @Override
        protected EnumLabels computeValue(Class<?> type) {
          return new EnumLabels(type);
        }
      };

  private final Class<?> type;
  private final Map<String, Enum<?>> constants = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private final boolean labelled;
  private final @Nullable Enum<?> fallback;

  private EnumLabels(Class<?> type) {
    this.type = type;
    Enum<?> unknown = null;
    for (Object each : type.getEnumConstants()) {
      Enum<?> constant = (Enum<?>) each;
      Field field = field(constant);
      Label label = field.getAnnotation(Label.class);
      String called = label == null ? constant.name() : label.value();
      if (constants.putIfAbsent(called, constant) != null) {
        throw new PgResultException(
            "two constants of " + type.getName() + " have the label " + called);
      }
      if (label != null) {
        labels.put(constant.name(), called);
      }
      unknown = field.isAnnotationPresent(Default.class) ? constant : unknown;
    }
    this.labelled = !labels.isEmpty();
    this.fallback = unknown;
  }

  static EnumLabels of(Class<?> type) {
    return ALL.get(type);
  }

  /**
   * The constant that a label stands for.
   *
   * @throws PgValueException where there is none, and none is the {@link Default} either
   */
  Enum<?> constant(String label) {
    Enum<?> found = constants.get(label);
    if (found == null) {
      found = constants.get(nameOf(label));
      found = found != null && labels.containsKey(found.name()) ? null : found;
    }
    if (found == null) {
      found = fallback;
    }
    if (found == null) {
      throw PgValueException.decode(
          "a label that no constant of "
              + type.getName()
              + " has; they have "
              + constants.keySet().stream().sorted().toList()
              + ". Mark a constant with @Default for labels that are not known");
    }
    return found;
  }

  /**
   * The constant of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  Enum<?> named(String name) {
    for (Enum<?> constant : constants.values()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** What a parameter is made of: the label as text where there is one, otherwise the constant. */
  static Object written(Enum<?> constant) {
    EnumLabels its = of(constant.getDeclaringClass());
    String label = its.labelled ? its.labels.get(constant.name()) : null;
    return label == null ? constant : label;
  }

  /** {@code in-use} to {@code IN_USE}. */
  private static String nameOf(String label) {
    StringBuilder name = new StringBuilder(label.toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      if (!Character.isJavaIdentifierPart(name.charAt(i))) {
        name.setCharAt(i, '_');
      }
    }
    return name.toString();
  }

  private static Field field(Enum<?> constant) {
    try {
      return constant.getDeclaringClass().getField(constant.name());
    } catch (NoSuchFieldException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Class<?> type() {
    return type;
  }
}
