// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import org.jspecify.annotations.Nullable;

/** Makes a value of a row. Users write their own as lambdas. May be called by any thread. */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {
  T map(Row row);
}
