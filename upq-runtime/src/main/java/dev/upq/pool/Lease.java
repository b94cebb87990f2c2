// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.BatchMode;
import dev.upq.connection.BatchSession;
import dev.upq.connection.CopyRequest;
import dev.upq.connection.CopySession;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgCopy;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.Rows;
import dev.upq.connection.StreamSession;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A borrowed connection, for one thread at a time. Close it to give the connection back; closing
 * twice is one closing, and whatever is called after it fails without touching the connection,
 * which may be another's by then.
 */
public final class Lease
    implements PgSession, StreamSession, CopySession, BatchSession, AutoCloseable {

  private final ConnectionPool pool;
  private final Slot slot;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(ConnectionPool pool, Slot slot) {
    this.pool = pool;
    this.slot = slot;
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    return connection().query(sql, arguments);
  }

  @Override
  public RowMapping mapping() {
    return slot.connection.mapping();
  }

  /** See {@link PgConnection#script(String)}. */
  public List<QueryResult> script(String sql) {
    return connection().script(sql);
  }

  /** See {@link PgConnection#stream(String, Object...)}. */
  @Override
  public Rows<Row> stream(String sql, @Nullable Object... arguments) {
    return connection().stream(sql, arguments);
  }

  /** See {@link PgConnection#stream(Class, String, Object...)}. */
  @Override
  public <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments) {
    return connection().stream(type, sql, arguments);
  }

  /** See {@link PgConnection#stream(RowMapper, String, Object...)}. */
  public <T> Rows<T> stream(RowMapper<T> mapper, String sql, @Nullable Object... arguments) {
    return connection().stream(mapper, sql, arguments);
  }

  @Override
  public <C extends PgCopy> C copy(CopyRequest<C> request) {
    return connection().copy(request);
  }

  @Override
  public long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    return connection().executeBatch(mode, sql, rows);
  }

  /** See {@link PgConnection#pipeline()}. */
  public PgPipeline pipeline() {
    return connection().pipeline();
  }

  /**
   * The connection itself, for what has no method here. Do not keep it beyond the lease.
   *
   * @throws PgUsageException where the lease is closed
   */
  public PgConnection connection() {
    if (closed.get()) {
      throw new PgUsageException("this lease was closed; borrow again");
    }
    return slot.connection;
  }

  /**
   * Gives the connection back. Returns at once; what has to be cleaned is cleaned behind the
   * caller's back.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pool.giveBack(slot);
    }
  }
}
