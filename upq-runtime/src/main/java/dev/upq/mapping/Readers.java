// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgValueException;
import dev.upq.row.Row;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The ways to read a column that are not a codec's own. Stateless. */
final class Readers {

  private Readers() {}

  /** What the codec makes of it. */
  record Plain(Class<?> type) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return row.get(column, type);
    }
  }

  /** NULL is null. */
  record OrNull(ColumnReader inner) implements ColumnReader {
    @Override
    public @Nullable Object read(Row row, int column) {
      return row.isNull(column) ? null : inner.read(row, column);
    }
  }

  /** NULL is that value. */
  record OrElse(ColumnReader inner, @Nullable Object value) implements ColumnReader {
    @Override
    public @Nullable Object read(Row row, int column) {
      return row.isNull(column) ? value : inner.read(row, column);
    }
  }

  /** NULL is an empty Optional. */
  record InOptional(ColumnReader inner) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return row.isNull(column) ? Optional.empty() : Optional.ofNullable(inner.read(row, column));
    }
  }

  record AsOptionalInt() implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return row.isNull(column) ? OptionalInt.empty() : OptionalInt.of(row.intValue(column));
    }
  }

  record AsOptionalLong() implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return row.isNull(column) ? OptionalLong.empty() : OptionalLong.of(row.longValue(column));
    }
  }

  record AsOptionalDouble() implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return row.isNull(column)
          ? OptionalDouble.empty()
          : OptionalDouble.of(row.doubleValue(column));
    }
  }

  /** The elements of an array of one dimension. */
  record AsList(Class<?> element) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return row.list(column, element);
    }
  }

  /** An array of several dimensions as lists of lists. */
  record AsNestedList(Class<?> array) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return list(row.get(column, array));
    }

    private static List<@Nullable Object> list(Object array) {
      List<@Nullable Object> list = new ArrayList<>();
      for (@Nullable Object each : (@Nullable Object[]) array) {
        list.add(
            each != null && each.getClass().isArray() && !(each instanceof byte[])
                ? list(each)
                : each);
      }
      return Collections.unmodifiableList(list);
    }
  }

  /** An enum by its label. */
  record AsEnum(EnumLabels labels) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      String label = row.get(column, String.class);
      try {
        return labels.constant(label);
      } catch (PgValueException unknown) {
        throw unknown.at("column \"" + row.columns().at(column).name() + "\"");
      }
    }
  }

  /** A list whose elements are made of what the codec reads. */
  record AsListOf(Element element) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      List<@Nullable Object> made = new ArrayList<>();
      for (@Nullable Object each : row.list(column, element.natural())) {
        made.add(each == null ? null : element.make(each));
      }
      return Collections.unmodifiableList(made);
    }
  }

  /** The same as a Java array. */
  record AsArrayOf(Element element, Class<?> type) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      List<? extends @Nullable Object> read = row.list(column, element.natural());
      Object array = Array.newInstance(type, read.size());
      for (int i = 0; i < read.size(); i++) {
        Object each = read.get(i);
        Array.set(array, i, each == null ? null : element.make(each));
      }
      return array;
    }
  }

  /** A record of a composite, or of what else an element can be made of. */
  record AsElement(Element element) implements ColumnReader {
    @Override
    public Object read(Row row, int column) {
      return element.make(row.get(column, element.natural()));
    }
  }

  /**
   * What tells whether a column can be read so at all, where the values do not matter: labels are
   * read as text, composites not at all.
   */
  static Optional<ColumnReader> probe(ColumnReader reader) {
    return switch (reader) {
      case OrNull wrapped -> probe(wrapped.inner());
      case OrElse wrapped -> probe(wrapped.inner());
      case InOptional wrapped -> probe(wrapped.inner());
      case AsEnum labels -> Optional.of(new Plain(String.class));
      case AsListOf list -> natural(list.element()).map(AsList::new);
      case AsArrayOf array -> natural(array.element()).map(AsList::new);
      case AsElement one -> natural(one.element()).map(Plain::new);
      default -> Optional.of(reader);
    };
  }

  private static Optional<Class<?>> natural(Element element) {
    return element instanceof EnumElement ? Optional.of(element.natural()) : Optional.empty();
  }

  /** What an object is made of that no codec knows: an enum's label, the fields of a composite. */
  sealed interface Element {

    /** The class that the codec is asked for. */
    Class<?> natural();

    Object make(Object natural);
  }

  record EnumElement(EnumLabels labels) implements Element {
    @Override
    public Class<?> natural() {
      return String.class;
    }

    @Override
    public Object make(Object natural) {
      return labels.constant((String) natural);
    }
  }

  record CompositeElement(CompositeShape shape) implements Element {
    @Override
    public Class<?> natural() {
      return CompositeShape.NATURAL;
    }

    @Override
    public Object make(Object natural) {
      return shape.make(natural);
    }
  }

  // Called by generated code.

  static short shortValue(Row row, int column) {
    long value = row.longValue(column);
    if (value != (short) value) {
      throw outside(row, column, "a short");
    }
    return (short) value;
  }

  static byte byteValue(Row row, int column) {
    long value = row.longValue(column);
    if (value != (byte) value) {
      throw outside(row, column, "a byte");
    }
    return (byte) value;
  }

  /** From wider types where it is exact, as the codecs have it for Float. */
  static float floatValue(Row row, int column) {
    if (row.columns().at(column).type().codec().javaType() != Float.class) {
      return row.get(column, Float.class);
    }
    return (float) row.doubleValue(column);
  }

  static char charValue(Row row, int column) {
    return row.get(column, Character.class);
  }

  /** Whether all those columns are NULL. */
  static boolean absent(Row row, int[] sources, int[] slots) {
    for (int slot : slots) {
      if (!row.isNull(sources[slot])) {
        return false;
      }
    }
    return true;
  }

  private static PgValueException outside(Row row, int column, String what) {
    return PgValueException.decode(
        "column \""
            + row.columns().at(column).name()
            + "\" ("
            + row.columns().at(column).type().name()
            + "): the value does not fit "
            + what);
  }
}
