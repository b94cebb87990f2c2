// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a record class needs: its constructor, and for each component a name and a way to read it.
 * Immutable.
 */
final class RecordShape {

  private static final Map<Class<?>, Reading> PRIMITIVES =
      Map.of(
          int.class, Row::intValue,
          long.class, Row::longValue,
          double.class, Row::doubleValue,
          boolean.class, Row::booleanValue);

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final RecordComponent[] components;
  private final Reading[] readings;

  /** Reads one column. */
  private interface Reading {
    @Nullable Object read(Row row, int column);
  }

  private RecordShape(
      Class<?> type, Constructor<?> constructor, RecordComponent[] components, Reading[] readings) {
    this.type = type;
    this.constructor = constructor;
    this.components = components;
    this.readings = readings;
  }

  static RecordShape of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      if (!constructor.trySetAccessible()) {
        throw closed(type);
      }
      Reading[] readings =
          Arrays.stream(components).map(RecordShape::reading).toArray(Reading[]::new);
      return new RecordShape(type, constructor, components, readings);
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  int size() {
    return components.length;
  }

  String name(int component) {
    return components[component].getName();
  }

  /** The name of the column that feeds a component, empty where there is none. */
  String columnOf(int component, Columns columns) {
    Column named = components[component].getAnnotation(Column.class);
    if (named != null) {
      return columns.has(named.value()) ? named.value() : "";
    }
    String name = name(component);
    if (columns.has(name)) {
      return name;
    }
    String snake = snakeCase(name);
    return columns.has(snake) ? snake : "";
  }

  Object make(Row row, int[] sources) {
    @Nullable Object[] values = new @Nullable Object[readings.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = readings[i].read(row, sources[i]);
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException thrown) {
      throw PgValueException.decode(
          "the constructor of " + type.getName() + " refused a row: " + thrown.getCause(),
          thrown.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Reading reading(RecordComponent component) {
    Class<?> type = component.getType();
    Reading primitive = PRIMITIVES.get(type);
    if (primitive != null) {
      return primitive;
    }
    if (type == Optional.class) {
      Class<?> inner = argument(component);
      return (row, column) -> row.find(column, inner);
    }
    if (type == List.class) {
      Class<?> inner = argument(component);
      return (row, column) -> row.list(column, inner);
    }
    return nullable(component)
        ? (row, column) -> row.nullable(column, type)
        : (row, column) -> row.get(column, type);
  }

  private static boolean nullable(RecordComponent component) {
    Class<?> type = component.getType();
    boolean boxed =
        Number.class.isAssignableFrom(type) && type.getPackageName().equals("java.lang");
    return boxed
        || type == Boolean.class
        || type == Character.class
        || Arrays.stream(component.getAnnotatedType().getAnnotations())
            .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
  }

  private static Class<?> argument(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[0];
      if (argument instanceof Class<?> inner) {
        return inner;
      }
      if (argument instanceof ParameterizedType nested
          && nested.getRawType() instanceof Class<?> raw) {
        return raw;
      }
    }
    throw new PgResultException(
        "the component "
            + component.getName()
            + " of "
            + component.getDeclaringRecord().getName()
            + " has no plain type argument");
  }

  /** {@code departedAt} to {@code departed_at}. */
  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static PgResultException closed(Class<?> type) {
    return new PgResultException(
        type.getName()
            + " cannot be made from here: its module does not open it. Add to module-info.java:"
            + " opens "
            + type.getPackageName()
            + " to dev.upq;");
  }
}
