// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Batch;
import dev.upq.exchange.Call;
import dev.upq.fault.PgStalePlanException;
import dev.upq.statement.PreparedStatement;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One call of a batch: its statement and its rows. One thread at a time. */
final class BatchCall {

  private final PreparedStatements statements;
  private final String sql;
  private final Iterable<@Nullable Object[]> rows;
  private Iterator<@Nullable Object[]> next;
  private @Nullable PgStalePlanException stale;

  BatchCall(PreparedStatements statements, String sql, Iterable<@Nullable Object[]> rows) {
    this.statements = statements;
    this.sql = sql;
    this.rows = rows;
    this.next = rows.iterator();
  }

  /** A statement that has to be described anew is tried again where the rows can be. */
  long[] run(Call call) {
    if (!next.hasNext()) {
      return new long[0];
    }
    return statements.execute(call, sql, 0, prepared -> run(call, prepared));
  }

  private long[] run(Call call, PreparedStatement prepared) {
    if (stale != null) {
      if (!(rows instanceof Collection<?>)) {
        throw stale;
      }
      next = rows.iterator();
    }
    try {
      return Batch.run(call, prepared, next);
    } catch (PgStalePlanException outdated) {
      stale = outdated;
      throw outdated;
    }
  }
}
