// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.connection.BatchMode;
import dev.upq.connection.CopyRequest;
import dev.upq.connection.PgCopy;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a pool that hold a connection until they are over: that of the transaction scope
 * that the caller is in, where the scope says so, and else a borrowed one. Immutable and
 * thread-safe.
 */
record PoolLoans(PgPool pool) {

  /** The transaction of the scope that the caller is in, where its calls are to be part of it. */
  @Nullable PgTransaction joined() {
    return PgTransactionScope.entered() ? PgTransactionScope.joining(pool).orElse(null) : null;
  }

  Rows<Row> stream(String sql, @Nullable Object[] arguments) {
    PgTransaction tx = joined();
    return tx == null ? held(lease -> lease.stream(sql, arguments)) : tx.stream(sql, arguments);
  }

  <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object[] arguments) {
    PgTransaction tx = joined();
    return tx == null
        ? held(lease -> lease.stream(type, sql, arguments))
        : tx.stream(type, sql, arguments);
  }

  <T> Rows<T> stream(RowMapper<T> mapper, String sql, @Nullable Object[] arguments) {
    PgTransaction tx = joined();
    return tx == null
        ? held(lease -> lease.stream(mapper, sql, arguments))
        : tx.stream(mapper, sql, arguments);
  }

  PgPipeline pipeline(RowMapping mapping) {
    PgTransaction tx = joined();
    if (tx != null) {
      return tx.pipeline();
    }
    return PgPipeline.on(
        work -> {
          try (Lease lease = pool.acquire()) {
            work.accept(lease.connection());
          }
        },
        mapping);
  }

  <C extends PgCopy> C copy(CopyRequest<C> request) {
    PgTransaction tx = joined();
    if (tx != null) {
      return tx.copy(request);
    }
    Lease lease = pool.acquire();
    try {
      C copy = lease.copy(request);
      copy.onClose(lease::close);
      return copy;
    } catch (RuntimeException | Error failed) {
      lease.close();
      throw failed;
    }
  }

  long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    PgTransaction tx = joined();
    if (tx != null) {
      return tx.executeBatch(mode, sql, rows);
    }
    try (Lease lease = pool.acquire()) {
      return lease.executeBatch(mode, sql, rows);
    }
  }

  private <T> Rows<T> held(Function<Lease, Rows<T>> query) {
    Lease lease = pool.acquire();
    try {
      return query.apply(lease).onClose(lease::close);
    } catch (RuntimeException | Error failed) {
      lease.close();
      throw failed;
    }
  }
}
