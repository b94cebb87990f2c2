// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.fault.PgResultException;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The whole result of one statement: its rows and its command tag. Immutable, safe for use by any
 * thread.
 */
public final class QueryResult implements Iterable<Row> {

  private final Columns columns;
  private final RowData rows;
  private final String tag;
  private final RowMapping mapping;

  /** For the conversations that read results; every row has as many fields as there are columns. */
  public QueryResult(Columns columns, List<DataRow> rows, String tag, RowMapping mapping) {
    this(columns, RowData.of(rows), tag, mapping);
  }

  /** As above; nothing may be added to the rows any more. */
  public QueryResult(Columns columns, RowData rows, String tag, RowMapping mapping) {
    this.columns = columns;
    this.rows = rows;
    this.tag = tag;
    this.mapping = mapping;
  }

  public Columns columns() {
    return columns;
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  public boolean isEmpty() {
    return rows.size() == 0;
  }

  /** The row at a 0-based index. To go over all of them, iterate: that is faster. */
  public Row row(int index) {
    if (index < 0 || index >= rows.size()) {
      throw new PgResultException(
          "row " + index + " was asked for; the result has " + rows.size() + ", counted from 0");
    }
    return rows.row(columns, index);
  }

  /**
   * The command tag as the server gave it, for example {@code INSERT 0 1}; empty for an empty
   * statement.
   */
  public String commandTag() {
    return tag;
  }

  /**
   * The number at the end of the command tag: rows changed, or selected; 0 where the tag has none.
   */
  public long affectedRows() {
    return Math.max(0, new CommandComplete(tag).rows());
  }

  /** Every row as a {@code type}: a record, or a type of one column. */
  public <T> List<T> list(Class<T> type) {
    return list(mapping.mapper(type, columns));
  }

  /** Every row through {@code mapper}. */
  public <T> List<T> list(RowMapper<T> mapper) {
    RowCursor<T> mapping = new RowCursor<>(columns, mapper.on(columns));
    List<T> list = new ArrayList<>(rows.size());
    RowData.Cursor cursor = rows.cursor(columns);
    while (cursor.hasNext()) {
      list.add(cursor.next(mapping));
    }
    return list;
  }

  /**
   * The only row as a {@code type}. All rows have been read by then: where there may be many, read
   * one with {@code Rows.one()}, which reads two at most.
   *
   * @throws PgResultException where there is no row, or more than one: told apart by {@link
   *     PgResultException#rowCount()}
   */
  public <T> T one(Class<T> type) {
    return one(mapping.mapper(type, columns));
  }

  /** The only row through {@code mapper}. */
  public <T> T one(RowMapper<T> mapper) {
    RowMapper<T> fitting = mapper.on(columns);
    return RowCursor.map(fitting, only(), 0);
  }

  /**
   * The only row as a {@code type}, or empty where there is none.
   *
   * @throws PgResultException where there are several rows
   */
  public <T> Optional<T> optional(Class<T> type) {
    return optional(mapping.mapper(type, columns));
  }

  /** The only row through {@code mapper}, or empty where there is none. */
  public <T> Optional<T> optional(RowMapper<T> mapper) {
    RowMapper<T> fitting = mapper.on(columns);
    return isEmpty() ? Optional.empty() : Optional.of(RowCursor.map(fitting, only(), 0));
  }

  /** The only column of the only row as a whole number. */
  public long oneLong() {
    return onlyColumn().longValue(0);
  }

  /** The only column of the only row as text. */
  public String oneText() {
    return onlyColumn().text(0);
  }

  /** The only column of the only row as a double. */
  public double oneDouble() {
    return onlyColumn().doubleValue(0);
  }

  /** The only column of the only row as a boolean. */
  public boolean oneBoolean() {
    return onlyColumn().booleanValue(0);
  }

  public Stream<Row> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<Row> iterator() {
    RowData.Cursor cursor = rows.cursor(columns);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.hasNext();
      }

      @Override
      public Row next() {
        if (!cursor.hasNext()) {
          throw new NoSuchElementException();
        }
        return cursor.next();
      }
    };
  }

  private Row onlyColumn() {
    if (columns.size() != 1) {
      throw new PgResultException(
          "one column was asked for; the result has " + columns.size() + ": " + columns.names());
    }
    return only();
  }

  private Row only() {
    if (isEmpty()) {
      throw PgResultException.noRow();
    }
    if (rows.size() > 1) {
      throw PgResultException.severalRows("the result has " + rows.size());
    }
    return row(0);
  }

  /** The command tag and the size; no values. */
  @Override
  public String toString() {
    return "QueryResult[" + tag + ", " + rows.size() + " rows of " + columns.names() + "]";
  }
}
