// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.Prepare;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.StatementCache;
import dev.upq.wire.TransactionStatus;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The prepared statements of one connection, and what is done when the server no longer takes one.
 * One thread at a time: the one whose turn it is on the connection.
 */
final class PreparedStatements {

  /** The protocol counts parameters in two bytes. */
  private static final int MAX_PARAMETERS = 65_535;

  private final StatementCache cache;

  PreparedStatements(int capacity) {
    this.cache = new StatementCache(capacity);
  }

  /**
   * The statement of that text, prepared if need be.
   *
   * @param arguments how many it will be given
   * @throws PgUsageException where those are more than the protocol can carry; the server would
   *     describe such a statement with a wrong count
   */
  PreparedStatement get(Call call, String sql, int arguments) {
    if (arguments > MAX_PARAMETERS) {
      throw new PgUsageException(
          arguments + " parameters were given; a statement takes 65535 at most, pass an array");
    }
    PreparedStatement known = cache.find(sql);
    return known != null ? known : Prepare.run(call, cache, sql);
  }

  /**
   * Executes the statement of that text. One whose plan no longer fits was not carried out: outside
   * a transaction it is prepared anew and tried once more, inside one the error is the caller's,
   * for the transaction has failed with it.
   */
  <T> T execute(Call call, String sql, int arguments, Function<PreparedStatement, T> execution) {
    boolean alone = call.channel().status() == TransactionStatus.IDLE;
    PreparedStatement statement = get(call, sql, arguments);
    try {
      return execution.apply(statement);
    } catch (PgStalePlanException stale) {
      cache.forget(statement);
      if (!alone) {
        throw stale;
      }
      return execution.apply(get(call, sql, arguments));
    }
  }

  /** The statement of that text no longer fits. */
  void forget(String sql) {
    PreparedStatement known = cache.find(sql);
    if (known != null) {
      cache.forget(known);
    }
  }

  /** Sees in the command tag that the session has lost its prepared statements. */
  QueryResult noted(QueryResult result) {
    String tag = result.commandTag();
    if (tag.equals("DISCARD ALL") || tag.equals("DEALLOCATE ALL")) {
      cache.clear();
    }
    return result;
  }

  /** What is pushed out while {@code work} puts a burst together stays open until it was sent. */
  <T> T holding(Supplier<T> work) {
    cache.hold();
    try {
      return work.get();
    } finally {
      cache.release();
    }
  }
}
