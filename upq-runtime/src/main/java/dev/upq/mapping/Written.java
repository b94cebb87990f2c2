// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.RowEncoder;
import dev.upq.type.RecordFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a component of a record is written as: what stands in an Optional, the label of an enum, a
 * record as the fields of a composite by their names. Stateless.
 */
final class Written {

  private Written() {}

  /** Called by generated code. */
  static void write(RowEncoder out, @Nullable Object value) {
    out.value(value(value));
  }

  /** Called by generated code. */
  static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Optional<?> some -> some.isPresent() ? value(some.get()) : null;
      case OptionalInt some -> some.isPresent() ? (Object) some.getAsInt() : null;
      case OptionalLong some -> some.isPresent() ? (Object) some.getAsLong() : null;
      case OptionalDouble some -> some.isPresent() ? (Object) some.getAsDouble() : null;
      case Enum<?> constant -> EnumLabels.written(constant);
      case Record record when ReaderChoice.isMade(record.getClass()) -> fields(record);
      case List<?> list when needsWork(list) -> list(list);
      default -> value;
    };
  }

  private static boolean needsWork(List<?> list) {
    for (Object each : list) {
      if (each != null) {
        return each instanceof Enum<?>
            || each instanceof List<?>
            || (each instanceof Record && ReaderChoice.isMade(each.getClass()));
      }
    }
    return false;
  }

  private static List<@Nullable Object> list(List<?> list) {
    List<@Nullable Object> written = new ArrayList<>(list.size());
    for (Object each : list) {
      written.add(value(each));
    }
    return written;
  }

  /** A record as a codec of its class takes it, or the codec of a composite. */
  static RecordFields fields(Record record) {
    RecordShape shape = MappedType.of(record.getClass(), null).shape();
    @Nullable Object[] values = MappedType.of(record.getClass(), null).take().values(record);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    int next = 0;
    for (Component component : shape.components()) {
      if (!component.ignored()) {
        fields.put(component.columnName(), values[next++]);
      }
    }
    return new RecordFields(record, fields);
  }
}
