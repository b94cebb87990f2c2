// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.BatchMode;
import dev.upq.connection.BatchSession;
import dev.upq.connection.CopyRequest;
import dev.upq.connection.CopySession;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgCopy;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.PgSession;
import dev.upq.connection.Rows;
import dev.upq.connection.StreamSession;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapping;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on a connection of its own. One thread at a time.
 *
 * <pre>{@code
 * try (PgTransaction tx = pool.begin()) {
 *   tx.execute("update account set balance = balance - $1 where id = $2", amount, from);
 *   tx.execute("update account set balance = balance + $1 where id = $2", amount, to);
 *   tx.commit();
 * }
 * }</pre>
 *
 * <p>Closing it without {@link #commit()} rolls back, also on a thread that is interrupted, and
 * gives the connection back. After a statement has failed, further ones are refused here with that
 * failure as their cause; the server would only say 25P02.
 */
public final class PgTransaction
    implements PgSession, StreamSession, CopySession, BatchSession, AutoCloseable {

  private static final Duration ROLLBACK_LIMIT = Duration.ofSeconds(5);

  private final Lease lease;
  private final PgConnection connection;
  private @Nullable PgException failure;
  private boolean ended;
  private long savepoints;

  private PgTransaction(Lease lease) {
    this.lease = lease;
    this.connection = lease.connection();
  }

  /** Borrows a connection and begins. */
  public static PgTransaction begin(Lender lender, TransactionOptions options) {
    Lease lease = lender.acquire();
    PgTransaction transaction = new PgTransaction(lease);
    try {
      lease.script(options.begin());
      return transaction;
    } catch (RuntimeException | Error failed) {
      lease.close();
      throw failed;
    }
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    return inside(
        () -> {
          QueryResult result = connection.query(sql, arguments);
          refuseCommit(result);
          return result;
        });
  }

  @Override
  public RowMapping mapping() {
    return connection.mapping();
  }

  /** Runs a text of one or more statements without parameters. */
  public List<QueryResult> script(String sql) {
    return inside(
        () -> {
          List<QueryResult> results = connection.script(sql);
          results.forEach(this::refuseCommit);
          return results;
        });
  }

  /** Rows as they come, through a portal of this transaction. */
  @Override
  public Rows<Row> stream(String sql, @Nullable Object... arguments) {
    return inside(() -> connection.stream(sql, arguments));
  }

  /** Rows as they come, each as a {@code type}. */
  @Override
  public <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments) {
    return inside(() -> connection.stream(type, sql, arguments));
  }

  @Override
  public <C extends PgCopy> C copy(CopyRequest<C> request) {
    return inside(() -> connection.copy(request));
  }

  /** As part of this transaction, which has failed where one of the rows fails. */
  @Override
  public long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    return inside(() -> connection.executeBatch(mode, sql, rows));
  }

  /** A pipeline whose statements are part of this transaction. */
  public PgPipeline pipeline() {
    return inside(connection::pipeline);
  }

  /** Marks a point that can be rolled back to. Its name is generated. */
  public Savepoint savepoint() {
    String name = "upq_s" + ++savepoints;
    inside(() -> connection.script("SAVEPOINT " + name));
    return new Savepoint(name);
  }

  /**
   * Commits. The transaction has ended afterwards, whatever happens.
   *
   * @throws PgTransactionException with {@link Outcome#ROLLED_BACK} where the server rolled back
   *     instead, which it does without an error where a statement had failed; with {@link
   *     Outcome#UNKNOWN} where COMMIT was sent and no answer came
   */
  public void commit() {
    refuseIfEnded();
    ended = true;
    try {
      String tag = connection.script("COMMIT").getLast().commandTag();
      if (!tag.equals("COMMIT")) {
        throw rolledBack("COMMIT was answered with " + tag, failure);
      }
    } catch (PgServerException refused) {
      throw connection.ended() ? unknown(refused) : rolledBack("COMMIT failed", refused);
    } catch (PgTransactionException told) {
      throw told;
    } catch (PgException lost) {
      throw lost.sent() == Sent.NOTHING ? rolledBack("COMMIT was not sent", lost) : unknown(lost);
    }
  }

  /** Rolls back. The transaction has ended afterwards. */
  public void rollback() {
    refuseIfEnded();
    ended = true;
    connection.script("ROLLBACK");
  }

  /** True until it was committed, rolled back or closed. */
  public boolean open() {
    return !ended;
  }

  /**
   * Rolls back where it is still open, and gives the connection back. Throws nothing: where rolling
   * back fails, the connection is closed, which rolls back too. Idempotent.
   */
  @Override
  public void close() {
    try {
      if (!ended) {
        ended = true;
        connection.settle(Deadline.after(connection.clock(), ROLLBACK_LIMIT));
      }
    } finally {
      lease.close();
    }
  }

  /**
   * A point inside the transaction. Rolled back to, or released, as often as wanted, until it is
   * released.
   */
  public final class Savepoint {

    private final String name;

    private Savepoint(String name) {
      this.name = name;
    }

    /** Undoes what came after it, a failure included; the savepoint stays. */
    public void rollback() {
      refuseIfEnded();
      connection.script("ROLLBACK TO SAVEPOINT " + name);
      failure = null;
    }

    /** Forgets it; what came after it stays. */
    public void release() {
      inside(() -> connection.script("RELEASE SAVEPOINT " + name));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private <T> T inside(Supplier<T> work) {
    refuseIfEnded();
    PgException before = failure;
    if (before != null) {
      throw new PgTransactionException(
          Outcome.ROLLED_BACK,
          "the transaction has failed and can only be rolled back; the first error was: "
              + before.getMessage(),
          Sent.NOTHING,
          before);
    }
    try {
      T result = work.get();
      checkStillInside();
      return result;
    } catch (PgException failed) {
      if (connection.ended()
          || connection.status() != TransactionStatus.IN_TRANSACTION
          || !connection.quiet()) {
        failure = failed;
      }
      ended |= endedByText();
      throw failed;
    }
  }

  /**
   * The text itself has ended the transaction (COMMIT, ROLLBACK): what was written may be committed
   * already.
   */
  private void checkStillInside() {
    if (endedByText()) {
      throw endedItself();
    }
  }

  /**
   * COMMIT may be followed by another transaction in the same text (BEGIN, AND CHAIN); ours has
   * ended all the same.
   */
  private void refuseCommit(QueryResult result) {
    if (result.commandTag().equals("COMMIT")) {
      throw endedItself();
    }
  }

  private boolean endedByText() {
    return connection.quiet() && connection.status() == TransactionStatus.IDLE;
  }

  private PgUsageException endedItself() {
    ended = true;
    return new PgUsageException(
        "the statement ended the transaction itself; use commit() and rollback(), not COMMIT and"
            + " ROLLBACK as text");
  }

  private void refuseIfEnded() {
    if (ended) {
      throw new PgUsageException("the transaction has ended");
    }
    checkStillInside();
  }

  private static PgTransactionException rolledBack(String how, @Nullable PgException cause) {
    return new PgTransactionException(
        Outcome.ROLLED_BACK,
        "the transaction was rolled back: "
            + how
            + (cause == null ? "" : ": " + cause.getMessage()),
        Sent.ALL,
        cause);
  }

  private static PgTransactionException unknown(PgException cause) {
    return new PgTransactionException(
        Outcome.UNKNOWN,
        "COMMIT was sent and its answer did not come, so the transaction may have been committed or"
            + " not: "
            + cause.getMessage(),
        Sent.MAYBE,
        cause);
  }
}
