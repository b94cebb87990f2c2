// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Row;
import dev.upq.row.RowMapper;

/** Makes the records of one class of rows of one shape. Immutable. */
final class RecordMapper<T> implements RowMapper<T> {

  private final Class<T> type;
  private final RecordShape shape;

  /** For each component the index of the column that feeds it. */
  private final int[] sources;

  RecordMapper(Class<T> type, RecordShape shape, int[] sources) {
    this.type = type;
    this.shape = shape;
    this.sources = sources;
  }

  @Override
  public T map(Row row) {
    return type.cast(shape.make(row, sources));
  }

  /** No codec keeps anything of the bytes that it reads. */
  @Override
  public boolean keepsRow() {
    return false;
  }
}
