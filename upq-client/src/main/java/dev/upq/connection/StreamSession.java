// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.Row;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something from which results can be read that do not fit into memory: a pool, a connection. As
 * thread-safe as that is. Implement it to decorate one.
 */
public interface StreamSession extends PgSession {

  /**
   * Runs a query and hands over its rows as they come, in bounded memory. Close what it returns, or
   * read it to its end; until then it keeps its connection to itself.
   */
  Rows<Row> stream(String sql, @Nullable Object... arguments);

  /** As {@link #stream(String, Object...)}, each row as a {@code type}. */
  <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments);

  /**
   * As {@link #stream(String, Object...)}, for a query whose parameters have names, {@code :name},
   * with the components of a record; see {@link #query(String, Record)}.
   */
  default Rows<Row> stream(String sql, Record parameters) {
    return mapping().named(sql, parameters, (text, values) -> stream(text, values));
  }

  /** As {@link #stream(String, Record)}, with the values that a map has under those names. */
  default Rows<Row> stream(String sql, Map<String, ?> parameters) {
    return mapping().named(sql, parameters, (text, values) -> stream(text, values));
  }

  /** As {@link #stream(String, Record)}, each row as a {@code type}. */
  default <T> Rows<T> stream(Class<T> type, String sql, Record parameters) {
    return mapping().named(sql, parameters, (text, values) -> stream(type, text, values));
  }

  /** As {@link #stream(String, Map)}, each row as a {@code type}. */
  default <T> Rows<T> stream(Class<T> type, String sql, Map<String, ?> parameters) {
    return mapping().named(sql, parameters, (text, values) -> stream(type, text, values));
  }

  /**
   * Reads one large {@code bytea} value piece by piece, in bounded memory. Close what it returns;
   * until then it keeps its connection to itself.
   *
   * <p>A row travels as one message and would be in memory as a whole, so the query is sent as the
   * inner part of another, which has the server cut the value into rows of 256 KiB. That is one
   * statement: it sees one state of the data from the first byte to the last. The server holds the
   * value in its memory meanwhile, as it does for every query that returns it.
   *
   * @param sql a query for one column of at most one row, without a semicolon at its end. Its
   *     parameters are parameters, as everywhere
   * @return a stream whose failures are kinds of {@code PgException}, not {@code IOException}
   * @throws PgResultException where there is no row, or its value is NULL
   * @throws PgUsageException where the value is a text
   * @throws PgServerException where there are several rows, the value is of any other type, or the
   *     query fails
   */
  default InputStream streamBytes(String sql, @Nullable Object... arguments) {
    return RowsInput.open(this, RowsInput.bytesOf(sql), arguments);
  }

  /**
   * As {@link #streamBytes}, for a value of any type, read as its text.
   *
   * @throws PgResultException where there is no row, or its value is NULL
   * @throws PgServerException where there are several rows, or the query fails
   */
  default Reader streamText(String sql, @Nullable Object... arguments) {
    return new InputStreamReader(
        RowsInput.open(this, RowsInput.textOf(sql), arguments), StandardCharsets.UTF_8);
  }
}
