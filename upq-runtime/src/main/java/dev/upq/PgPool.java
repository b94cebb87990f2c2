// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.config.ObservationSettings;
import dev.upq.config.PgConfig;
import dev.upq.connection.BatchMode;
import dev.upq.connection.BatchSession;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.CopyRequest;
import dev.upq.connection.CopySession;
import dev.upq.connection.PgCopy;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.RegistryKeeper;
import dev.upq.connection.Rows;
import dev.upq.connection.StreamSession;
import dev.upq.lane.ReadLane;
import dev.upq.mapping.RecordMapping;
import dev.upq.mapping.StatementCheck;
import dev.upq.pool.ConnectionPool;
import dev.upq.pool.Drained;
import dev.upq.pool.Holder;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.pool.OneShots;
import dev.upq.pool.PgReconnectSupervisor;
import dev.upq.pool.PoolState;
import dev.upq.pool.PoolSwitches;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.standing.Home;
import dev.upq.statement.Pooler;
import dev.upq.stats.Journal;
import dev.upq.stats.PgStatsRegistry;
import dev.upq.stats.PoolStats;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.TransactionOptions;
import java.time.Duration;
import java.util.List;
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
 * <p>Inside a {@link PgTransactionScope} on this pool, its own calls are refused, part of the
 * transaction, or apart from it, as the scope says.
 *
 * <p>Opening does no I/O, but for reading {@code statement_registry_file} where that is set; the
 * first call connects.
 */
public final class PgPool
    implements Home, StreamSession, CopySession, BatchSession, Lender, AutoCloseable {

  private final ConnectionPool connections;
  private final OneShots oneShots;
  private final PoolLoans loans;
  private final RegistryKeeper registry;
  private final ConnectionSetup setup;
  private final RowMapping mapping;
  private final PgStatsRegistry stats;
  private final @Nullable PoolStats own;
  private final ReentrantLock opening = new ReentrantLock();
  // Guarded by opening.
  private boolean closed;
  // Written under opening, read without it.
  private volatile @Nullable ReadLane lane;

  private PgPool(ConnectionSetup given, String name, PgStatsRegistry stats) {
    this.stats = stats;
    ObservationSettings its = given.config().observation();
    Journal journal = Journal.of(name, its.slowQuery(), its.slowAcquire(), given.probe());
    this.own = stats.on() && its.stats() ? stats.open(name, journal) : null;
    this.setup = given.withProbe(own == null ? journal : own);
    this.connections = new ConnectionPool(setup);
    this.oneShots = new OneShots(connections, setup);
    this.loans = new PoolLoans(this);
    this.registry = RegistryKeeper.open(setup);
    this.mapping = setup.mapping();
    setup.registry().pooler().wanted();
    if (own != null) {
      own.watch(new PgPoolView(connections, setup.registry()));
    }
    for (String warning : setup.config().warnings()) {
      setup.probe().warning(warning);
    }
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
    return builder(PgConfig.parse(uriOrKeyValues));
  }

  public static PgPoolBuilder builder(PgConfig config) {
    return new PgPoolBuilder(config);
  }

  /** A pool whose connections are made with codecs, a probe or seams of the caller's own. */
  public static PgPool open(ConnectionSetup setup) {
    return open(setup, setup.config().database(), PgStatsRegistry.create());
  }

  static PgPool open(ConnectionSetup setup, String name, PgStatsRegistry stats) {
    return new PgPool(setup, name, stats);
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    PgTransaction tx = loans.joined();
    return tx == null ? oneShots.query(sql, arguments) : tx.query(sql, arguments);
  }

  /**
   * Rows as they come, in bounded memory; a connection is held until they are closed or read to the
   * end.
   */
  @Override
  public Rows<Row> stream(String sql, @Nullable Object... arguments) {
    return loans.stream(sql, arguments);
  }

  /** As {@link #stream(String, Object...)}, each row as a {@code type}. */
  @Override
  public <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments) {
    return loans.stream(type, sql, arguments);
  }

  /** As {@link #stream(String, Object...)}, each row through {@code mapper}. */
  public <T> Rows<T> stream(RowMapper<T> mapper, String sql, @Nullable Object... arguments) {
    return loans.stream(mapper, sql, arguments);
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
    return loans.pipeline(mapping);
  }

  /** A connection is held until the COPY has ended. */
  @Override
  public <C extends PgCopy> C copy(CopyRequest<C> request) {
    return loans.copy(request);
  }

  @Override
  public long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    return loans.executeBatch(mode, sql, rows);
  }

  /** Begins a transaction on a connection of its own. */
  public PgTransaction begin() {
    return begin(TransactionOptions.standard());
  }

  public PgTransaction begin(TransactionOptions options) {
    return PgTransaction.begin(this, options);
  }

  /**
   * Runs {@code work} with one deadline over all its calls together, waiting for connections
   * included.
   *
   * @throws dev.upq.fault.PgTimeoutException out of the call during which it passes
   */
  public <T> T within(Duration duration, Function<PgPool, T> work) {
    return Deadline.within(clock(), duration, () -> work.apply(this));
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

  /** What its connections are made with; for connections that stand beside the pool. */
  @Override
  public ConnectionSetup setup() {
    return setup;
  }

  @Override
  public boolean owns(int processId) {
    return connections.owns(processId);
  }

  @Override
  public PoolState state() {
    return connections.state();
  }

  /** Who has which connection at the moment, the longest loan first. */
  public List<Holder> holders() {
    return connections.holders();
  }

  /** What keeps the connections at their number, and tells of outages. */
  public PgReconnectSupervisor supervisor() {
    return connections.supervisor();
  }

  /** As {@link PoolSwitches#pause}. The lane has connections of its own, and goes on. */
  public boolean pause() {
    return connections.switches().pause();
  }

  /** As {@link PoolSwitches#resume}. */
  public boolean resume() {
    return connections.switches().resume();
  }

  /** As {@link PoolSwitches#evict}. */
  public int evict() {
    return connections.switches().evict();
  }

  /** As {@link PoolSwitches#resize}. */
  public void resize(int min, int max) {
    connections.switches().resize(min, max);
  }

  /** As {@link PoolSwitches#drain}; then everything is closed, as by {@link #close}. */
  public Drained drain(Duration most) {
    Drained done = connections.switches().drain(most);
    close();
    return done;
  }

  /** What was counted here, and in the other pools that share it. */
  public PgStatsRegistry stats() {
    return stats;
  }

  /** The name under which {@link #stats} shows this pool; empty where it counts nothing. */
  public String name() {
    return own == null ? "" : own.name();
  }

  @Override
  public Clock clock() {
    return connections.clock();
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
    if (own != null) {
      own.close();
    }
  }
}
