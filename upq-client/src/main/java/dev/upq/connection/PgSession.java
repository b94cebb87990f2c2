// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.row.QueryResult;
import dev.upq.row.RowMapping;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that statements can be sent to: a pool, a connection, a transaction. Write your data
 * access against it and the caller decides which; implement it to decorate one.
 *
 * <p>Parameters are {@code $1}, {@code $2}, ... in the text and never become part of it.
 */
public interface PgSession {

  /**
   * Runs one statement and reads its whole result.
   *
   * @param arguments one for each parameter; null is NULL
   * @throws dev.upq.fault.PgException a kind of it for each way to fail
   */
  QueryResult query(String sql, @Nullable Object... arguments);

  /**
   * Runs one statement whose parameters have names, {@code :name}, with the components of a record:
   * every component has to be used. A text without names gets the record as its only parameter.
   *
   * @throws dev.upq.fault.PgUsageException where a name has no component, or a component no name
   */
  default QueryResult query(String sql, Record parameters) {
    return mapping().named(sql, parameters, (text, values) -> query(text, values));
  }

  /** As {@link #query(String, Record)}, with the values that a map has under those names. */
  default QueryResult query(String sql, Map<String, ?> parameters) {
    return mapping().named(sql, parameters, (text, values) -> query(text, values));
  }

  /** As {@link #query(String, Record)}, for how many rows it changed, or selected. */
  default long execute(String sql, Record parameters) {
    return query(sql, parameters).affectedRows();
  }

  /** As {@link #query(String, Map)}, for how many rows it changed, or selected. */
  default long execute(String sql, Map<String, ?> parameters) {
    return query(sql, parameters).affectedRows();
  }

  /** How records and names are understood; what wraps a session asks the one inside. */
  default RowMapping mapping() {
    return RowMapping.scalars();
  }

  /** Runs one statement and returns how many rows it changed, or selected. */
  default long execute(String sql, @Nullable Object... arguments) {
    return query(sql, arguments).affectedRows();
  }
}
