// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Batch;
import dev.upq.exchange.Call;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgValueException;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.TransactionStatus;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a batch: its statement and its rows. One thread at a time.
 *
 * <p>The text for many rows takes its types from the description of the one for a single row, which
 * is executed by nobody then, so that nobody sees it become outdated. Where the server or a codec
 * refuses what was made of it, it is described anew, and where that says something else, the batch
 * is tried once more.
 */
final class BatchCall {

  /** The rows are not looked at: the types are those that the server infers. */
  private static final @Nullable Object[] NO_VALUES = {};

  private final PreparedStatements statements;
  private final BatchMode mode;
  private final String sql;
  private final Iterable<@Nullable Object[]> rows;
  private Iterator<@Nullable Object[]> next;
  // Why the last attempt carried nothing out.
  private @Nullable PgException undone;

  BatchCall(
      PreparedStatements statements,
      BatchMode mode,
      String sql,
      Iterable<@Nullable Object[]> rows) {
    this.statements = statements;
    this.mode = mode;
    this.sql = sql;
    this.rows = rows;
    this.next = rows.iterator();
  }

  /** A statement that has to be described anew is tried again where the rows can be. */
  long[] run(Call call) {
    if (!next.hasNext()) {
      return new long[0];
    }
    boolean many = !(rows instanceof Collection<?> counted) || counted.size() > 1;
    if (mode == BatchMode.MULTI_ROW && many) {
      Optional<MultiRowInsert> insert = MultiRowInsert.of(sql);
      if (insert.isPresent()) {
        return multiRow(call, insert.get());
      }
    }
    return eachRow(call);
  }

  private long[] eachRow(Call call) {
    return executed(
        call, sql, statement -> Batch.run(call, statement, next, i -> "row " + (i + 1)));
  }

  private long[] multiRow(Call call, MultiRowInsert insert) {
    boolean alone = call.channel().status() == TransactionStatus.IDLE;
    PreparedStatement single = statements.get(call, sql);
    try {
      return multiRow(call, insert, single);
    } catch (PgServerException | PgValueException refused) {
      if (!describedAnew(call, single, refused, alone)) {
        throw refused;
      }
    }
    return multiRow(call, insert, statements.get(call, sql));
  }

  private long[] multiRow(Call call, MultiRowInsert insert, PreparedStatement single) {
    Optional<String> text =
        single.returnsRows()
            ? Optional.empty()
            : insert.unnested(single.parameters(), call.types());
    return text.isPresent() ? inPieces(call, text.get(), single) : eachRow(call);
  }

  private long[] inPieces(Call call, String text, PreparedStatement single) {
    return executed(
        call,
        text,
        prepared -> {
          MultiRowPieces pieces = new MultiRowPieces(next, single);
          try {
            return pieces.counts(Batch.run(call, prepared, pieces, pieces::name));
          } catch (PgValueException misfit) {
            throw pieces.located(misfit);
          }
        });
  }

  /** Whether the parameters have other types than were believed, and the rows can be read again. */
  private boolean describedAnew(
      Call call, PreparedStatement single, PgException refused, boolean alone) {
    boolean byTypes =
        refused instanceof PgValueException
            || (refused instanceof PgServerException failure
                && failure.sqlState().sqlClass().equals("42"));
    if (!byTypes) {
      return false;
    }
    single.text().outdated(single);
    return alone
        && call.channel().quiet()
        && rows instanceof Collection<?>
        && !statements.get(call, sql).takesTheSameAs(single);
  }

  private long[] executed(Call call, String text, Function<PreparedStatement, long[]> execution) {
    return statements.execute(call, text, NO_VALUES, prepared -> attempt(prepared, execution));
  }

  private long[] attempt(
      PreparedStatement prepared, Function<PreparedStatement, long[]> execution) {
    if (undone != null) {
      if (!(rows instanceof Collection<?>)) {
        throw undone;
      }
      next = rows.iterator();
    }
    try {
      return execution.apply(prepared);
    } catch (PgServerException | PgValueException outdated) {
      undone = outdated;
      throw outdated;
    }
  }
}
