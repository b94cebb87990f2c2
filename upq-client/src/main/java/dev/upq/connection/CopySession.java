// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgUsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Something that COPY can be run on: a pool, a connection, a transaction. As thread-safe as that
 * is; what it opens is for one thread at a time. Implement it to decorate one.
 *
 * <p>Raw: the bytes are those of the format that the text names (text, CSV, binary), and nobody
 * looks at them. Typed: records, in the binary format. COPY takes no parameters; a query that has
 * some is read with {@code stream()}.
 *
 * <p>A COPY in is all or nothing. What ends it early (the server refuses, a source throws, the
 * caller is interrupted or late) leaves nothing of it in the table and the connection usable; in a
 * transaction, that has failed. A COPY out holds no more than a bounded part of its data in memory.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html">COPY</a>
 */
public interface CopySession {

  /** Begins a COPY; all other methods are made of this one. */
  <C extends PgCopy> C copy(CopyRequest<C> request);

  /** Begins {@code COPY ... FROM STDIN}; write to it, finish it, close it. */
  default PgCopyIn copyIn(String sql) {
    return copy(new CopyRequest<>(sql, copies -> copies.in(sql)));
  }

  /** Begins {@code COPY ... TO STDOUT}; read it, close it. */
  default PgCopyOut copyOut(String sql) {
    return copy(new CopyRequest<>(sql, copies -> copies.out(sql)));
  }

  /**
   * Begins a COPY of records into a table: the columns are those that the record's components are
   * named after, the others get their defaults.
   *
   * @param table as in SQL, with its schema or without: {@code app.flight}, {@code "Flight"}
   */
  default <T> PgCopyWriter<T> copyIn(String table, Class<T> type) {
    return copy(new CopyRequest<>("COPY", copies -> copies.in(table, type)));
  }

  /**
   * Begins a COPY of a query's rows as records.
   *
   * @throws PgUsageException where the query has parameters; read it with {@code stream()}
   */
  default <T> PgCopyReader<T> copyOut(String select, Class<T> type) {
    return copy(new CopyRequest<>("COPY", copies -> copies.out(select, type)));
  }

  /**
   * Copies all that {@code source} gives.
   *
   * @return how many rows
   * @throws IOException of the source; nothing is copied then
   */
  default long copyIn(String sql, InputStream source) throws IOException {
    try (PgCopyIn copy = copyIn(sql)) {
      source.transferTo(copy);
      return copy.finish();
    }
  }

  /** Copies all pieces, which need not end where a row does; returns how many rows. */
  default long copyIn(String sql, Iterable<byte[]> pieces) {
    try (PgCopyIn copy = copyIn(sql)) {
      for (byte[] piece : pieces) {
        copy.write(piece);
      }
      return copy.finish();
    }
  }

  /** Copies all rows, as {@link #copyIn(String, Class)}; returns how many. */
  default <T> long copyIn(String table, Class<T> type, Iterable<? extends T> rows) {
    return copyIn(table, type, rows.iterator());
  }

  /** As {@link #copyIn(String, Class, Iterable)}; the stream is closed. */
  default <T> long copyIn(String table, Class<T> type, Stream<? extends T> rows) {
    try (rows) {
      return copyIn(table, type, rows.iterator());
    }
  }

  private <T> long copyIn(String table, Class<T> type, Iterator<? extends T> rows) {
    try (PgCopyWriter<T> copy = copyIn(table, type)) {
      while (rows.hasNext()) {
        copy.write(rows.next());
      }
      return copy.finish();
    }
  }

  /**
   * Writes all data to {@code target}, in pieces of 64 KiB, and leaves it open.
   *
   * @return how many rows
   * @throws IOException of the target; the COPY is cancelled then
   */
  default long copyOut(String sql, OutputStream target) throws IOException {
    try (PgCopyOut copy = copyOut(sql)) {
      copy.transferTo(target);
      return copy.rows();
    }
  }

  /**
   * Hands over every row of a query; returns how many.
   *
   * @throws PgUsageException where the query has parameters; read it with {@code stream()}
   */
  default <T> long copyOut(String select, Class<T> type, Consumer<? super T> rows) {
    try (PgCopyReader<T> copy = copyOut(select, type)) {
      copy.forEach(rows);
      return copy.rows();
    }
  }
}
