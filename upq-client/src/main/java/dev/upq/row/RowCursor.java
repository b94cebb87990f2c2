// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

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

  public RowCursor(Columns columns, RowMapper<T> mapper) {
    this.columns = columns;
    this.mapper = mapper;
    this.moving = mapper.keepsRow() ? null : Row.moving(columns);
  }

  /** Maps the row whose body, checked before, begins in {@code array} at {@code body}. */
  public T map(byte[] array, int body) {
    Row row = moving;
    if (row == null) {
      return mapper.map(new Row(columns, array, body));
    }
    row.moveTo(array, body);
    return mapper.map(row);
  }
}
