// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.config.PgConfig;
import dev.upq.connection.BatchMode;
import dev.upq.connection.BatchSession;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.CopyRequest;
import dev.upq.connection.CopySession;
import dev.upq.connection.PgCopy;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.RegistryKeeper;
import dev.upq.connection.Rows;
import dev.upq.connection.StreamSession;
import dev.upq.lane.ReadLane;
import dev.upq.mapping.RecordMapping;
import dev.upq.mapping.StatementCheck;
import dev.upq.pool.ConnectionPool;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.pool.OneShots;
import dev.upq.pool.PoolState;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.statement.Pooler;
import dev.upq.time.Deadline;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.TransactionOptions;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to one database, and the door to all else. Thread-safe; open one and share
 * it.
 *
 * <pre>{@code
 * record Airport(String iata, String name, String city) {}
 *
 * try (PgPool pg = PgPool.open("postgresql://app@localhost/flights?pool_max=16")) {
 *   List<Airport> hawaii =
 *       pg.query("select iata, name, city from airport where state = $1", "HI").list(Airport.class);
 *   long changed = pg.execute("update flight set delay_minutes = $2 where id = $1", 7, 3);
 * }
 * }</pre>
 *
 * <p>Calls block, and are meant for virtual threads. An interrupt, or a deadline ({@link #within}),
 * ends a call at once; its statement is cancelled on the server and the connection goes on living.
 *
 * <p>Opening does no I/O, but for reading {@code statement_registry_file} where that is set; the
 * first call connects.
 */
public final class PgPool
    implements PgSession, StreamSession, CopySession, BatchSession, Lender, AutoCloseable {

  private static final int MAX_WAITING = 100_000;

  private final ConnectionPool connections;
  private final OneShots oneShots;
  private final RegistryKeeper registry;
  private final ConnectionSetup setup;
  private final RowMapping mapping;
  private final ReentrantLock opening = new ReentrantLock();
  // Guarded by opening.
  private boolean closed;
  // Written under opening, read without it.
  private volatile @Nullable ReadLane lane;

  private PgPool(ConnectionSetup setup) {
    this.setup = setup;
    this.connections = new ConnectionPool(setup, MAX_WAITING);
    this.oneShots = new OneShots(connections, setup);
    this.registry = RegistryKeeper.open(setup);
    this.mapping = setup.mapping();
    setup.registry().pooler().wanted();
  }

  /**
   * A pool for what a URI or a key=value string names; see {@link PgConfig#parse(String)} for its
   * settings.
   */
  public static PgPool open(String uriOrKeyValues) {
    return open(PgConfig.parse(uriOrKeyValues));
  }

  public static PgPool open(PgConfig config) {
    return open(ConnectionSetup.of(config).withMapping(RecordMapping.instance()));
  }

  /**
   * A pool that knows types of your own, for what a URI or a key=value string names. Nothing is
   * opened before {@link PgPoolBuilder#open}.
   */
  public static PgPoolBuilder builder(String uriOrKeyValues) {
    return new PgPoolBuilder(PgConfig.parse(uriOrKeyValues));
  }

  /** A pool whose connections are made with codecs, a probe or seams of the caller's own. */
  public static PgPool open(ConnectionSetup setup) {
    return new PgPool(setup);
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    return oneShots.query(sql, arguments);
  }

  /**
   * Rows as they come, in bounded memory; a connection is held until they are closed or read to the
   * end.
   */
  @Override
  public Rows<Row> stream(String sql, @Nullable Object... arguments) {
    return held(lease -> lease.stream(sql, arguments));
  }

  /** As {@link #stream(String, Object...)}, each row as a {@code type}. */
  @Override
  public <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments) {
    return held(lease -> lease.stream(type, sql, arguments));
  }

  /** As {@link #stream(String, Object...)}, each row through {@code mapper}. */
  public <T> Rows<T> stream(RowMapper<T> mapper, String sql, @Nullable Object... arguments) {
    return held(lease -> lease.stream(mapper, sql, arguments));
  }

  @Override
  public RowMapping mapping() {
    return mapping;
  }

  /**
   * A pipeline whose every {@link PgPipeline#run()} borrows a connection and gives it back,
   * whatever becomes of it.
   */
  public PgPipeline pipeline() {
    return PgPipeline.on(
        work -> {
          try (Lease lease = connections.acquire()) {
            work.accept(lease.connection());
          }
        },
        mapping);
  }

  /** A connection is held until the COPY has ended. */
  @Override
  public <C extends PgCopy> C copy(CopyRequest<C> request) {
    Lease lease = connections.acquire();
    try {
      C copy = lease.copy(request);
      copy.onClose(lease::close);
      return copy;
    } catch (RuntimeException | Error failed) {
      lease.close();
      throw failed;
    }
  }

  @Override
  public long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    try (Lease lease = connections.acquire()) {
      return lease.executeBatch(mode, sql, rows);
    }
  }

  /** Begins a transaction on a connection of its own. */
  public PgTransaction begin() {
    return begin(TransactionOptions.standard());
  }

  public PgTransaction begin(TransactionOptions options) {
    return PgTransaction.begin(connections, options);
  }

  /**
   * Runs {@code work} with one deadline over all its calls together, waiting for connections
   * included.
   *
   * @throws dev.upq.fault.PgTimeoutException out of the call during which it passes
   */
  public <T> T within(Duration duration, Function<PgPool, T> work) {
    return Deadline.within(connections.clock(), duration, () -> work.apply(this));
  }

  @Override
  public Lease acquire() {
    return connections.acquire();
  }

  @Override
  public Lease acquire(Deadline deadline) {
    return connections.acquire(deadline);
  }

  /**
   * The read lane: small reads of all callers leave in shared bursts, on read-only connections of
   * its own, beside those of the pool. The first call of this makes it, the first statement
   * connects.
   */
  public ReadLane lane() {
    ReadLane its = lane;
    return its == null ? openLane() : its;
  }

  private ReadLane openLane() {
    ReadLane its;
    boolean late;
    opening.lock();
    try {
      its = lane;
      late = closed;
      if (its == null) {
        its = ReadLane.open(setup);
        lane = its;
      }
    } finally {
      opening.unlock();
    }
    if (late) {
      its.close();
    }
    return its;
  }

  /**
   * Lays statements against the records that go with them, before a program relies on them: one
   * round trip for all, and one more for what may be NULL.
   */
  public StatementCheck.Report check(StatementCheck statements) {
    try (Lease lease = connections.acquire()) {
      return statements.run(lease.connection());
    }
  }

  /**
   * What is known of a pooler between the pool and its server. Found out in front of the second
   * call of a connection, unless {@code transaction_pooler} is set; where one is found, a line goes
   * to the probe too.
   */
  public Pooler pooler() {
    return setup.registry().pooler().known();
  }

  /** How many connections are in which state. */
  public PoolState state() {
    return connections.state();
  }

  /**
   * Closes the pool: waiters fail at once, lent connections are closed when they come back.
   * Idempotent.
   */
  @Override
  public void close() {
    ReadLane its;
    opening.lock();
    try {
      closed = true;
      its = lane;
    } finally {
      opening.unlock();
    }
    if (its != null) {
      its.close();
    }
    connections.close();
    registry.close();
  }

  private <T> Rows<T> held(Function<Lease, Rows<T>> query) {
    Lease lease = connections.acquire();
    try {
      return query.apply(lease).onClose(lease::close);
    } catch (RuntimeException | Error failed) {
      lease.close();
      throw failed;
    }
  }
}
