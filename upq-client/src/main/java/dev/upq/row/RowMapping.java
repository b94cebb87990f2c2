// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.fault.PgResultException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a Java type is made of a row of given columns. Implementations are thread-safe and remember
 * what they worked out.
 *
 * <p>A connection is given one when it is made; the runtime's knows records. {@link #scalars()}
 * knows types of one column.
 */
public interface RowMapping {

  /**
   * A mapper for rows of these columns.
   *
   * @throws dev.upq.fault.PgResultException where the columns do not fit the type, before any row
   *     is looked at
   */
  <T> RowMapper<T> mapper(Class<T> type, Columns columns);

  /**
   * The reverse: how a {@code type} is written to a table of these columns. A mapping that only
   * reads refuses.
   *
   * @throws dev.upq.fault.PgResultException where the columns do not fit the type
   */
  default <T> RowWriter<T> writer(Class<T> type, Columns columns) {
    throw new PgResultException(type.getName() + " cannot be written as a row; give a record");
  }

  /**
   * Runs a statement whose parameters have names, {@code :name}: gives it the text with numbers in
   * their place, and their values. A text without names gets {@code parameters} as its only
   * parameter. A mapping that knows no names does that with every text.
   *
   * @param parameters a record, or a Map of names to values
   * @throws dev.upq.fault.PgUsageException where a name has no value, or a value no name
   */
  default <R> R named(
      String sql, Object parameters, BiFunction<String, @Nullable Object[], R> statement) {
    return statement.apply(sql, new @Nullable Object[] {parameters});
  }

  /** The mapping that knows types of one column only: numbers, text, times, arrays as lists. */
  static RowMapping scalars() {
    return ScalarMapping.INSTANCE;
  }
}
