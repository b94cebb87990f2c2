// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.catalogue.SessionTypes;
import dev.upq.channel.Asides;
import dev.upq.channel.Canceller;
import dev.upq.channel.Channel;
import dev.upq.channel.Opening;
import dev.upq.config.HostPort;
import dev.upq.exchange.Call;
import dev.upq.exchange.Session;
import dev.upq.exchange.SimpleQuery;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one server. For one thread at a time: a call that comes while another thread's
 * call is under way is refused with {@link PgUsageException}, and touches nothing.
 *
 * <p>Every call blocks until its answer is there. A thread that is interrupted, or whose deadline
 * passes ({@link Deadline#within}, or the setting {@code query_timeout}), returns at once; its
 * statement is cancelled on the server behind its back, and the next call waits until that is over.
 *
 * <p>Each text is prepared at its first use and remembered, up to {@code statement_cache_size} of
 * them.
 */
public final class PgConnection
    implements PgSession, StreamSession, CopySession, BatchSession, AutoCloseable {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private final ConnectionSetup setup;
  private final Channel channel;
  private final Asides asides;
  private final Session session;
  private final HostPort host;
  private final SessionTypes types;
  private final PreparedStatements statements;
  private final Copies copies;
  private final boolean limited;
  private final Call endless;
  private final RowsSource streams;
  private final Turn turn = new Turn();
  private final AtomicBoolean endTold = new AtomicBoolean();

  // Of the thread whose turn it is.
  private @Nullable Rows<?> openRows;
  private long tenant;

  private PgConnection(
      ConnectionSetup setup, Channel channel, Asides asides, Session session, HostPort host) {
    this.setup = setup;
    this.channel = channel;
    this.asides = asides;
    this.session = session;
    this.host = host;
    this.types = new SessionTypes(setup.catalogue(), host.toString());
    this.statements = new PreparedStatements(setup, asides, channel, types, session.processId());
    this.copies = new Copies(this, setup);
    this.limited = setup.config().queryTimeout().isPositive();
    this.endless = made(Deadline.never(setup.clock()), true);
    this.streams = new RowsSource(this, setup.config().fetchBytes());
  }

  static PgConnection start(
      ConnectionSetup setup, Opening opening, Session session, Canceller canceller, HostPort host) {
    Channel channel =
        opening.start(
            setup.limits(), canceller, session.status(), host + " backend " + session.processId());
    PgConnection connection = new PgConnection(setup, channel, opening.asides(), session, host);
    channel.onEnd(new Ended(connection, null));
    return connection;
  }

  /** Opens a connection to what a URI or a key=value string names. */
  public static PgConnection open(String uriOrKeyValues) {
    return Connector.open(uriOrKeyValues);
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    return told(sql, new Turn.Taken<>(this, new WholeQuery(this, sql, arguments)));
  }

  /**
   * As {@link #query}, for statements that leave nothing behind in the session, sent outside a
   * transaction: any number of threads may call it at once, and what they send is answered in its
   * order, each by itself. For the pool, which lets nobody else use the connection meanwhile.
   */
  public QueryResult queryShared(String sql, @Nullable Object... arguments) {
    return told(sql, new WholeQuery(this, sql, arguments));
  }

  /**
   * Runs a text of one or more statements without parameters, by the simple protocol; one result
   * each. Values come as text. For scripts, and for what cannot be prepared.
   */
  public List<QueryResult> script(String sql) {
    return statements.notedAll(sql, statement(sql, call -> SimpleQuery.run(call, sql)));
  }

  /**
   * Runs a text without parameters although this thread may be interrupted, within a deadline of
   * its own. For cleaning up: ROLLBACK has to be sent even by a thread that is being told to stop.
   */
  public List<QueryResult> scriptUninterrupted(String sql, Deadline deadline) {
    return taken(() -> SimpleQuery.run(call(deadline, false), sql));
  }

  /** The next call on this connection is refused until they are closed, or read to their end. */
  @Override
  public Rows<Row> stream(String sql, @Nullable Object... arguments) {
    return stream(row -> row, sql, arguments);
  }

  @Override
  public <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments) {
    return rows(columns -> setup.mapping().mapper(type, columns), sql, arguments);
  }

  /** As {@link #stream(String, Object...)}, each row through {@code mapper}. */
  public <T> Rows<T> stream(RowMapper<T> mapper, String sql, @Nullable Object... arguments) {
    return rows(mapper::on, sql, arguments);
  }

  @Override
  public RowMapping mapping() {
    return setup.mapping();
  }

  @Override
  public <C extends PgCopy> C copy(CopyRequest<C> request) {
    return request.open(copies);
  }

  @Override
  public long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    return statement(sql, new BatchCall(statements, mode, sql, rows)::run);
  }

  /** A pipeline: statements that are sent ahead of their answers. */
  public PgPipeline pipeline() {
    return new PgPipeline(this);
  }

  /** True while a statement is being cancelled; a new call would wait. Takes no lock. */
  public boolean settling() {
    return channel.settling();
  }

  /** True while nothing is owed, nothing is being cancelled, and the connection has not ended. */
  public boolean quiet() {
    return channel.quiet();
  }

  /** The transaction status after the last answer. */
  public TransactionStatus status() {
    return channel.status();
  }

  /**
   * True where the next caller would find the connection as if new, as far as the protocol tells:
   * idle outside a transaction, nothing owed, nothing being cancelled, alive. Settings and
   * temporary objects are not looked at.
   */
  public boolean clean() {
    return channel.quiet()
        && channel.status() == TransactionStatus.IDLE
        && openRows == null
        && !copies.anyOpen();
  }

  /** Rows and pipelines made before are refused from now on: their maker has given it back. */
  public void changeTenant() {
    tenant++;
  }

  /**
   * Makes the connection clean: waits for a cancellation to end, closes open rows, rolls an open
   * transaction back. Ignores interrupts.
   *
   * @return whether it is clean now; false where it ended or the deadline passed
   */
  public boolean settle(Deadline deadline) {
    try {
      Rows<?> rows = openRows;
      if (rows != null) {
        rows.abandon();
      }
      copies.abandon();
      if (!channel.awaitQuiet(deadline)) {
        return false;
      }
      if (channel.status() != TransactionStatus.IDLE) {
        scriptUninterrupted("ROLLBACK", deadline);
      }
      return clean();
    } catch (PgException failed) {
      return false;
    }
  }

  /** The types that are known; the catalogue is asked for those of these oids that are not. */
  public PgTypeRegistry types(Set<Integer> oids) {
    return taken(() -> types.knowing(call(), oids));
  }

  /** The value of a parameter that the server reports, for example {@code server_version}. */
  public Optional<String> parameter(String name) {
    return asides.parameter(name);
  }

  /** The notices that have come since the last call; the last 64 are kept. */
  public List<Diagnostic> takeNotices() {
    return asides.takeNotices();
  }

  /** What comes after LISTEN: to be taken, or waited for. */
  public Notifications notifications() {
    return new Notifications(this, asides);
  }

  /** How many statements the session holds prepared. */
  public int preparedCount() {
    return statements.held().size();
  }

  /** The process id of the server's backend; 0 where it told none. */
  public int processId() {
    return session.processId();
  }

  /** The protocol that is spoken is 3.this. */
  public int protocolMinor() {
    return session.minorVersion();
  }

  public HostPort host() {
    return host;
  }

  /** The clock that its deadlines are kept by. */
  public Clock clock() {
    return setup.clock();
  }

  /** True where no call can succeed any more. */
  public boolean ended() {
    return channel.ended();
  }

  /** Why it ended; a statement of its own where it has not. */
  public PgException ending() {
    return channel
        .ending()
        .orElseGet(() -> new PgConnectionLostException("the connection is open", Sent.NOTHING));
  }

  /** Runs {@code task} on a thread of the crew once the connection has ended. Set once. */
  public void onEnd(Runnable task) {
    channel.onEnd(new Ended(this, task));
  }

  /** Tells the probe of the end, once. */
  void tellEnd() {
    if (endTold.compareAndSet(false, true)) {
      setup.probe().ended(ending());
    }
  }

  /** Waits until the server has closed its end too; false where the deadline passed before. */
  public boolean awaitEnd(Deadline deadline) {
    return channel.awaitEnd(deadline);
  }

  /** Says goodbye and closes. Returns at once; calls under way fail. Idempotent, any thread. */
  @Override
  public void close() {
    channel.close();
  }

  /** Closes the link without a word. Idempotent, any thread. */
  public void abort() {
    channel.abort(new PgConnectionLostException("the connection was aborted", Sent.MAYBE));
  }

  @Override
  public String toString() {
    return "PgConnection[" + host + ", backend " + session.processId() + "]";
  }

  /** Who may use what is made now. */
  long tenant() {
    return tenant;
  }

  /** A call whose deadline is that of the current block of calls, or the configuration's. */
  Call call() {
    if (!Deadline.overCall() && !limited) {
      statements.begin(endless);
      return endless;
    }
    Duration limit = limited ? setup.config().queryTimeout() : NO_LIMIT;
    return call(Deadline.forCall(setup.clock(), limit), true);
  }

  PreparedStatements statements() {
    return statements;
  }

  /** Work in this thread's turn; another thread's is refused. */
  <T> T taken(Supplier<T> work) {
    turn.begin();
    try {
      if (openRows != null) {
        throw new PgUsageException(
            "rows of an earlier query are still open on this connection; close them first");
      }
      copies.refuseIfOpen();
      return work.get();
    } finally {
      turn.end();
    }
  }

  /** The rows are read to their end, or closed. */
  void closed(Rows<?> rows) {
    if (openRows == rows) {
      openRows = null;
    }
  }

  Call call(Deadline deadline, boolean interruptible) {
    Call call = made(deadline, interruptible);
    statements.begin(call);
    return call;
  }

  private Call made(Deadline deadline, boolean interruptible) {
    return new Call(
        channel,
        deadline,
        interruptible,
        types,
        setup.mapping(),
        statements.held(),
        setup.config().maxResultBytes());
  }

  private <T> T statement(String sql, Function<Call, T> conversation) {
    return told(sql, () -> taken(() -> conversation.apply(call())));
  }

  /** Tells the probe of a statement. */
  private <T> T told(String sql, Supplier<T> work) {
    long begun = setup.clock().nanos();
    PgException failure = null;
    try {
      return work.get();
    } catch (PgException failed) {
      failure = failed;
      throw failed;
    } finally {
      setup.probe().statement(sql, setup.clock().nanos() - begun, failure);
    }
  }

  private <T> Rows<T> rows(
      Function<Columns, RowMapper<T>> mapper, String sql, @Nullable Object[] arguments) {
    return taken(
        () -> {
          Rows<T> rows = streams.open(call(), sql, mapper, arguments);
          openRows = rows;
          return rows;
        });
  }
}
