// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgValueException;
import dev.upq.type.CompositeFields;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of values of composite types: strict both ways, field by field, by the rules that
 * hold for columns. Values pass through an array of objects. Immutable.
 *
 * <p>Two of the same record are equal.
 */
final class CompositeShape {

  /** What a codec is asked for. */
  static final Class<?> NATURAL = CompositeFields.class;

  private final RecordShape shape;
  private final MethodHandles.@Nullable Lookup lookup;
  private final TypeArguments arguments;
  private final MethodHandle maker;

  private CompositeShape(
      RecordShape shape, MethodHandles.@Nullable Lookup lookup, TypeArguments arguments) {
    this.shape = shape;
    this.lookup = lookup;
    this.arguments = arguments;
    this.maker =
        shape
            .constructor()
            .asSpreader(Object[].class, shape.components().size())
            .asType(MethodType.methodType(Object.class, Object[].class));
  }

  static CompositeShape of(
      Class<?> type, MethodHandles.@Nullable Lookup lookup, TypeArguments arguments) {
    return new CompositeShape(MappedType.of(type, lookup).shape(), lookup, arguments);
  }

  /**
   * The record.
   *
   * @param natural what the codec gave for {@link #NATURAL}
   * @throws PgValueException where its fields do not fit the record
   */
  Object make(Object natural) {
    CompositeFields fields = (CompositeFields) natural;
    int[] sources = sources(fields);
    @Nullable Object[] values = new @Nullable Object[sources.length];
    for (int i = 0; i < values.length; i++) {
      Component component = shape.components().get(i);
      Class<?> type = arguments.raw(component.generic());
      values[i] =
          sources[i] < 0
              ? Defaults.value(component, type)
              : value(component, type, fields, sources[i]);
    }
    try {
      return maker.invokeExact(values);
    } catch (Throwable thrown) {
      throw Failures.constructor(shape.type(), thrown);
    }
  }

  /** For each component the index of its field, -1 where it needs none. */
  private int[] sources(CompositeFields fields) {
    int[] sources = new int[shape.components().size()];
    boolean[] used = new boolean[fields.names().size()];
    for (int i = 0; i < sources.length; i++) {
      Component component = shape.components().get(i);
      sources[i] = component.ignored() ? -1 : find(component, fields.names());
      if (sources[i] >= 0) {
        used[sources[i]] = true;
      } else if (!component.ignored() && component.defaults() == null) {
        throw misfit("no field feeds the component " + component.name(), fields);
      }
    }
    for (int i = 0; i < used.length; i++) {
      if (!used[i]) {
        throw misfit("no component takes the field " + fields.names().get(i), fields);
      }
    }
    return sources;
  }

  private @Nullable Object value(
      Component component, Class<?> type, CompositeFields fields, int index) {
    Object value;
    try {
      value = read(component.generic(), fields, index);
    } catch (PgValueException misfit) {
      throw misfit.at("component " + component.name() + " of " + shape.type().getName());
    }
    if (value != null) {
      return value;
    }
    if (component.defaults() != null) {
      return Defaults.value(component, type);
    }
    if (component.nullable()) {
      return null;
    }
    throw misfit("the field " + fields.names().get(index) + " is NULL", fields);
  }

  private @Nullable Object read(Type written, CompositeFields fields, int index) {
    Type filled = arguments.filled(written);
    Class<?> type = arguments.raw(filled);
    if (type == Optional.class) {
      return Optional.ofNullable(read(arguments.first(filled), fields, index));
    } else if (type == OptionalInt.class) {
      Integer number = fields.get(index, Integer.class);
      return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    } else if (type == OptionalLong.class) {
      Long number = fields.get(index, Long.class);
      return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    } else if (type == OptionalDouble.class) {
      Double number = fields.get(index, Double.class);
      return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    } else if (type == List.class) {
      return fields.get(index, Object.class) == null
          ? null
          : list(arguments.first(filled), fields, index);
    } else if (type.isEnum()) {
      String label = fields.get(index, String.class);
      return label == null ? null : EnumLabels.of(type).constant(label);
    } else if (ReaderChoice.isMade(type)) {
      CompositeFields inner = fields.get(index, CompositeFields.class);
      return inner == null ? null : inside(type, filled).make(inner);
    }
    return fields.get(index, type);
  }

  private List<@Nullable Object> list(Type element, CompositeFields fields, int index) {
    Class<?> type = arguments.raw(element);
    List<@Nullable Object> made = new ArrayList<>();
    if (type.isEnum()) {
      for (@Nullable String label : fields.list(index, String.class)) {
        made.add(label == null ? null : EnumLabels.of(type).constant(label));
      }
    } else if (ReaderChoice.isMade(type)) {
      CompositeShape inner = inside(type, element);
      for (@Nullable CompositeFields each : fields.list(index, CompositeFields.class)) {
        made.add(each == null ? null : inner.make(each));
      }
    } else {
      made.addAll(fields.list(index, type));
    }
    return Collections.unmodifiableList(made);
  }

  private CompositeShape inside(Class<?> type, Type written) {
    return of(type, lookup, arguments.inside(written));
  }

  private static int find(Component component, List<String> names) {
    String column = component.column();
    int exact = names.indexOf(column == null ? component.name() : column);
    if (exact >= 0 || column != null) {
      return exact;
    }
    String key = Names.key(component.name());
    int[] alike =
        IntStream.range(0, names.size()).filter(i -> Names.key(names.get(i)).equals(key)).toArray();
    return alike.length == 1 ? alike[0] : -1;
  }

  private PgValueException misfit(String what, CompositeFields fields) {
    return PgValueException.decode(
        "a composite does not fit "
            + shape.type().getName()
            + ": "
            + what
            + "; its fields are "
            + fields.names());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompositeShape its
        && its.shape == shape
        && its.arguments.equals(arguments);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new int[] {shape.hashCode(), arguments.hashCode()});
  }
}
