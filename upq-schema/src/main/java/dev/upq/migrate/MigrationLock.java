// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The lock that lets one migrator work on one log: an advisory lock of its session. Immutable, but
 * for its dice; one thread at a time.
 *
 * <p>It is asked for again and again, and never waited for inside the server: a session that waits
 * there keeps a snapshot that CREATE INDEX CONCURRENTLY waits for, and both would wait for ever.
 *
 * @see <a href="https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS">Advisory
 *     locks</a>
 */
final class MigrationLock {

  /** The first half of the key, of all migrators: the letters upq. */
  static final int CLASS = 0x757071;

  private static final Duration LEAST = Duration.ofMillis(100);

  /** The longest pause at first; so who waits for one that was killed goes on within a second. */
  private static final Duration EARLY = Duration.ofMillis(500);

  private static final Duration EARLY_ON = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofSeconds(1);
  private static final Duration TELL = Duration.ofSeconds(2);

  private static final String ITS =
      " where l.locktype OPERATOR(pg_catalog.=) 'advisory'"
          + " and l.classid OPERATOR(pg_catalog.=) $1::pg_catalog.int4::pg_catalog.oid"
          + " and l.objid OPERATOR(pg_catalog.=) $2::pg_catalog.int4::pg_catalog.oid"
          + " and l.objsubid OPERATOR(pg_catalog.=) 2 and l.granted and l.database"
          + " OPERATOR(pg_catalog.=) (select oid from pg_catalog.pg_database where datname"
          + " OPERATOR(pg_catalog.=) pg_catalog.current_database())";

  private static final String HELD =
      "select pg_catalog.count(*) from pg_catalog.pg_locks l"
          + ITS
          + " and l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()";

  private static final String HOLDER =
      "select l.pid, a.application_name, a.usename::pg_catalog.text,"
          + " coalesce(pg_catalog.host(a.client_addr), 'local'), coalesce(a.state, 'hidden'),"
          + " coalesce(a.state_change::pg_catalog.text, 'an unknown time'),"
          + " pg_catalog.left(coalesce(a.query, ''), 200)"
          + " from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a"
          + " on a.pid OPERATOR(pg_catalog.=) l.pid"
          + ITS;

  private final int key;
  private final SplittableRandom dice = new SplittableRandom();

  /** Of the log of that name. */
  MigrationLock(String database, LogLayout log) {
    this.key = Checksum.ofNames(database, log.schema(), log.table()) & Integer.MAX_VALUE;
  }

  /**
   * Takes it, outside a transaction.
   *
   * @throws MigrationException where the time is over ({@code LOCKED}); the message names who has
   *     it
   * @throws PgInterruptedException where the thread is interrupted
   */
  void take(PgConnection connection, MigratorSettings settings) {
    Clock clock = connection.clock();
    Deadline end = Deadline.after(clock, settings.deadline());
    Deadline tell = Deadline.after(clock, Duration.ZERO);
    Deadline early = Deadline.after(clock, EARLY_ON);
    while (!ask(connection)) {
      if (end.passed()) {
        throw new MigrationException(
            Reason.LOCKED,
            "another migrator has the lock, for longer than "
                + settings.deadline().toSeconds()
                + " s: "
                + holder(connection)
                + "; wait for it, or end its session with pg_terminate_backend");
      }
      if (tell.passed()) {
        settings.listener().accept(new MigrationEvent.Waiting(holder(connection)));
        tell = Deadline.after(clock, TELL);
      }
      Duration pause =
          Duration.ofNanos(
              dice.nextLong(LEAST.toNanos(), (early.passed() ? MOST : EARLY).toNanos()));
      pause(Deadline.after(clock, pause).earlier(end), this);
    }
  }

  private boolean ask(PgConnection connection) {
    return connection
        .query("select pg_catalog.pg_try_advisory_lock($1, $2)", CLASS, key)
        .oneBoolean();
  }

  /** Whether this session has it. */
  boolean held(PgConnection connection) {
    return connection.query(HELD, CLASS, key).oneLong() > 0;
  }

  /** Takes it again where a migration has let it go; false where another has it by now. */
  boolean again(PgConnection connection) {
    return held(connection) || ask(connection);
  }

  void free(PgConnection connection) {
    connection.query("select pg_catalog.pg_advisory_unlock($1, $2)", CLASS, key);
  }

  /** Who has it, for a person. */
  private String holder(PgConnection connection) {
    QueryResult found = connection.query(HOLDER, CLASS, key);
    if (found.isEmpty()) {
      return "nobody, since a moment ago";
    }
    Row row = found.row(0);
    return "process "
        + row.intValue(0)
        + ", application \""
        + row.find(1, String.class).orElse("")
        + "\" of "
        + row.find(2, String.class).orElse("?")
        + " ("
        + row.get(3, String.class)
        + "), "
        + row.get(4, String.class)
        + " since "
        + row.get(5, String.class)
        + ", last statement: "
        + row.get(6, String.class).replaceAll("\\s+", " ");
  }

  /**
   * Waits for a point in time.
   *
   * @throws PgInterruptedException where the thread is interrupted
   */
  static void pause(Deadline until, Object blocker) {
    while (!until.passed()) {
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new PgInterruptedException("interrupted while waiting", Sent.NOTHING);
      }
      until.park(blocker);
    }
  }
}
