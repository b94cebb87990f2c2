// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.fault.PgValueException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of one result to one mapper: a row of its own each, or one that moves where the
 * mapper {@linkplain RowMapper#keepsRow() keeps none}. One thread at a time.
 */
public final class RowCursor<T> {

  private final Columns columns;
  private final RowMapper<T> mapper;

  /** Where the mapper keeps no row. */
  private final @Nullable Row moving;

  private long number;

  public RowCursor(Columns columns, RowMapper<T> mapper) {
    this.columns = columns;
    this.mapper = mapper;
    this.moving = mapper.keepsRow() ? null : Row.moving(columns);
  }

  /** Maps the row whose body, checked before, begins in {@code array} at {@code body}. */
  public T map(byte[] array, int body) {
    Row row = moving;
    if (row == null) {
      return map(mapper, new Row(columns, array, body), number++);
    }
    row.moveTo(array, body);
    return map(mapper, row, number++);
  }

  /**
   * Maps a row that has that number in its result, counted from 0; a value that does not fit is
   * told with it.
   */
  public static <T extends @Nullable Object> T map(RowMapper<T> mapper, Row row, long number) {
    try {
      return mapper.map(row);
    } catch (PgValueException misfit) {
      throw misfit.at("row " + number + " (counted from 0)");
    }
  }
}
