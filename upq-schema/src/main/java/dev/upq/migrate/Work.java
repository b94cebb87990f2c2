// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.time.Deadline;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call of a migrator, from its connecting to its end. One thread, but for {@link #drop}.
 *
 * <p>The files are read while it connects. Where the answer of a COMMIT does not come, another
 * session is opened; it gets the lock when the server has ended the first one, and what the log
 * says then is the truth.
 */
final class Work {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ConnectionSetup setup;
  private final MigratorSettings settings;
  private final AtomicReference<@Nullable MigratorSession> current = new AtomicReference<>();
  private volatile boolean dropped;

  Work(ConnectionSetup setup, MigratorSettings settings) {
    this.setup = setup;
    this.settings = settings;
  }

  /** What a call does in its session. */
  @FunctionalInterface
  interface Call<T> {
    /** May be called again, with another session, where it throws {@link CommitInDoubt}. */
    T in(MigratorSession session, MigrationSet files);
  }

  /**
   * Runs it.
   *
   * @throws MigrationException where it fails
   * @throws PgConnectException where no connection can be made
   */
  <T> T run(Call<T> call) {
    FutureTask<MigrationSet> reading = new FutureTask<>(() -> MigrationSet.read(settings.source()));
    setup.crew().start("upq-migrate-read", reading);
    try {
      enter(MigratorSession.open(setup, settings));
      MigrationSet files = result(reading);
      while (true) {
        try {
          return call.in(session(), files);
        } catch (CommitInDoubt doubt) {
          reopen(doubt);
        }
      }
    } catch (PgException failed) {
      throw translated(failed);
    } catch (SqlSyntaxException wrong) {
      throw new MigrationException(Reason.SYNTAX, String.valueOf(wrong.getMessage()), wrong);
    } catch (UncheckedIOException failed) {
      throw new MigrationException(
          Reason.SOURCE, "a migration cannot be read: " + failed.getMessage(), failed);
    } finally {
      MigratorSession last = current.getAndSet(null);
      if (last != null) {
        last.close();
      }
    }
  }

  /** Ends the connection under a call; any thread. The call fails, the server rolls back. */
  void drop() {
    dropped = true;
    MigratorSession its = current.get();
    if (its != null) {
      its.drop();
    }
  }

  private void enter(MigratorSession session) {
    current.set(session);
    if (dropped) {
      session.drop();
    }
  }

  private MigratorSession session() {
    return Objects.requireNonNull(current.get());
  }

  private void reopen(CommitInDoubt doubt) {
    session().drop();
    Deadline end = Deadline.after(setup.clock(), settings.deadline());
    settings
        .listener()
        .accept(
            new MigrationEvent.Told(
                "the answer of a COMMIT has not come ("
                    + doubt.getMessage()
                    + "); the log will tell"));
    while (!dropped) {
      try {
        enter(MigratorSession.open(setup, settings));
        return;
      } catch (PgConnectException away) {
        if (end.passed()) {
          throw doubtful(away);
        }
        MigrationLock.pause(Deadline.after(setup.clock(), PAUSE), this);
      }
    }
    throw doubtful(doubt);
  }

  private static MigrationException doubtful(RuntimeException why) {
    return new MigrationException(
        Reason.CONNECTION,
        "whether the last migration was committed is not known, for its answer has not come; run"
            + " again: the log tells ("
            + why.getMessage()
            + ")",
        why);
  }

  private static MigrationSet result(FutureTask<MigrationSet> reading) {
    try {
      return reading.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PgInterruptedException("interrupted while the files were read", Sent.NOTHING);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException its) {
        throw its;
      }
      throw new MigrationException(
          Reason.SOURCE, "the migrations cannot be read: " + failed.getCause(), failed);
    }
  }

  private RuntimeException translated(PgException failed) {
    return switch (failed) {
      case PgConnectException unconnected -> unconnected;
      case PgInterruptedException _ ->
          new MigrationException(
              Reason.INTERRUPTED,
              "interrupted: what was under way is rolled back, what was done before stays",
              failed);
      case PgServerException refused -> {
        MigratorSession its = current.get();
        yield its == null
            ? refused
            : Failures.of(refused, "the migrator was refused", its.log().layout());
      }
      default ->
          new MigrationException(
              Reason.CONNECTION,
              "the connection was lost; what was under way is rolled back, and the log tells what"
                  + " is done: run again ("
                  + failed.getMessage()
                  + ")",
              failed);
    };
  }
}
