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
   * False where nothing of the row is kept beyond the call, not even in the value: then one row is
   * moved from place to place and given again and again, which spares an object for each. True
   * unless it is said otherwise.
   */
  default boolean keepsRow() {
    return true;
  }
}
