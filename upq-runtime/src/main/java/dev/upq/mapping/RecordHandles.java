// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Row;
import dev.upq.row.RowEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together the method handles that read and write the components of a record. Stateless. */
final class RecordHandles {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** A handle takes 255 parameters, and each component needs two of them on the way. */
  static final int MAX_COMPONENTS = 120;

  /** How a primitive is read, without a box. */
  private static final Map<Class<?>, String> READ_PRIMITIVES =
      Map.of(
          int.class, "intValue",
          long.class, "longValue",
          double.class, "doubleValue",
          boolean.class, "booleanValue");

  /** How a primitive is written, without a box; others are written as objects. */
  private static final Map<Class<?>, String> WRITE_PRIMITIVES =
      Map.of(
          byte.class, "longValue",
          short.class, "longValue",
          int.class, "longValue",
          long.class, "longValue",
          double.class, "doubleValue",
          boolean.class, "booleanValue");

  private RecordHandles() {}

  /** {@code (Row, int[]) -> Object}: reads each component from its column and makes the record. */
  static MethodHandle maker(Constructor<?> constructor, RecordComponent[] components)
      throws ReflectiveOperationException {
    MethodHandle make = LOOKUP.unreflectConstructor(constructor);
    MethodType type = make.type();
    make =
        MethodHandles.catchException(
            make,
            Throwable.class,
            MethodHandles.insertArguments(
                    own("refused", Object.class, Class.class, Throwable.class),
                    0,
                    type.returnType())
                .asType(MethodType.methodType(type.returnType(), Throwable.class)));
    for (int i = components.length - 1; i >= 0; i--) {
      make = MethodHandles.collectArguments(make, i, reading(components[i], i));
    }
    int[] order = new int[2 * components.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % 2;
    }
    MethodType all = MethodType.methodType(type.returnType(), Row.class, int[].class);
    return MethodHandles.permuteArguments(make, all, order)
        .asType(all.changeReturnType(Object.class));
  }

  /** {@code (Object, RowEncoder) -> void}: writes each component. */
  static MethodHandle writer(Class<?> type, RecordComponent[] components)
      throws ReflectiveOperationException {
    MethodType all = MethodType.methodType(void.class, type, RowEncoder.class);
    MethodHandle write = MethodHandles.empty(all);
    for (int i = components.length - 1; i >= 0; i--) {
      write = MethodHandles.foldArguments(write, writing(components[i]));
    }
    return write.asType(all.changeParameterType(0, Object.class));
  }

  /** {@code (Row, int[]) -> component}. */
  private static MethodHandle reading(RecordComponent component, int index)
      throws ReflectiveOperationException {
    Class<?> type = component.getType();
    String primitive = READ_PRIMITIVES.get(type);
    MethodHandle read =
        primitive != null
            ? LOOKUP.findVirtual(Row.class, primitive, MethodType.methodType(type, int.class))
            : readingObject(component).asType(MethodType.methodType(type, Row.class, int.class));
    MethodHandle source =
        MethodHandles.insertArguments(MethodHandles.arrayElementGetter(int[].class), 1, index);
    return MethodHandles.filterArguments(read, 1, source);
  }

  private static MethodHandle readingObject(RecordComponent component)
      throws ReflectiveOperationException {
    Class<?> type = component.getType();
    String how = nullable(component) ? "nullable" : "get";
    Class<?> wanted = type;
    if (type == Optional.class) {
      how = "find";
      wanted = argument(component);
    } else if (type == List.class) {
      how = "list";
      wanted = argument(component);
    }
    return MethodHandles.insertArguments(
        own(how, Object.class, Class.class, Row.class, int.class), 0, wanted);
  }

  /** {@code (Record, RowEncoder) -> void}. */
  private static MethodHandle writing(RecordComponent component)
      throws ReflectiveOperationException {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    MethodHandle read = LOOKUP.unreflect(accessor);
    Class<?> type = component.getType();
    String primitive = WRITE_PRIMITIVES.get(type);
    MethodHandle write;
    if (primitive != null) {
      Class<?> wide = primitive.equals("longValue") ? long.class : type;
      write =
          LOOKUP.findVirtual(RowEncoder.class, primitive, MethodType.methodType(void.class, wide));
    } else {
      write =
          own(
              type == Optional.class ? "writeOptional" : "writeObject",
              void.class,
              RowEncoder.class,
              Object.class);
    }
    write = write.asType(MethodType.methodType(void.class, RowEncoder.class, type));
    MethodHandle both = MethodHandles.filterArguments(write, 1, read);
    return MethodHandles.permuteArguments(
        both,
        MethodType.methodType(void.class, component.getDeclaringRecord(), RowEncoder.class),
        1,
        0);
  }

  private static MethodHandle own(String name, Class<?> returned, Class<?>... parameters)
      throws ReflectiveOperationException {
    return LOOKUP.findStatic(
        RecordHandles.class, name, MethodType.methodType(returned, parameters));
  }

  // Called through handles.

  @SuppressWarnings("unused")
  private static Object get(Class<?> type, Row row, int column) {
    return row.get(column, type);
  }

  @SuppressWarnings("unused")
  private static @Nullable Object nullable(Class<?> type, Row row, int column) {
    return row.nullable(column, type);
  }

  @SuppressWarnings("unused")
  private static Object find(Class<?> type, Row row, int column) {
    return row.find(column, type);
  }

  @SuppressWarnings("unused")
  private static Object list(Class<?> element, Row row, int column) {
    return row.list(column, element);
  }

  @SuppressWarnings("unused")
  private static void writeObject(RowEncoder out, @Nullable Object value) {
    out.value(value);
  }

  @SuppressWarnings("unused")
  private static void writeOptional(RowEncoder out, @Nullable Object value) {
    out.value(value instanceof Optional<?> some && some.isPresent() ? some.get() : null);
  }

  @SuppressWarnings("unused")
  private static Object refused(Class<?> type, Throwable why) {
    throw PgValueException.decode(
        "the constructor of " + type.getName() + " refused a row: " + why, why);
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
}
