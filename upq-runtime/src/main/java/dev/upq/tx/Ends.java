// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is told of a transaction's end. Stateless. */
final class Ends {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private Ends() {}

  /** What a caller that is to wait for the server would be told at once, if anything. */
  static @Nullable PgException early(PgConnection connection) {
    if (Thread.currentThread().isInterrupted()) {
      return new PgInterruptedException("interrupted before COMMIT", Sent.NOTHING);
    }
    return Deadline.forCall(connection.clock(), NO_LIMIT).passed()
        ? new PgTimeoutException("the deadline passed before COMMIT", Sent.NOTHING)
        : null;
  }

  /** What every call is told after a failure, which is the cause. */
  static PgTransactionException failedBefore(PgException failure) {
    return new PgTransactionException(
        Outcome.ROLLED_BACK,
        "the transaction has failed and can only be rolled back; the first error was: "
            + failure.getMessage(),
        Sent.NOTHING,
        failure);
  }

  static PgTransactionException rolledBack(String how, @Nullable Throwable cause) {
    return new PgTransactionException(
        Outcome.ROLLED_BACK,
        "the transaction was rolled back: "
            + how
            + (cause == null ? "" : ": " + cause.getMessage()),
        Sent.ALL,
        cause);
  }

  static PgTransactionException unknown(PgException cause) {
    return new PgTransactionException(
        Outcome.UNKNOWN,
        "COMMIT was sent and its answer did not come, so the transaction may have been committed or"
            + " not: "
            + cause.getMessage(),
        Sent.MAYBE,
        cause);
  }

  /** Undoes what came behind a savepoint, and forgets it; what could not be done is told. */
  static @Nullable PgException undo(PgConnection connection, String savepoint, Deadline deadline) {
    try {
      if (!connection.upkeep().calm(deadline)) {
        return connection.ended() ? connection.ending() : unquiet();
      }
      connection.scriptUninterrupted(
          "ROLLBACK TO SAVEPOINT " + savepoint + ";RELEASE SAVEPOINT " + savepoint, deadline);
      return null;
    } catch (PgException undone) {
      return undone;
    }
  }

  static PgTimeoutException unquiet() {
    return new PgTimeoutException(
        "the transaction was not rolled back in time; the pool does it, or closes the connection",
        Sent.MAYBE);
  }
}
