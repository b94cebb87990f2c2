// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.row.QueryResult;
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

  /** Runs one statement and returns how many rows it changed, or selected. */
  default long execute(String sql, @Nullable Object... arguments) {
    return query(sql, arguments).affectedRows();
  }
}
