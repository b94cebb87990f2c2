// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.mapping.Readers.Element;
import dev.upq.row.Column;
import dev.upq.type.Codec;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which reader a component's type asks for. Immutable.
 *
 * @param lookup what may see into records that composites are read as; null where we may
 */
record ReaderChoice(MethodHandles.@Nullable Lookup lookup) {

  /** True for records of the user's own, which are made of several values. */
  static boolean isMade(Class<?> type) {
    return type.isRecord() && type.getPackage() != Codec.class.getPackage();
  }

  /** A reader for a component, which says itself what becomes of NULL. */
  ColumnReader of(Component component, TypeArguments arguments, Column column) {
    Class<?> type = arguments.raw(component.generic());
    ColumnReader reader = of(component.generic(), arguments, column);
    Default defaults = component.defaults();
    if (defaults != null) {
      return new Readers.OrElse(reader, Defaults.value(component, type));
    }
    return component.nullable() ? new Readers.OrNull(reader) : reader;
  }

  private ColumnReader of(Type written, TypeArguments arguments, Column column) {
    Class<?> type = arguments.raw(written);
    Type filled = arguments.filled(written);
    if (type == Optional.class) {
      return new Readers.InOptional(of(arguments.first(filled), arguments, column));
    } else if (type == OptionalInt.class) {
      return new Readers.AsOptionalInt();
    } else if (type == OptionalLong.class) {
      return new Readers.AsOptionalLong();
    } else if (type == OptionalDouble.class) {
      return new Readers.AsOptionalDouble();
    } else if (type == List.class || type == Collection.class || type == Iterable.class) {
      return list(arguments.first(filled), arguments, column);
    } else if (type.isEnum() && !column.type().codec().reads(type)) {
      return labelled(type, column);
    } else if (!column.type().codec().reads(type)) {
      Element element = element(type, arguments, filled);
      return element == null ? array(type, arguments) : new Readers.AsElement(element);
    }
    return new Readers.Plain(type);
  }

  /**
   * An enum by the labels of a column.
   *
   * @throws PgResultException where the column holds no text
   */
  static ColumnReader labelled(Class<?> type, Column column) {
    if (column.type().codec().javaType() != String.class) {
      throw new PgResultException(
          "the column \""
              + column.name()
              + "\" ("
              + column.type().name()
              + ") holds no labels, which "
              + type.getName()
              + " is read from; cast it to text");
    }
    return new Readers.AsEnum(EnumLabels.of(type));
  }

  private ColumnReader list(Type written, TypeArguments arguments, Column column) {
    Type filled = arguments.filled(written);
    Class<?> type = arguments.raw(filled);
    if (column.type().codec().readsList(type)) {
      return new Readers.AsList(type);
    }
    Element element = element(type, arguments, filled);
    if (element != null) {
      return new Readers.AsListOf(element);
    }
    Class<?> array = type;
    Type inner = filled;
    int depth = 1;
    while (array == List.class) {
      inner = arguments.first(inner);
      array = arguments.raw(inner);
      depth++;
    }
    if (depth == 1) {
      return new Readers.AsList(type);
    }
    if (element(array, arguments, inner) != null) {
      throw new PgResultException(
          "lists of lists are read of what a codec reads, and not of " + array.getName());
    }
    for (int i = 0; i < depth; i++) {
      array = Array.newInstance(array, 0).getClass();
    }
    return new Readers.AsNestedList(array);
  }

  private ColumnReader array(Class<?> type, TypeArguments arguments) {
    Class<?> inner = type.getComponentType();
    Element element = inner == null ? null : element(inner, arguments, inner);
    return inner == null || element == null
        ? new Readers.Plain(type)
        : new Readers.AsArrayOf(element, inner);
  }

  private @Nullable Element element(Class<?> type, TypeArguments arguments, Type written) {
    if (type.isEnum()) {
      return new Readers.EnumElement(EnumLabels.of(type));
    }
    return isMade(type)
        ? new Readers.CompositeElement(CompositeShape.of(type, lookup, arguments.inside(written)))
        : null;
  }
}
