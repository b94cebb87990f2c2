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
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.probe.Execution.Way;
import dev.upq.probe.Probe;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

  private final ConnectionSetup setup;
  private final Channel channel;
  private final Asides asides;
  private final Session session;
  private final HostPort host;
  private final SessionTypes types;
  private final PreparedStatements statements;
  private final Copies copies;
  private final Calls calls;
  private final RowsSource streams;
  private final Upkeep upkeep;
  private final Turn turn = new Turn();
  private final Teller teller;

  // Of the thread whose turn it is.
  private @Nullable Rows<?> openRows;
  private long tenant;

  private PgConnection(
      ConnectionSetup setup,
      Channel channel,
      Asides asides,
      Session session,
      Canceller canceller,
      HostPort host) {
    this.setup = setup;
    this.channel = channel;
    this.asides = asides;
    this.session = session;
    this.host = host;
    this.teller = Teller.of(setup, host, asides.parameter("in_hot_standby"));
    this.types = new SessionTypes(setup.catalogue(), host.toString());
    this.upkeep = new Upkeep(this, setup, channel, asides, canceller);
    int process = session.processId();
    this.statements = new PreparedStatements(setup, asides, channel, types, upkeep, process);
    this.copies = new Copies(this, setup);
    this.calls = new Calls(setup, channel, types, statements);
    this.streams = new RowsSource(this, setup.config().fetchBytes());
  }

  static PgConnection start(
      ConnectionSetup setup, Opening opening, Session session, Canceller canceller, HostPort host) {
    Channel channel =
        opening.start(
            setup.limits(), canceller, session.status(), host + " backend " + session.processId());
    PgConnection connection =
        new PgConnection(setup, channel, opening.asides(), session, canceller, host);
    channel.onEnd(new Ended(connection, null));
    return connection;
  }

  /** Opens a connection to what a URI or a key=value string names. */
  public static PgConnection open(String uriOrKeyValues) {
    return Connector.open(uriOrKeyValues);
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    WholeQuery query = new WholeQuery(this, sql, arguments).inTurn();
    return teller.told(query, query);
  }

  /**
   * As {@link #query}, for statements that leave nothing behind in the session, sent outside a
   * transaction: any number of threads may call it at once, and what they send is answered in its
   * order, each by itself. For the pool, which lets nobody else use the connection meanwhile.
   */
  public QueryResult queryShared(String sql, @Nullable Object... arguments) {
    WholeQuery query = new WholeQuery(this, sql, arguments);
    return teller.told(query, query);
  }

  /**
   * Runs a text of one or more statements without parameters, by the simple protocol; one result
   * each. Values come as text. For scripts, and for what cannot be prepared.
   */
  public List<QueryResult> script(String sql) {
    upkeep.runs(sql);
    return statements.notedAll(
        sql, teller.script(sql, () -> taken(() -> SimpleQuery.run(call(), sql))));
  }

  /**
   * Runs a text without parameters although this thread may be interrupted, within a deadline of
   * its own. For cleaning up: ROLLBACK has to be sent even by a thread that is being told to stop.
   */
  public List<QueryResult> scriptUninterrupted(String sql, Deadline deadline) {
    return taken(() -> SimpleQuery.run(call(deadline, false), sql));
  }

  /** COMMIT, as {@link #scriptUninterrupted}, and told as what the program asked for. */
  public QueryResult commit(Deadline deadline) {
    return teller.script("COMMIT", () -> scriptUninterrupted("COMMIT", deadline)).getLast();
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
    Executed batch = teller.begun(sql, Way.BATCH);
    BatchCall rowsCall = new BatchCall(statements, mode, sql, rows);
    return teller.told(batch, () -> batch.batch(taken(() -> rowsCall.run(call()))));
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
   * True where the protocol has nothing against the next caller: idle outside a transaction,
   * nothing owed, nothing being cancelled, alive. {@link Upkeep#hasLeftSomething()} is another
   * question.
   */
  public boolean clean() {
    return upkeep.clean() && openRows == null && !copies.anyOpen();
  }

  /** Rows and pipelines made before are refused from now on: their maker has given it back. */
  public void changeTenant() {
    tenant++;
    upkeep.returned(teller.lastStatement());
    teller.forget();
  }

  /**
   * Makes the connection clean: waits for a cancellation to end, closes open rows, rolls an open
   * transaction back, takes away what was left behind. Ignores interrupts.
   *
   * @return whether it is clean now; false where it ended or the deadline passed
   */
  public boolean settle(Deadline deadline) {
    return upkeep.settle(deadline) && clean();
  }

  /** Gives open rows and a COPY up. */
  void abandon() {
    Rows<?> rows = openRows;
    if (rows != null) {
      rows.abandon();
    }
    copies.abandon();
  }

  /** What is done between two borrowers, for a pool. */
  public Upkeep upkeep() {
    return upkeep;
  }

  /** The text of the last statement of who has it now; null where there was none. Any thread. */
  public @Nullable String lastStatement() {
    return teller.lastStatement();
  }

  /** Tells {@code listener} of each error of the server's that a statement ends with. Set once. */
  public void onRefusal(Consumer<PgServerException> listener) {
    teller.onRefusal(listener);
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
    return new Notifications(this, asides, teller);
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

  /** Who is told what happens here. */
  public Probe probe() {
    return teller.probe();
  }

  /** Tells the probe of the end, once. */
  void tellEnd() {
    teller.connectionEnded(ending());
  }

  Teller teller() {
    return teller;
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
    return calls.begin();
  }

  Calls calls() {
    return calls;
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
    return calls.begin(deadline, interruptible);
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
