// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import java.util.function.Function;

/**
 * Which COPY is wanted, and what it is handled by. Made by the methods of {@link CopySession}; who
 * decorates a session hands it on. Immutable.
 */
public final class CopyRequest<C extends PgCopy> {

  private final String sql;
  private final Function<Copies, C> opening;

  CopyRequest(String sql, Function<Copies, C> opening) {
    this.sql = sql;
    this.opening = opening;
  }

  /** The statement that its caller has written; for records, {@code COPY} and nothing more. */
  public String sql() {
    return sql;
  }

  C open(Copies copies) {
    return opening.apply(copies);
  }
}
