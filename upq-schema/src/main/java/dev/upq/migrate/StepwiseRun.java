// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.migrate.LogRow.State;
import dev.upq.migrate.Sender.Refused;
import dev.upq.migrate.StatementKind.ConcurrentIndex;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a migration without a transaction, one statement after the other, and goes on where one was
 * stopped. One thread; used once.
 *
 * <p>Which statements are done stands in the migration's row:
 *
 * <ul>
 *   <li>A statement that a transaction can hold is committed together with that number: it is done
 *       exactly once, wherever the process or the server ends.
 *   <li>One that none can hold is marked as begun before and as done behind it. Where the end came
 *       between, it is run again, unless what it makes or drops shows that it has done its work: an
 *       index that is there and valid, or gone; a database that exists already. An index that is
 *       not valid is dropped first.
 *   <li>SET and RESET in front of that place are run again, for they were the session's.
 * </ul>
 */
final class StepwiseRun {

  /** What the server says where a thing is there, or gone, already. */
  private static final Set<String> DONE_BEFORE = Set.of("42P04", "42710", "3D000", "42704");

  /** Takes the guard rails away as well, and the lock. */
  private static final String DISCARD_ALL = "DISCARD ALL";

  private final MigratorSession session;
  private final PgConnection connection;
  private final LogTable log;
  private final MigratorSettings settings;
  private final Tally tally;
  private final Job job;
  private final Inspection inspection;
  private final Sender sender;
  private final ConcurrentIndexCare care;
  private long id;
  private int doubtful;

  StepwiseRun(
      MigratorSession session,
      MigratorSettings settings,
      Tally tally,
      Job job,
      Inspection inspection) {
    this.session = session;
    this.connection = session.connection();
    this.log = session.log();
    this.settings = settings;
    this.tally = tally;
    this.job = job;
    this.inspection = inspection;
    this.sender = new Sender(session, job.script());
    this.care = new ConcurrentIndexCare(connection, settings.listener());
  }

  void run() {
    long begun = session.clock().nanos();
    session.reset();
    try {
      open();
      settings
          .listener()
          .accept(
              new MigrationEvent.Begun(
                  job.title(), job.down(), inspection.statements(), job.done()));
      try (SqlSplitter splitter = job.script().split()) {
        statements(splitter);
      }
      Duration took = Duration.ofNanos(session.clock().nanos() - begun);
      session.logged(
          () -> {
            if (job.down()) {
              log.reverted(connection, id, tally.run());
            } else {
              log.applied(connection, id, took.toMillis());
            }
          });
      tally.done(job.kind(), job.version(), job.name(), job.down(), took);
    } catch (PgServerException refused) {
      throw Failures.of(refused, job.title(), log.layout());
    } catch (Refused refused) {
      throw Failures.refused(refused, job.title(), 0);
    }
  }

  /** Writes the row, or takes up the one that is there. */
  private void open() {
    LogRow row = job.rowOrNull();
    Optional<LogRow> stopped = job.stopped();
    stopped.ifPresent(its -> doubtful = its.begun() > its.done() ? its.begun() : 0);
    session.logged(
        () -> {
          if (job.down()) {
            id = Objects.requireNonNull(row).id();
            log.reverting(connection, row, tally.run());
          } else if (stopped.isPresent()) {
            id = stopped.get().id();
            log.resumed(connection, id, Objects.requireNonNull(job.migration()), tally.run());
          } else {
            id =
                log.insert(
                    connection,
                    Objects.requireNonNull(job.migration()),
                    State.RUNNING,
                    0,
                    tally.run());
          }
        });
  }

  private void statements(SqlSplitter splitter) {
    String checksum = "";
    int number = 0;
    Optional<SqlStatement> next = splitter.next();
    while (next.isPresent()) {
      SqlStatement statement = next.get();
      number++;
      checksum = Checksum.chained(checksum, statement.text());
      if (number > job.done()) {
        settings
            .listener()
            .accept(new MigrationEvent.Statement(job.title(), number, statement.begin().line()));
        step(statement, splitter, number, checksum);
      } else if (ofSession(statement)) {
        sender.send(statement, splitter);
      }
      next = splitter.next();
    }
  }

  private static boolean ofSession(SqlStatement statement) {
    String text = statement.text().stripLeading();
    return text.regionMatches(true, 0, "set ", 0, 4) || text.regionMatches(true, 0, "reset ", 0, 6);
  }

  private void step(SqlStatement statement, SqlSplitter splitter, int number, String checksum) {
    String where = job.title() + ": stopped at statement " + number + ", those before it are done";
    Retries retries = new Retries(settings, session.clock(), tally, job.title());
    while (true) {
      try {
        if (statement.kind().refusedInTransaction()) {
          outside(statement, splitter, number, checksum);
        } else {
          inside(statement, splitter, number, checksum);
        }
        return;
      } catch (Refused refused) {
        session.rollback();
        if (!again(retries, refused, statement)) {
          throw noted(Failures.refused(refused, where, retries.count()));
        }
      } catch (MigrationException failure) {
        throw noted(failure);
      } catch (PgServerException refused) {
        throw noted(Failures.of(refused, where, log.layout()));
      }
    }
  }

  private MigrationException noted(MigrationException failure) {
    session.rollback();
    failed(failure);
    return failure;
  }

  /** Data of a COPY are read once: such a statement is not tried again. */
  private static boolean again(Retries retries, Refused refused, SqlStatement statement) {
    return !(statement.kind() instanceof StatementKind.CopyIn) && retries.again(refused.server());
  }

  /** Writes down why it has stopped, as well as that can be done. */
  private void failed(MigrationException failure) {
    try {
      String first = String.valueOf(failure.getMessage());
      session.logged(() -> log.failed(connection, id, first));
    } catch (PgException | CommitInDoubt | MigrationException unwritten) {
      failure.addSuppressed(unwritten);
      session.rollback();
    }
  }

  private void inside(SqlStatement statement, SqlSplitter splitter, int number, String checksum) {
    session.begin();
    sender.send(statement, splitter);
    session.asOurselves();
    log.done(connection, id, number, checksum);
    session.checkLock();
    session.commit();
  }

  private void outside(SqlStatement statement, SqlSplitter splitter, int number, String checksum) {
    boolean inDoubt = doubtful == number;
    if (inDoubt) {
      settings
          .listener()
          .accept(
              new MigrationEvent.Told(
                  job.title()
                      + ": statement "
                      + number
                      + " was begun before, and what became of it is not known"));
    } else {
      session.logged(() -> log.begun(connection, id, number));
    }
    if (statement.kind() instanceof ConcurrentIndex index) {
      concurrently(index, statement, splitter, inDoubt);
    } else {
      alone(statement, splitter, inDoubt);
    }
    session.logged(() -> log.done(connection, id, number, checksum));
  }

  private void alone(SqlStatement statement, SqlSplitter splitter, boolean inDoubt) {
    try {
      sender.send(statement, splitter);
      if (statement.kind() instanceof StatementKind.OutsideTransaction(String command)
          && command.equals(DISCARD_ALL)) {
        session.reset();
      }
    } catch (Refused refused) {
      if (!inDoubt || !DONE_BEFORE.contains(refused.server().sqlState().code())) {
        throw refused;
      }
      settings
          .listener()
          .accept(
              new MigrationEvent.Told(
                  job.title() + ": it was done: " + refused.server().getMessage()));
    }
  }

  /** Waits for as long as it takes: it keeps nobody from reading or writing meanwhile. */
  private void concurrently(
      ConcurrentIndex index, SqlStatement statement, SqlSplitter splitter, boolean inDoubt) {
    String timeout =
        connection.query("select pg_catalog.current_setting('lock_timeout')").oneText();
    connection.script("set lock_timeout = 0");
    try {
      if (!care.settled(index, inDoubt)) {
        sender.send(statement, splitter);
        care.check(index);
      }
    } finally {
      if (!connection.ended()) {
        connection.query(
            "select pg_catalog.set_config('lock_timeout', $1::pg_catalog.text, false)", timeout);
      }
    }
  }
}
