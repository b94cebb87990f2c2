// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.pool.Lease;
import dev.upq.row.QueryResult;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction block on the connection that was borrowed for it. One thread at a time; {@link
 * Gate} sees to that.
 *
 * <p>States: not begun (nothing was sent), open, failed, ended. BEGIN leaves in one burst and under
 * one Sync with the first statement, so that the statement cannot run without it.
 */
final class Block {

  private static final Duration ROLLBACK_LIMIT = Duration.ofSeconds(5);

  private final Lease lease;
  private final PgConnection connection;
  private final List<String> preamble;
  private final ScopeOptions options;
  private final long begunNanos;
  private final Levels levels = new Levels();
  private boolean begun;
  private boolean ended;
  private boolean committed;
  private boolean unknown;
  private boolean closed;
  private @Nullable PgException failure;
  private @Nullable PgUsageException misuse;
  private @Nullable TransactionId id;

  Block(Lease lease, List<String> preamble, ScopeOptions options) {
    this.lease = lease;
    this.connection = lease.connection();
    this.preamble = preamble;
    this.options = options;
    this.begunNanos = connection.clock().nanos();
  }

  PgConnection connection() {
    return connection;
  }

  Levels levels() {
    return levels;
  }

  Optional<TransactionId> id() {
    return Optional.ofNullable(id);
  }

  @Nullable PgException failure() {
    return failure;
  }

  /** A text has ended it: what it did may stand. */
  @Nullable PgUsageException misuse() {
    return misuse;
  }

  boolean ended() {
    return ended;
  }

  /** COMMIT was answered, or there was nothing to commit. */
  boolean committed() {
    return committed;
  }

  /** COMMIT was sent and not answered. */
  boolean unknown() {
    return unknown;
  }

  boolean closed() {
    return closed;
  }

  TransactionOptions options() {
    return options.begin();
  }

  /** One statement; where it is the first, what begins the transaction leaves with it. */
  QueryResult query(String sql, @Nullable Object[] arguments) {
    return inside(
        () -> {
          TransactionText.refuseOne(sql);
          QueryResult result;
          if (begun) {
            setSavepoints();
            result = connection.query(sql, arguments);
          } else {
            result = first(sql, arguments);
          }
          refuseEnd(sql, result.commandTag());
          return result;
        });
  }

  /** Other work on the connection; what begins the transaction goes ahead of it, by itself. */
  <T> T work(Supplier<T> work) {
    return inside(
        () -> {
          if (!begun) {
            begin();
          }
          setSavepoints();
          return work.get();
        });
  }

  List<QueryResult> script(String sql) {
    return work(
        () -> {
          boolean unclear = TransactionText.ofAll(sql).refuse();
          try {
            List<QueryResult> results = connection.script(sql);
            results.forEach(result -> refuseEnd(sql, result.commandTag()));
            return results;
          } catch (PgException failed) {
            throw unclear && misuse == null ? unclear(sql, failed) : failed;
          }
        });
  }

  /** What may have ended the transaction has failed: whether it had ended it before may be open. */
  private PgException unclear(String sql, PgException failed) {
    boolean told = connection.quiet() && !TransactionText.mayBegin(sql);
    if (failed.sent() == Sent.NOTHING || told) {
      return failed;
    }
    ended = true;
    return unknown(failed);
  }

  /** Begins by itself. */
  void begin() {
    connection.script(String.join(";", preamble));
    begun = true;
    if (options.identified()) {
      id = TransactionId.of(connection.query(TransactionId.QUESTION).row(0), connection);
    }
  }

  private QueryResult first(String sql, @Nullable Object[] arguments) {
    FirstBurst burst = new FirstBurst(connection, preamble, levels, options.identified());
    try {
      return burst.run(sql, arguments);
    } finally {
      begun = burst.begun();
      id = burst.id().orElse(null);
    }
  }

  /** A savepoint is set in front of the first statement of its level. */
  private void setSavepoints() {
    List<String> names = levels.unset();
    if (!names.isEmpty()) {
      connection.script("SAVEPOINT " + String.join(";SAVEPOINT ", names));
      names.forEach(levels::set);
    }
  }

  /** The innermost level is over and stays part of the transaction. */
  void release() {
    try {
      if (levels.isSet()) {
        inside(() -> connection.script("RELEASE SAVEPOINT " + levels.innermost()));
      }
    } finally {
      levels.pop();
    }
  }

  /** Undoes the innermost level; what could not be done is told, and the whole has failed. */
  @Nullable PgException undo() {
    String name = levels.innermost();
    boolean set = levels.isSet();
    levels.pop();
    if (!ended && !begun) {
      failure = null;
    }
    if (ended || !begun || !set) {
      return null;
    }
    failure = Ends.undo(connection, name, rollbackLimit());
    return failure;
  }

  /** Undoes what came behind a savepoint that a caller has set. */
  void rollbackTo(String name) {
    refuseIfEnded();
    connection.script("ROLLBACK TO SAVEPOINT " + name);
    failure = null;
  }

  /** From now on it can only be rolled back. */
  void doom(PgException why) {
    failure = failure == null ? why : failure;
  }

  /**
   * Commits. It has ended afterwards, whatever happens.
   *
   * @throws PgTransactionException where it was rolled back, or nobody knows
   */
  void commit() {
    refuseIfEnded();
    if (!begun) {
      ended = true;
      if (failure != null) {
        throw Ends.rolledBack("a statement had failed", failure);
      }
      committed = true;
      return;
    }
    Deadline limit = commitLimit();
    if (failure != null && !failedOnServer()) {
      PgException before = failure;
      rollBack();
      throw Ends.rolledBack("it had failed before COMMIT", before);
    }
    ended = true;
    try {
      String tag = connection.commit(limit).commandTag();
      if (!tag.equals("COMMIT")) {
        throw notCommitted("COMMIT was answered with " + tag, failure);
      }
      committed = true;
      connection.probe().committed(took());
    } catch (PgServerException refused) {
      throw connection.ended() ? unknown(refused) : notCommitted("COMMIT failed", refused);
    } catch (PgTransactionException told) {
      throw told;
    } catch (PgException lost) {
      throw lost.sent() == Sent.NOTHING ? notCommitted("COMMIT was not sent", lost) : unknown(lost);
    }
  }

  /**
   * How long COMMIT's answer is waited for: it is not given up for an interrupt, only when late.
   */
  private Deadline commitLimit() {
    PgException early = Ends.early(connection);
    if (early != null) {
      rollBack();
      throw Ends.rolledBack("COMMIT was not sent", early);
    }
    return Deadline.forCall(connection.clock(), options.commitWait());
  }

  /** The server knows of the failure, and will answer COMMIT with ROLLBACK. */
  private boolean failedOnServer() {
    return connection.ended()
        || (connection.quiet() && connection.status() == TransactionStatus.FAILED);
  }

  /** Rolls back. It has ended afterwards; what could not be done is told. */
  @Nullable PgException rollBack() {
    refuseIfEnded();
    ended = true;
    if (!begun) {
      return null;
    }
    connection.probe().rolledBack(took());
    if (connection.ended()) {
      return connection.ending();
    }
    Deadline limit = rollbackLimit();
    if (limit.passed() || connection.settle(limit)) {
      return null;
    }
    return connection.ended() ? connection.ending() : Ends.unquiet();
  }

  /** Where the caller's deadline has passed it is left to the pool, to which the lease goes. */
  private Deadline rollbackLimit() {
    return Deadline.forCall(connection.clock(), ROLLBACK_LIMIT);
  }

  /** Ends it where it is open, and gives the connection back. Idempotent. */
  @Nullable PgException close() {
    if (closed) {
      return null;
    }
    closed = true;
    try {
      return ended || endedByText() ? null : rollBack();
    } finally {
      ended = true;
      lease.close();
    }
  }

  /** Nobody can reach it any more: gives the connection back as it is; the pool cleans it. */
  void forgotten() {
    closed = true;
    lease.close();
  }

  void refuseIfEnded() {
    if (ended) {
      throw new PgUsageException("the transaction has ended");
    }
    checkStillInside();
  }

  private <T> T inside(Supplier<T> work) {
    refuseIfEnded();
    PgException before = failure;
    if (before != null) {
      throw Ends.failedBefore(before);
    }
    try {
      T result = work.get();
      checkStillInside();
      return result;
    } catch (PgException failed) {
      note(failed);
      if (endedByText() && misuse == null) {
        misuse = endedItself();
        misuse.addSuppressed(failed);
      }
      throw failed;
    }
  }

  private void note(PgException failed) {
    boolean sound =
        begun
            ? connection.quiet() && connection.status() == TransactionStatus.IN_TRANSACTION
            : connection.quiet() && failed.sent() == Sent.NOTHING;
    if (!sound) {
      failure = failed;
    }
  }

  /** The text itself has ended the transaction: what was written may be committed already. */
  private void checkStillInside() {
    if (endedByText()) {
      throw endedItself();
    }
  }

  /** COMMIT and ROLLBACK may be followed by another transaction; ours has ended all the same. */
  private void refuseEnd(String sql, String tag) {
    if (TransactionTag.ends(sql, tag)) {
      throw endedItself();
    }
  }

  private boolean endedByText() {
    return begun && connection.quiet() && connection.status() == TransactionStatus.IDLE;
  }

  private PgUsageException endedItself() {
    ended = true;
    misuse =
        new PgUsageException(
            "the statement ended the transaction itself; use commit() and rollback(), not COMMIT"
                + " and ROLLBACK as text");
    return misuse;
  }

  private long took() {
    return connection.clock().nanos() - begunNanos;
  }

  private PgTransactionException notCommitted(String how, @Nullable PgException cause) {
    connection.probe().rolledBack(took());
    return Ends.rolledBack(how, cause);
  }

  private PgTransactionException unknown(PgException cause) {
    unknown = true;
    connection.probe().outcomeUnknown(took());
    PgTransactionException told = Ends.unknown(cause);
    failure = told;
    return told;
  }
}
