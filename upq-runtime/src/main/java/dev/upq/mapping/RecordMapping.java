// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.row.RowWriter;
import dev.upq.type.Codec;
import java.util.ArrayList;
import java.util.List;

/** Makes records of rows, and values of rows of one column. Thread-safe. */
public final class RecordMapping implements RowMapping {

  private static final RecordMapping INSTANCE = new RecordMapping();

  private final ClassValue<RecordShape> shapes =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return RecordShape.of(type);
        }
      };

  private RecordMapping() {}

  public static RecordMapping instance() {
    return INSTANCE;
  }

  @Override
  public <T> RowMapper<T> mapper(Class<T> type, Columns columns) {
    if (!type.isRecord() || isValue(type, columns)) {
      return RowMapping.scalars().mapper(type, columns);
    }
    RecordShape shape = shapes.get(type);
    int[] sources = sources(type, shape, columns);
    return new RecordMapper<>(type, shape, sources);
  }

  /** Every component needs a column; columns that no component has are left to their defaults. */
  @Override
  public <T> RowWriter<T> writer(Class<T> type, Columns columns) {
    if (!type.isRecord()) {
      return RowMapping.scalars().writer(type, columns);
    }
    RecordShape shape = shapes.get(type);
    int[] targets = new int[shape.size()];
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = shape.columnOf(i, columns);
      if (targets[i] < 0) {
        missing.add(shape.name(i));
      }
    }
    if (!missing.isEmpty() || targets.length == 0) {
      throw new PgResultException(
          type.getName()
              + " does not fit the table; no column takes the components "
              + missing
              + ", it has "
              + columns.names()
              + ". Name a component's column with @Column");
    }
    return new RecordWriter<>(shape, targets);
  }

  /**
   * A record that is one value and not a row: our own ({@code Interval}, {@code PgArray}), or that
   * of a user's codec.
   */
  private static boolean isValue(Class<?> type, Columns columns) {
    return type.getPackage() == Codec.class.getPackage()
        || (columns.size() == 1 && columns.at(0).type().codec().javaType() == type);
  }

  /** For each component the index of the column that feeds it. */
  private static int[] sources(Class<?> type, RecordShape shape, Columns columns) {
    List<String> missing = new ArrayList<>();
    boolean[] used = new boolean[columns.size()];
    int[] sources = new int[shape.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = shape.columnOf(i, columns);
      if (sources[i] < 0) {
        missing.add(shape.name(i));
      } else {
        used[sources[i]] = true;
      }
    }
    List<String> spare = new ArrayList<>();
    int i = 0;
    for (Column column : columns) {
      if (!used[i++]) {
        spare.add(column.name());
      }
    }
    if (!missing.isEmpty() || !spare.isEmpty()) {
      throw new PgResultException(
          "the result does not fit "
              + type.getName()
              + (missing.isEmpty() ? "" : "; no column feeds the components " + missing)
              + (spare.isEmpty() ? "" : "; no component takes the columns " + spare)
              + ". Name columns with AS, or components with @Column");
    }
    return sources;
  }
}
