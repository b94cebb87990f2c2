// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Row;
import dev.upq.row.RowMapper;

/** Makes the records of one class of rows of one shape. Immutable. */
final class RecordMapper<T> implements RowMapper<T> {

  private final Class<T> type;
  private final MakeCode code;

  /** For each slot of the code the index of the column that feeds it. */
  private final int[] sources;

  RecordMapper(Class<T> type, MakeCode code, int[] sources) {
    this.type = type;
    this.code = code;
    this.sources = sources;
  }

  @Override
  public T map(Row row) {
    return type.cast(code.make(row, sources));
  }

  /** No codec keeps anything of the bytes that it reads. */
  @Override
  public boolean keepsRow() {
    return false;
  }
}
