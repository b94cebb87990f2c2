// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.config.PgConfig;
import dev.upq.config.TargetSessionAttrs;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.row.Row;
import dev.upq.statement.Identifier;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The one session that a migrator works in: it holds the lock, runs the migrations and writes the
 * log, so that whoever ends it ends all three. One thread at a time.
 *
 * <p>Between migrations it is set back to what it was at its login; locks of its own are kept.
 */
final class MigratorSession implements AutoCloseable {

  /** Ends a session that is left in a transaction, as by a program that is frozen. */
  private static final String IDLE_IN_TRANSACTION = "60s";

  /** The server looks so often, while a statement runs, whether its client is still there. */
  private static final String CONNECTION_CHECK = "200ms";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String WHO =
      "select pg_catalog.pg_backend_pid(), pg_catalog.current_database(),"
          + " pg_catalog.current_schema(), pg_catalog.current_setting('server_version_num'),"
          + " pg_catalog.pg_is_in_recovery()";

  /** Back to the login's settings; a transaction may be open. DISCARD ALL would free the lock. */
  private static final String RESET =
      "set session authorization default; reset role; reset all; close all; unlisten *;"
          + " discard temp; discard sequences; deallocate all; set statement_timeout = 0;"
          + " set idle_in_transaction_session_timeout = '"
          + IDLE_IN_TRANSACTION
          + "'; set default_transaction_isolation = 'read committed'; set lock_timeout = ";

  /** Until the end of the transaction: as at the login, and nobody's objects instead of ours. */
  private static final String AS_OURSELVES =
      "set local statement_timeout to 0; set local session_authorization to default; set local role"
          + " to default; set local search_path to pg_catalog";

  private final PgConnection connection;
  private final MigratorSettings settings;
  private final LogTable log;
  private final MigrationLock lock;
  private final boolean standby;
  private final String reset;

  private boolean watched;
  private boolean taken;

  private MigratorSession(
      PgConnection connection,
      MigratorSettings settings,
      LogTable log,
      MigrationLock lock,
      boolean standby,
      String reset,
      boolean watched) {
    this.connection = connection;
    this.settings = settings;
    this.log = log;
    this.lock = lock;
    this.standby = standby;
    this.reset = reset;
    this.watched = watched;
  }

  /**
   * Connects, and sees what it is connected to.
   *
   * @throws MigrationException where that will not do ({@code SERVER}, {@code LOG})
   * @throws PgException where no connection can be made
   */
  static MigratorSession open(ConnectionSetup setup, MigratorSettings settings) {
    PgConfig config = setup.config();
    boolean anySession =
        !config.statements().poolerAsked() && !config.statements().transactionPooler();
    Connector connector = new Connector(setup.withConfig(tuned(config)).withOwnRegistry());
    PgConnection connection = connector.connect();
    try {
      Row who = connection.script(WHO).getFirst().row(0);
      refusePooler(connection, Integer.parseInt(who.text(0)), anySession);
      int version = Integer.parseInt(who.text(3));
      LogLayout layout = new LogLayout(schema(settings, who), settings.table());
      return new MigratorSession(
          connection,
          settings,
          new LogTable(layout),
          new MigrationLock(who.text(1), layout),
          who.booleanValue(4),
          resetText(settings, version),
          version >= 140_000);
    } catch (RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  private static PgConfig tuned(PgConfig config) {
    String name = config.startupParameters().getOrDefault("application_name", "upq");
    PgConfig its = config.with("application_name", name + " migrate").with("query_timeout", "0");
    return its.hosts().size() > 1 && its.targetSessionAttrs() == TargetSessionAttrs.ANY
        ? its.toBuilder().targetSessionAttrs(TargetSessionAttrs.PRIMARY).build()
        : its;
  }

  private static void refusePooler(PgConnection connection, int serving, boolean anySession) {
    int told = connection.processId();
    if (told != 0 && serving != told && !anySession) {
      throw new MigrationException(
          Reason.SERVER,
          "a pooler stands between the program and PostgreSQL (told process "
              + told
              + ", served by "
              + serving
              + "): a session that it may hand on cannot keep the migrator's lock; connect to the"
              + " server itself, or set transaction_pooler=0 where the pooler gives each connection"
              + " a session of its own");
    }
  }

  private static String schema(MigratorSettings settings, Row who) {
    if (!settings.schema().isEmpty()) {
      return settings.schema();
    }
    if (who.isNull(2)) {
      throw new MigrationException(
          Reason.LOG,
          "the search_path of the session names no schema that is there; say where the log is to"
              + " stand (--schema)");
    }
    return who.text(2);
  }

  private static String resetText(MigratorSettings settings, int version) {
    String text = RESET + settings.lockTimeout().toMillis();
    if (version >= 140_000) {
      text += "; set idle_session_timeout = 0";
    }
    if (version >= 170_000) {
      text += "; set transaction_timeout = 0";
    }
    return text;
  }

  PgConnection connection() {
    return connection;
  }

  LogTable log() {
    return log;
  }

  Clock clock() {
    return connection.clock();
  }

  /** All rows of the log; empty where it is not there, or of an older layout. */
  Optional<List<LogRow>> rows() {
    return log.read(connection);
  }

  /**
   * Makes it the one that works: takes the lock, and makes the log where it is missing.
   *
   * @throws MigrationException where it cannot be ({@code LOCKED}, {@code SERVER}, {@code LOG})
   */
  void take() {
    if (standby) {
      throw new MigrationException(
          Reason.SERVER,
          "there is something to do, and the server is a standby, which takes no writes; connect to"
              + " the primary");
    }
    reset();
    lock.take(connection, settings);
    taken = true;
    log.layout().make(connection);
  }

  /** Sets the session back, in a transaction or outside. */
  void reset() {
    connection.script(reset);
    if (watched && connection.status() == TransactionStatus.IDLE) {
      watchClient();
    }
    if (!settings.schema().isEmpty()) {
      prependSchema();
    }
  }

  /** Not every platform can; then the end of a killed program is seen when its statement ends. */
  private void watchClient() {
    try {
      connection.script("set client_connection_check_interval = '" + CONNECTION_CHECK + "'");
    } catch (PgServerException unsupported) {
      watched = false;
    }
  }

  private void prependSchema() {
    connection.query(
        "select pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ',"
            + " $1::pg_catalog.text, nullif(pg_catalog.current_setting('search_path'), '')),"
            + " false)",
        Identifier.quote(settings.schema()));
  }

  void begin() {
    connection.script("begin");
  }

  /** From here to the end of the transaction nothing that a migration has set counts. */
  void asOurselves() {
    connection.script(AS_OURSELVES);
  }

  /**
   * Sees that the lock is still there: a migration may have let it go.
   *
   * @throws MigrationException where another migrator may have it ({@code LOCKED})
   */
  void checkLock() {
    if (!lock.again(connection)) {
      throw new MigrationException(
          Reason.LOCKED,
          "the migration has let go of the migrator's lock, and another has taken it; take"
              + " pg_advisory_unlock_all and DISCARD ALL out of it");
    }
  }

  /**
   * Commits.
   *
   * @throws PgServerException where the server refuses; it is rolled back
   * @throws CommitInDoubt where its answer does not come
   */
  void commit() {
    try {
      String tag = connection.commit(Deadline.never(clock())).commandTag();
      if (!tag.equals("COMMIT")) {
        throw new MigrationException(
            Reason.STATEMENT, "the transaction had failed, and was rolled back at its end");
      }
    } catch (PgServerException refused) {
      if (connection.ended() || refused.diagnostic().fatal()) {
        throw new CommitInDoubt(refused);
      }
      throw refused;
    } catch (PgException lost) {
      throw new CommitInDoubt(lost);
    }
  }

  /** A transaction of our own that writes to the log. */
  void logged(Runnable writes) {
    begin();
    asOurselves();
    writes.run();
    checkLock();
    commit();
  }

  /** Rolls back whatever is open. Ignores interrupts; what cannot be rolled back is closed. */
  void rollback() {
    Deadline patience = Deadline.after(clock(), PATIENCE);
    try {
      if (connection.upkeep().calm(patience) && connection.status() == TransactionStatus.IDLE) {
        return;
      }
      if (!connection.ended()) {
        connection.scriptUninterrupted("rollback", patience);
      }
    } catch (PgException stuck) {
      connection.abort();
    }
  }

  /** The notices that have come, as events. */
  void tellNotices() {
    connection
        .takeNotices()
        .forEach(notice -> settings.listener().accept(new MigrationEvent.Told(notice.line())));
  }

  /** Closes the connection from any thread: what runs fails, and the server frees the lock. */
  void drop() {
    connection.abort();
  }

  /** Lets the lock go and says goodbye. */
  @Override
  public void close() {
    if (connection.ended()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    rollback();
    try {
      if (taken && !connection.ended()) {
        connection.scriptUninterrupted(
            "select pg_catalog.pg_advisory_unlock_all()", Deadline.after(clock(), PATIENCE));
      }
    } catch (PgException gone) {
      connection.abort();
    }
    connection.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
