// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.row.RowEncoder;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a record class needs: code that makes it and that takes it apart, and for each component the
 * names that its column may have. Worked out once for a class. Immutable.
 */
final class RecordShape {

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final Class<?> type;
  private final String[] names;
  private final String[][] candidates;
  private final RecordCode code;

  private RecordShape(Class<?> type, RecordComponent[] components, RecordCode code) {
    this.type = type;
    this.names = Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
    this.candidates =
        Arrays.stream(components).map(RecordShape::candidates).toArray(String[][]::new);
    this.code = code;
  }

  static RecordShape of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components.length > RecordHandles.MAX_COMPONENTS) {
      throw new PgResultException(
          type.getName()
              + " has "
              + components.length
              + " components; a row is mapped to "
              + RecordHandles.MAX_COMPONENTS
              + " at most");
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      if (!constructor.trySetAccessible()) {
        throw closed(type);
      }
      return new RecordShape(
          type,
          components,
          RecordCode.of(
              RecordHandles.maker(constructor, components),
              RecordHandles.writer(type, components)));
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  int size() {
    return names.length;
  }

  String name(int component) {
    return names[component];
  }

  /** The index of the column that goes with a component; -1 where there is none. */
  int columnOf(int component, Columns columns) {
    for (String name : candidates[component]) {
      if (columns.has(name)) {
        return columns.indexOf(name);
      }
    }
    return -1;
  }

  Object make(Row row, int[] sources) {
    return code.make(row, sources);
  }

  void write(Object record, RowEncoder out) {
    code.write(record, out);
  }

  /** What its column may be called: what it is annotated with, or its own name in two spellings. */
  private static String[] candidates(RecordComponent component) {
    Column named = component.getAnnotation(Column.class);
    return named != null
        ? new String[] {named.value()}
        : new String[] {component.getName(), snakeCase(component.getName())};
  }

  /** {@code departedAt} to {@code departed_at}. */
  private static String snakeCase(String name) {
    return HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  private static PgResultException closed(Class<?> type) {
    return new PgResultException(
        type.getName()
            + " cannot be made from here: its module does not open it. Add to module-info.java:"
            + " opens "
            + type.getPackageName()
            + " to dev.upq;");
  }

  @Override
  public String toString() {
    return "RecordShape[" + type.getName() + "]";
  }
}
