// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.row.RowWriter;
import dev.upq.type.CompositeFields;
import java.lang.invoke.MethodHandles;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, and values of rows of one column. Thread-safe. */
public final class RecordMapping implements RowMapping {

  private static final RecordMapping INSTANCE = new RecordMapping();

  private RecordMapping() {}

  public static RecordMapping instance() {
    return INSTANCE;
  }

  @Override
  public <T> RowMapper<T> mapper(Class<T> type, Columns columns) {
    return mapper(type, null, columns, Strictness.STRICT);
  }

  @SuppressWarnings("unchecked")
  static <T> RowMapper<T> mapper(
      Class<T> type,
      MethodHandles.@Nullable Lookup lookup,
      Columns columns,
      Strictness strictness) {
    if (type.isRecord() ? !isValue(type, lookup, columns) : RecordLabels.knows(type)) {
      return (RowMapper<T>) MappedType.of(type, lookup).mapper(columns, strictness);
    }
    RowMapper<T> scalars = RowMapping.scalars().mapper(type, columns);
    ColumnReader reader = single(type, lookup, columns);
    return reader == null ? scalars : new Single<>(type, reader);
  }

  /** How a value of one column is read that no codec knows; null for all others. */
  private static @Nullable ColumnReader single(
      Class<?> type, MethodHandles.@Nullable Lookup lookup, Columns columns) {
    if (type.isEnum() && !columns.at(0).type().codec().reads(type)) {
      return ReaderChoice.labelled(type, columns.at(0));
    }
    return ReaderChoice.isMade(type) && !columns.at(0).type().codec().reads(type)
        ? new Readers.AsElement(
            new Readers.CompositeElement(CompositeShape.of(type, lookup, TypeArguments.NONE)))
        : null;
  }

  /** A row of one column. Immutable. */
  private record Single<T>(Class<T> type, ColumnReader reader) implements RowMapper<T> {

    @Override
    @SuppressWarnings("NullAway") // the readers made here give no null
    public T map(Row row) {
      return type.cast(reader.read(row, 0));
    }

    @Override
    public boolean keepsRow() {
      return false;
    }
  }

  /** Every component needs a column; columns that no component has are left to their defaults. */
  @Override
  public <T> RowWriter<T> writer(Class<T> type, Columns columns) {
    if (!type.isRecord()) {
      return RowMapping.scalars().writer(type, columns);
    }
    return RecordWriter.of(type, MappedType.of(type, null), columns);
  }

  @Override
  public <R> R named(
      String sql, Object parameters, BiFunction<String, @Nullable Object[], R> statement) {
    return NamedStatement.of(sql).bind(parameters, statement);
  }

  /**
   * A record that is one value and not a row: our own ({@code Interval}, {@code PgArray}), that of
   * a user's codec, or the only column where that is a composite and no component is called like
   * it.
   */
  private static boolean isValue(
      Class<?> type, MethodHandles.@Nullable Lookup lookup, Columns columns) {
    if (!ReaderChoice.isMade(type)) {
      return true;
    }
    if (columns.size() != 1) {
      return false;
    }
    return columns.at(0).type().codec().reads(type)
        || (columns.at(0).type().codec() instanceof CompositeFields.Source
            && MappedType.of(type, lookup).shape().components().stream()
                .noneMatch(
                    each -> Names.key(each.columnName()).equals(Names.key(columns.at(0).name()))));
  }

  /** A class that is no record, where one is needed. */
  static PgResultException noRecord(Class<?> type) {
    return new PgResultException(
        type.getName() + " is no record; give a record, or a Map of names to values");
  }
}
