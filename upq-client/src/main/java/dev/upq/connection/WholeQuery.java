// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.ExtendedQuery;
import dev.upq.probe.Execution;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.RegisteredStatement;
import dev.upq.wire.CommandComplete;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One statement with its arguments, whose whole result is wanted. Confined to its caller.
 *
 * <p>It is its own work and its own execution: the path of every query goes through no lambda, of
 * which each would be an object a query, and a class made at run time before the first.
 */
final class WholeQuery
    implements Supplier<QueryResult>, Function<PreparedStatement, QueryResult>, Execution {

  private final PgConnection connection;
  private final String sql;
  private final @Nullable Object[] arguments;
  private @Nullable Call call;
  private @Nullable RegisteredStatement text;
  private String commandTag = "";
  private boolean takesTurn;

  WholeQuery(PgConnection connection, String sql, @Nullable Object[] arguments) {
    this.connection = connection;
    this.sql = sql;
    this.arguments = arguments;
  }

  /** It takes its turn on the connection before it runs. */
  WholeQuery inTurn() {
    takesTurn = true;
    return this;
  }

  /** Runs it. */
  @Override
  public QueryResult get() {
    if (takesTurn) {
      takesTurn = false;
      return connection.taken(this);
    }
    Call its = connection.calls().riding();
    call = its;
    return connection.statements().execute(its, sql, arguments, this);
  }

  /** Executes it as it was prepared. */
  @Override
  public QueryResult apply(PreparedStatement prepared) {
    text = prepared.text();
    QueryResult result = ExtendedQuery.run(Objects.requireNonNull(call), prepared, arguments);
    commandTag = result.commandTag();
    return connection.statements().noted(sql, result);
  }

  @Override
  public String sql() {
    return sql;
  }

  @Override
  public Way way() {
    return Way.QUERY;
  }

  @Override
  public String commandTag() {
    return commandTag;
  }

  @Override
  public long rows() {
    return Math.max(0, CommandComplete.rows(commandTag));
  }

  @Override
  public int statements() {
    return 1;
  }

  @Override
  public @Nullable AtomicReference<@Nullable Object> place() {
    RegisteredStatement its = text;
    return its == null ? null : its.place();
  }
}
