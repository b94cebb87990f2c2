// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.ExtendedQuery;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One statement with its arguments, whose whole result is wanted. Confined to its caller.
 *
 * <p>It is its own work and its own execution: the path of every query goes through no lambda, of
 * which each would be an object a query, and a class made at run time before the first.
 */
final class WholeQuery implements Supplier<QueryResult>, Function<PreparedStatement, QueryResult> {

  private final PgConnection connection;
  private final String sql;
  private final @Nullable Object[] arguments;
  private @Nullable Call call;

  WholeQuery(PgConnection connection, String sql, @Nullable Object[] arguments) {
    this.connection = connection;
    this.sql = sql;
    this.arguments = arguments;
  }

  /** Runs it. */
  @Override
  public QueryResult get() {
    Call its = connection.call();
    call = its;
    return connection.statements().execute(its, sql, arguments, this);
  }

  /** Executes it as it was prepared. */
  @Override
  public QueryResult apply(PreparedStatement prepared) {
    return connection
        .statements()
        .noted(sql, ExtendedQuery.run(Objects.requireNonNull(call), prepared, arguments));
  }
}
