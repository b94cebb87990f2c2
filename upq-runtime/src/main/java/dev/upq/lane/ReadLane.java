// SPDX-License-Identifier: Apache-2.0
package dev.upq.lane;

import dev.upq.config.PgConfig;
import dev.upq.connection.BurstCall;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgSession;
import dev.upq.fault.PgException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.pool.ConnectionPool;
import dev.upq.pool.OneShots;
import dev.upq.probe.Probe;
import dev.upq.row.QueryResult;
import dev.upq.row.RowMapping;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.statement.TraceContext;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A read lane: small reads of many callers, sent in shared bursts to connections that are read-only
 * by the server's own enforcement. Thread-safe. The pool's {@code lane()} makes it.
 *
 * <pre>{@code
 * Airport hnl = pg.lane().query("select * from airport where iata = $1", "HNL").one(Airport.class);
 * }</pre>
 *
 * <p>For reads by key and the like, whose results are small. {@code now()} is shared by the
 * statements of one burst. An interrupt or a deadline ends a call at once and leaves the others
 * untouched; the statement itself is not cancelled, and ends within {@code lane_statement_timeout}.
 *
 * <p>Errors, beside those of every {@link PgSession}: a write is refused by the server ({@link
 * dev.upq.fault.PgReadOnlyException}, 25006), a result above {@code lane_result_size} by {@link
 * PgResultException}, and a text that leaves something in its session (SET, LISTEN, advisory locks)
 * by {@link PgUsageException} before anything is sent.
 */
public final class ReadLane implements PgSession, AutoCloseable {

  private static final int MAX_WAITING = 100_000;
  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  /** A text whose results are a larger part of the limit than one such is run alone. */
  private static final long SMALL_PART = 16;

  private final Carriers carriers;
  private final ConnectionPool siding;
  private final OneShots alone;
  private final PreparedStatementRegistry registry;
  private final Probe probe;
  private final Clock clock;
  private final RowMapping mapping;
  private final TraceContext trace;
  private final Duration queryTimeout;
  private final long maxResultBytes;

  private ReadLane(ConnectionSetup setup) {
    PgConfig config = setup.config();
    Duration limit = config.queryTimeout();
    ConnectionSetup together = setup.withConfig(LaneConfig.together(config));
    ConnectionSetup apart = setup.withConfig(LaneConfig.alone(config));
    this.carriers = new Carriers(together, config.laneMax(), MAX_WAITING);
    this.siding = new ConnectionPool(apart);
    this.alone = new OneShots(siding, apart);
    this.registry = setup.registry();
    this.probe = setup.probe();
    this.clock = setup.clock();
    this.mapping = setup.mapping();
    this.trace = setup.trace();
    this.queryTimeout = limit.isZero() || limit.isNegative() ? NO_LIMIT : limit;
    this.maxResultBytes = config.laneResultBytes();
  }

  /** A lane of connections that are made as {@code setup} says. Does no I/O. */
  public static ReadLane open(ConnectionSetup setup) {
    return new ReadLane(setup);
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    RegisteredStatement text = registry.look(sql);
    if (!text.stateless()) {
      throw new PgUsageException(
          "a lane takes plain reads only, and this text may leave something in its session; run it"
              + " on the pool, or in a transaction");
    }
    PreparedStatement known = text.known();
    BurstCall call = known != null && text.rides() ? encoded(known, arguments) : null;
    if (call == null) {
      return alone(text, arguments);
    }
    registry.used(text);
    // What was cancelled in a burst has done nothing: whatever comes now is told as it is.
    QueryResult result = together(text, call);
    return result == null ? alone(text, arguments) : result;
  }

  @Override
  public RowMapping mapping() {
    return mapping;
  }

  /** How many connections there are, who waits, and what was carried so far. */
  public LaneState state() {
    return carriers.state(siding.state());
  }

  /** Closes its connections; calls that wait fail at once, those under way too. Idempotent. */
  @Override
  public void close() {
    carriers.close();
    siding.close();
  }

  /** Null where an argument does not fit: alone, the server is asked for its types once more. */
  private @Nullable BurstCall encoded(PreparedStatement known, @Nullable Object[] arguments) {
    try {
      return new BurstCall(trace.on(known), arguments);
    } catch (PgValueException misfit) {
      return null;
    }
  }

  /** Null where it has to be run alone. */
  private @Nullable QueryResult together(RegisteredStatement text, BurstCall call) {
    long begun = clock.nanos();
    PgException failure = null;
    QueryResult result = null;
    try {
      Deadline deadline = Deadline.forCall(clock, queryTimeout);
      carriers.submit(call);
      result = call.await(deadline);
    } catch (PgException failed) {
      failure = failed;
      throw failed;
    } finally {
      if (call.heldOthersUp(maxResultBytes / SMALL_PART)) {
        text.unfit();
      }
      if (result != null || failure != null) {
        call.probe(probe).executed(call, clock.nanos() - begun, failure);
      }
    }
    return result;
  }

  private QueryResult alone(RegisteredStatement text, @Nullable Object[] arguments) {
    try {
      return alone.query(text.sql(), arguments);
    } catch (PgResultException tooLarge) {
      text.unfit();
      throw new PgResultException(
          "the result is larger than lane_result_size ("
              + maxResultBytes
              + " bytes); a lane is for small results, read this one with query() or stream() of"
              + " the pool");
    }
  }
}
