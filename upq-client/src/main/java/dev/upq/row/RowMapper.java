// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import org.jspecify.annotations.Nullable;

/**
 * Makes a value of a row. Users write their own as lambdas. May be called by any thread, by several
 * at a time.
 */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {
  T map(Row row);

  /**
   * The mapper for rows of these columns, asked for once for each result, before its first row and
   * also where it has none: the place to refuse columns that do not fit.
   */
  default RowMapper<T> on(Columns columns) {
    return this;
  }

  /**
   * False where nothing of the row is kept beyond the call, not even in the value: then one row is
   * moved from place to place and given again and again, which spares an object for each. True
   * unless it is said otherwise.
   */
  default boolean keepsRow() {
    return true;
  }
}
