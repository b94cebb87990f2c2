// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgServerException;
import dev.upq.fault.PgValueException;
import org.jspecify.annotations.Nullable;

/**
 * Something that one statement can be run on for many rows of arguments: a pool, a connection. As
 * thread-safe as that is. Implement it to decorate one.
 */
public interface BatchSession extends PgSession {

  /** The count of a row of {@link BatchMode#MULTI_ROW} that the server has not told by itself. */
  long NOT_KNOWN = -1;

  /**
   * Runs a statement once for each row of arguments, pipelined: the rows leave in bursts of about
   * 64 KiB, and the next burst leaves before the answers to the last have come. One transaction,
   * unless one is open: all rows or none. Memory is bounded, but for the counts.
   *
   * <p>Where rows are inserted and their number is large, {@link BatchMode#MULTI_ROW}, {@link
   * #executeArrays} and {@link CopySession#copyIn(String, Class, Iterable)} are several times as
   * fast.
   *
   * @param rows the arguments of each; read once, and once more where they are a collection and the
   *     statement has to be described anew
   * @return how many rows each row of arguments changed, in order
   * @throws PgServerException where one fails: none is carried out, and a suppressed exception says
   *     which it was; an open transaction has failed
   * @throws PgValueException where a value does not fit its parameter, with the number of its row;
   *     none is carried out, and an open transaction of which rows were sent has failed
   */
  default long[] executeBatch(String sql, Iterable<@Nullable Object[]> rows) {
    return executeBatch(BatchMode.EACH_ROW, sql, rows);
  }

  /**
   * As {@link #executeBatch(String, Iterable)}, in a way of the caller's choice. With {@link
   * BatchMode#MULTI_ROW} an insert of one row is made an insert of many: {@code insert into item
   * (id, name) values ($1, $2)} takes its rows out of one array for each parameter, of the type
   * that the parameter has. What differs from an execution a row:
   *
   * <ul>
   *   <li>The rows go in pieces: 1,000, or fewer where their texts and bytes exceed 256 Ki
   *       characters. The order of the rows is kept. A value that can change must not do so before
   *       its piece is sent.
   *   <li>The server tells one count for a piece. Where it is the number of rows, each row has
   *       changed one; where it is 0, none has; any other, which comes of {@code on conflict} and
   *       of triggers that keep rows out, is {@link #NOT_KNOWN} for each row of the piece.
   *   <li>A row that fails is told as its piece, "rows 1001 to 2000". A value that does not fit its
   *       parameter is told with its row.
   *   <li>{@code on conflict do update} fails (21000) where two rows of a piece meet in one row of
   *       the table.
   *   <li>Rules, and triggers for each statement, act once a piece.
   * </ul>
   *
   * <p>It is done for an insert of one row whose values are parameters and constants, casts,
   * operators and {@code coalesce}, {@code greatest}, {@code least}, {@code nullif}, {@code now()}
   * among them, with {@code on conflict} or without. Any other statement is run row by row, with
   * the same result as without the wish: one with {@code default}, another function, a sub-select,
   * {@code returning} or {@code with}, with a parameter behind {@code on conflict}, with a
   * backslash in a constant, or with a parameter whose type is an array or not built in.
   */
  long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows);

  /**
   * As {@link #executeBatch(BatchMode, String, Iterable)}, for a statement whose parameters have
   * names: {@code insert into item (id, name) values (:id, :name)}.
   *
   * @param rows of each a record, or a Map of names to values, as for {@link #query(String,
   *     Record)}; none is null
   * @throws dev.upq.fault.PgUsageException where a name has no value, or a value no name
   */
  default long[] executeNamedBatch(BatchMode mode, String sql, Iterable<?> rows) {
    return NamedRows.run(this, mode, sql, rows);
  }

  /** As {@link #executeNamedBatch(BatchMode, String, Iterable)}, row by row. */
  default long[] executeNamedBatch(String sql, Iterable<?> rows) {
    return executeNamedBatch(BatchMode.EACH_ROW, sql, rows);
  }

  /**
   * Runs a statement once, for all rows together: its first parameter is the array of all first
   * values, its second that of all second values, and so on. For the server that is one execution,
   * which makes it much faster than {@link #executeBatch} for statements that can be written so:
   *
   * <pre>{@code
   * pg.executeArrays(
   *     "insert into item (id, name) select * from unnest($1::int4[], $2::text[])", rows);
   * }</pre>
   *
   * <p>All rows are held in memory, and travel as one message. A value may be null, but no array.
   *
   * @param rows the values of each, the same number in all; none is no statement
   * @return how many rows it changed, all together
   * @throws dev.upq.fault.PgUsageException where a row has another number of values than the first;
   *     nothing was sent
   */
  default long executeArrays(String sql, Iterable<@Nullable Object[]> rows) {
    @Nullable Object[] arrays = ColumnArrays.of(rows);
    return arrays.length == 0 ? 0 : execute(sql, arrays);
  }
}
