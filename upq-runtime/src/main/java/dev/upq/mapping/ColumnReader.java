// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Row;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object out of a column. Implementations are immutable values, equal where they do the
 * same.
 */
interface ColumnReader {

  /**
   * The value of a column of that row.
   *
   * @throws dev.upq.fault.PgValueException where it is NULL and the reader knows no word for that,
   *     or does not fit
   */
  @Nullable Object read(Row row, int column);
}
