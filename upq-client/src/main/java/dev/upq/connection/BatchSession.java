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

  /**
   * Runs a statement once for each row of arguments, pipelined: the rows leave in bursts of about
   * 64 KiB, and the next burst leaves before the answers to the last have come. One transaction,
   * unless one is open: all rows or none. Memory is bounded, but for the counts.
   *
   * <p>Where rows are inserted and their number is large, {@link #executeArrays} and {@link
   * CopySession#copyIn(String, Class, Iterable)} are several times as fast.
   *
   * @param rows the arguments of each; read once, and once more where they are a collection and the
   *     statement has to be described anew
   * @return how many rows each row of arguments changed, in order
   * @throws PgServerException where one fails: none is carried out, and a suppressed exception says
   *     which it was; an open transaction has failed
   * @throws PgValueException where a value does not fit its parameter, with the number of its row;
   *     none is carried out, and an open transaction of which rows were sent has failed
   */
  long[] executeBatch(String sql, Iterable<@Nullable Object[]> rows);

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
