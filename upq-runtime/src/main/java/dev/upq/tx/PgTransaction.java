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
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on a connection of its own, or a nested part of one. One thread at a time: a
 * second one is refused, and that of a scope belongs to the scope's thread (see {@link
 * PgTransactionScope#sharedByForks()}).
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
 * gives the connection back. One that is never closed is rolled back when the garbage collector
 * finds it, and told to the probe. After a statement has failed, further ones are refused here with
 * that failure as their cause; the server would only say 25P02.
 */
public final class PgTransaction
    implements PgSession, StreamSession, CopySession, BatchSession, AutoCloseable {

  private final Block block;
  private final Gate gate;
  private final Hooks hooks;
  private final int attempt;
  // The level in the block that it works on; 0 is the whole.
  private final int level;
  private final boolean joined;
  private final int mark;
  private @Nullable Cleanable watched;
  private volatile boolean over;

  PgTransaction(Block block, Gate gate, int attempt) {
    this(block, gate, new Hooks(), attempt, 0, false);
  }

  private PgTransaction(
      Block block, Gate gate, Hooks hooks, int attempt, int level, boolean joined) {
    this.block = block;
    this.gate = gate;
    this.hooks = hooks;
    this.attempt = attempt;
    this.level = level;
    this.joined = joined;
    this.mark = hooks.mark();
  }

  /** Borrows a connection and begins, with a round trip. */
  public static PgTransaction begin(Lender lender, TransactionOptions options) {
    ScopeOptions plain = ScopeOptions.standard().begin(options).idle(Duration.ZERO);
    PgTransaction tx = open(lender, plain);
    try {
      tx.block.begin();
      return tx;
    } catch (RuntimeException | Error failed) {
      tx.close();
      throw failed;
    }
  }

  /** Borrows a connection; what begins the transaction leaves with the first statement. */
  static PgTransaction open(Lender lender, ScopeOptions options) {
    Block block = borrow(lender, options);
    Gate.Rule rule = options.shared() ? Gate.Rule.IN_LINE : Gate.Rule.ONE_AT_A_TIME;
    PgTransaction tx = new PgTransaction(block, new Gate(rule, block.connection().clock()), 1);
    tx.watched = Leak.watch(tx, block);
    return tx;
  }

  static Block borrow(Lender lender, ScopeOptions options) {
    int held = Ambient.held(lender);
    Lease lease = HoldAndWait.acquire(lender, held);
    try {
      List<String> preamble = Preamble.of(options, lender, lease.connection());
      return new Block(lease, preamble, options);
    } catch (RuntimeException | Error failed) {
      lease.close();
      throw failed;
    }
  }

  @Override
  public QueryResult query(String sql, @Nullable Object... arguments) {
    return use(() -> block.query(sql, arguments));
  }

  @Override
  public RowMapping mapping() {
    return block.connection().mapping();
  }

  /** Runs a text of one or more statements without parameters. */
  public List<QueryResult> script(String sql) {
    return use(() -> block.script(sql));
  }

  /** Rows as they come, through a portal of this transaction. */
  @Override
  public Rows<Row> stream(String sql, @Nullable Object... arguments) {
    return kept(one(sql, connection -> connection.stream(sql, arguments)));
  }

  /** Rows as they come, each as a {@code type}. */
  @Override
  public <T> Rows<T> stream(Class<T> type, String sql, @Nullable Object... arguments) {
    return kept(one(sql, connection -> connection.stream(type, sql, arguments)));
  }

  /** Rows as they come, each through {@code mapper}. */
  public <T> Rows<T> stream(RowMapper<T> mapper, String sql, @Nullable Object... arguments) {
    return kept(one(sql, connection -> connection.stream(mapper, sql, arguments)));
  }

  @Override
  public <C extends PgCopy> C copy(CopyRequest<C> request) {
    C copy = one(request.sql(), connection -> connection.copy(request));
    copy.onClose(this::used);
    return copy;
  }

  @Override
  public long[] executeBatch(BatchMode mode, String sql, Iterable<@Nullable Object[]> rows) {
    return one(sql, connection -> connection.executeBatch(mode, sql, rows));
  }

  /** A pipeline whose statements are part of this transaction. */
  public PgPipeline pipeline() {
    return PgPipeline.on(new InTransaction(), mapping());
  }

  private final class InTransaction implements PgPipeline.Place {

    @Override
    public void accept(String sql) {
      TransactionText.refuseOne(sql);
    }

    @Override
    public void use(Consumer<PgConnection> work) {
      PgTransaction.this.use(() -> block.work(() -> done(() -> work.accept(block.connection()))));
    }
  }

  /** Marks a point that can be rolled back to. Its name is generated. */
  public Savepoint savepoint() {
    return use(
        () -> {
          String name = block.levels().nextName();
          block.work(() -> block.connection().script("SAVEPOINT " + name));
          return new Savepoint(name);
        });
  }

  /**
   * Runs work as a part that is undone by itself where it throws; its savepoint is set by its first
   * statement, and released either way. Until it is over, only the inner transaction may be used.
   *
   * @throws X what the work throws; a failure to undo it is suppressed in that
   */
  public <T extends @Nullable Object, X extends Throwable> T nested(TransactionWork<T, X> work)
      throws X {
    return NestedRun.run(nest(), work);
  }

  /** Which attempt this is, from 1; the same for nested parts. */
  public int attempt() {
    return attempt;
  }

  /** Its number, once a statement was run, where the scope was asked to know it. */
  public Optional<TransactionId> id() {
    return block.id();
  }

  /**
   * Runs {@code hook} after COMMIT was answered, outside the transaction, in the order of these
   * calls, once; never for an attempt that failed. What it throws changes nothing.
   */
  public void afterCommit(Runnable hook) {
    use(() -> done(() -> hooks.afterCommit(hook)));
  }

  /** As {@link #afterCommit}, where the whole was rolled back and is not tried again. */
  public void afterRollback(Runnable hook) {
    use(() -> done(() -> hooks.afterRollback(hook)));
  }

  /**
   * Commits; a nested part becomes a part of the whole. It has ended afterwards, whatever happens.
   * Once COMMIT is sent its answer is waited for, also on a thread that is interrupted.
   *
   * @throws PgTransactionException with {@link Outcome#ROLLED_BACK} where the server rolled back
   *     instead, which it does without an error where a statement had failed; with {@link
   *     Outcome#UNKNOWN} where COMMIT was sent and no answer came
   */
  public void commit() {
    use(
        () -> {
          over = true;
          if (level > 0) {
            block.release();
          } else if (!joined) {
            block.commit();
          }
          return true;
        });
  }

  /** Rolls back; a nested part alone, a joined one with the whole. It has ended afterwards. */
  public void rollback() {
    PgException problem = use(this::undo);
    if (problem != null) {
      throw problem;
    }
  }

  private @Nullable PgException undo() {
    over = true;
    if (joined) {
      block.doom(Ends.rolledBack("a part that had joined it was rolled back", null));
      return null;
    }
    hooks.undo(mark);
    return level > 0 ? block.undo() : block.rollBack();
  }

  /** True until it was committed, rolled back or closed. */
  public boolean open() {
    return !over && !block.ended();
  }

  /**
   * Rolls back where it is still open, and gives the connection back; then runs what was to follow
   * its end. Throws nothing: where rolling back fails, the connection is closed, which rolls back
   * too. Idempotent. One of a scope is closed by the scope.
   */
  @Override
  public void close() {
    if (watched != null && !block.closed()) {
      boolean committed = block.committed();
      boolean unknown = block.unknown();
      over = true;
      block.close();
      watched.clean();
      if (!unknown) {
        HookTold.warn(block, hooks.run(committed));
      }
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
      use(() -> done(() -> block.rollbackTo(name)));
    }

    /** Forgets it; what came after it stays. */
    public void release() {
      use(() -> block.work(() -> block.connection().script("RELEASE SAVEPOINT " + name)));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A nested part; the caller ends it. */
  PgTransaction nest() {
    return use(
        () -> {
          block.refuseIfEnded();
          return new PgTransaction(block, gate, hooks, attempt, block.levels().push(), false);
        });
  }

  /** The same, for work that knows nothing of the rest. */
  PgTransaction join() {
    return use(() -> new PgTransaction(block, gate, hooks, attempt, level, true));
  }

  /** Undoes what of it is still open; what could not be done is told. */
  @Nullable PgException undoIfOpen() {
    return open() ? use(this::undo) : null;
  }

  void doom(Throwable why) {
    use(
        () -> {
          over = true;
          block.doom(Ends.rolledBack("a part that had joined it failed", why));
          return true;
        });
  }

  Block block() {
    return block;
  }

  Hooks hooks() {
    return hooks;
  }

  boolean sameBlock(PgTransaction other) {
    return block == other.block;
  }

  boolean holdsConnection() {
    return !block.closed();
  }

  /** Until now somebody had it: what is open on it leads here. */
  @SuppressWarnings("ReachabilityFenceUsage")
  private void used() {
    Reference.reachabilityFence(this);
  }

  private <T> Rows<T> kept(Rows<T> rows) {
    return rows.onClose(this::used);
  }

  /** Work on the connection with one statement. */
  private <T> T one(String sql, Function<PgConnection, T> work) {
    return use(
        () ->
            block.work(
                () -> {
                  TransactionText.refuseOne(sql);
                  return work.apply(block.connection());
                }));
  }

  private static boolean done(Runnable work) {
    work.run();
    return true;
  }

  private <T> T use(Supplier<T> work) {
    gate.enter();
    try {
      if (over) {
        throw new PgUsageException("the transaction has ended");
      }
      if (!block.ended() && level != block.levels().depth()) {
        throw new PgUsageException(
            "a nested part of this transaction is open; use the transaction that it was given");
      }
      return work.get();
    } finally {
      gate.leave();
    }
  }
}
