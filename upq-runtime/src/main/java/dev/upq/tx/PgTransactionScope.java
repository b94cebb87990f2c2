// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lender;
import dev.upq.time.Deadline;
import dev.upq.tx.ScopeRun.End;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Work in a transaction: committed where the work returns, rolled back where it throws anything or
 * is interrupted; what it gives is handed over after COMMIT was answered with its own tag.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * Receipt receipt =
 *     PgTransactionScope.on(pg).isolation(SERIALIZABLE).retry(5).deadline(ofSeconds(2)).run(tx -> {
 *       tx.execute("update account set balance = balance - $1 where id = $2", amount, from);
 *       tx.execute("update account set balance = balance + $1 where id = $2", amount, to);
 *       tx.afterCommit(() -> mail(to));
 *       return new Receipt(amount);
 *     });
 * }</pre>
 *
 * <p>BEGIN leaves with the first statement; work without any sends nothing at all. {@code commit()}
 * and {@code rollback()} inside end it early. Calls below find the transaction by {@link
 * #current()}; threads that a structured task scope forks inside are in it too, any others are not.
 *
 * <p>A scope inside another one on the same pool is a nested part, unless {@link #nesting} says
 * otherwise. It is the outermost that tries again.
 */
public final class PgTransactionScope {

  private final Lender lender;
  private final ScopeOptions options;

  private PgTransactionScope(Lender lender, ScopeOptions options) {
    this.lender = lender;
    this.options = options;
  }

  /** A scope on connections of that pool, with the session's own isolation, and no retry. */
  public static PgTransactionScope on(Lender pool) {
    return new PgTransactionScope(pool, ScopeOptions.standard());
  }

  private PgTransactionScope with(ScopeOptions its) {
    return new PgTransactionScope(lender, its);
  }

  public PgTransactionScope isolation(Isolation level) {
    return with(options.begin(options.begin().with(level)));
  }

  /** Writes are refused by the server (25006). */
  public PgTransactionScope readOnly() {
    return with(options.begin(options.begin().asReadOnly()));
  }

  /**
   * It waits for a snapshot that cannot fail, before its first statement.
   *
   * @throws IllegalArgumentException where it is not serializable and read-only already
   */
  public PgTransactionScope deferrable() {
    return with(options.begin(options.begin().asDeferrable()));
  }

  /**
   * The work may be repeated: it is run so often at most, where it is rolled back for 40001, 40P01
   * or a stale plan, at COMMIT too. Between attempts it waits 5 ms to 1 s, drawn by chance. The
   * last failure has the earlier ones suppressed in it. What is unknown is never tried again.
   *
   * @param attempts 1 to 1,000
   */
  public PgTransactionScope retry(int attempts) {
    if (attempts < 1 || attempts > 1_000) {
      throw new IllegalArgumentException("attempts must be 1 to 1,000, not " + attempts);
    }
    return with(options.retry(attempts, options.causes()));
  }

  /** As {@link #retry(int)}, for these causes too. */
  public PgTransactionScope retry(int attempts, RetryCause... also) {
    Set<RetryCause> causes = new TreeSet<>(options.causes());
    causes.addAll(Set.of(also));
    PgTransactionScope retrying = retry(attempts);
    return retrying.with(retrying.options.retry(attempts, Set.copyOf(causes)));
  }

  /**
   * One limit for all attempts, the waits for a connection and between attempts included. What runs
   * when it passes is cancelled. The server is told a limit that is a little longer ({@code
   * transaction_timeout} from 17 on, before that {@code statement_timeout}), for the case that it
   * hears of the client no more.
   */
  public PgTransactionScope deadline(Duration limit) {
    return with(options.deadline(limit));
  }

  /**
   * How long the server lets the transaction stand idle before it ends the session ({@code
   * idle_in_transaction_session_timeout}): 30 s unless said otherwise; zero is no limit. A shorter
   * one of the session's own stays.
   */
  public PgTransactionScope idleLimit(Duration limit) {
    return with(options.idle(limit));
  }

  /**
   * How long COMMIT's answer is waited for, once it is sent, interrupts notwithstanding: 30 s
   * unless said otherwise, and no longer than the deadline. The outcome is unknown after that.
   */
  public PgTransactionScope commitWait(Duration limit) {
    return with(options.commitWait(limit));
  }

  /** What it is inside another scope on the same pool. */
  public PgTransactionScope nesting(Nesting mode) {
    return with(options.nesting(mode));
  }

  /** What the pool's own calls are inside it; they are refused unless this is said. */
  public PgTransactionScope poolCalls(PoolCalls mode) {
    return with(options.calls(mode));
  }

  /** Threads that are forked inside may use the transaction, one after the other, in order. */
  public PgTransactionScope sharedByForks() {
    return with(options.asShared());
  }

  /**
   * The transaction's number is asked for along with its first statement, without a round trip of
   * its own: where the outcome is unknown, {@link TransactionId#resolve} finds it out. Costs a
   * transaction number, also where nothing is written.
   */
  public PgTransactionScope identified() {
    return with(options.identified(Optional.empty()));
  }

  /** As {@link #identified()}, and an unknown outcome is resolved at once, for so long at most. */
  public PgTransactionScope resolveUnknown(Duration within) {
    return with(options.identified(Optional.of(within)));
  }

  /**
   * Runs the work and hands over what it gives.
   *
   * @throws X what the work throws; it was rolled back then, unless it had committed by itself
   * @throws dev.upq.fault.PgTransactionException where it returned and was rolled back all the
   *     same, or where the outcome is unknown
   * @throws PgUsageException where it is forbidden here, or would wait for ever for a connection
   */
  public <T extends @Nullable Object, X extends Throwable> T run(TransactionWork<T, X> work)
      throws X {
    Optional<PgTransaction> outer = outer();
    if (outer.isPresent()) {
      return inside(outer.get(), work);
    }
    ScopeRun.Told<T> told = new ScopeRun<>(lender, options, work).run();
    return switch (told.end()) {
      case End.Done<T> done -> {
        HookTold.warn(done.tx().block(), told.hookFailures());
        yield done.given().result();
      }
      case End.Undone<T> undone -> {
        if (undone.given() == null) {
          throw PgTransactionScope.<X>asItIs(undone.cause());
        }
        yield undone.given().result();
      }
      case End.Lost<T> lost -> throw lost.cause();
      case End.Thrown<T> thrown -> throw PgTransactionScope.<X>asItIs(thrown.thrown());
    };
  }

  /**
   * Runs the work and tells how it ended. Inside another scope a nested part counts as committed
   * where it is not undone; the outer one decides.
   *
   * @throws X where the work throws after it has committed by itself, or ended the transaction by a
   *     text: that is no rollback
   */
  public <T extends @Nullable Object, X extends Throwable> TransactionOutcome<T> outcome(
      TransactionWork<T, X> work) throws X {
    Optional<PgTransaction> outer = outer();
    if (outer.isPresent()) {
      try {
        return new TransactionOutcome.Committed<>(inside(outer.get(), work), List.of());
      } catch (Throwable thrown) {
        return new TransactionOutcome.RolledBack<>(thrown);
      }
    }
    ScopeRun.Told<T> told = new ScopeRun<>(lender, options, work).run();
    return switch (told.end()) {
      case End.Done<T> done ->
          new TransactionOutcome.Committed<>(done.given().result(), told.hookFailures());
      case End.Undone<T> undone -> new TransactionOutcome.RolledBack<>(undone.cause());
      case End.Lost<T> lost -> new TransactionOutcome.Unknown<>(lost.cause(), lost.tx().id());
      case End.Thrown<T> thrown -> throw PgTransactionScope.<X>asItIs(thrown.thrown());
    };
  }

  /**
   * Begins a transaction with these options that its caller ends; BEGIN leaves with the first
   * statement. It is not the {@linkplain #current() current} one.
   *
   * @throws PgUsageException where retry was asked for: there is nothing to repeat
   */
  public PgTransaction open() {
    if (options.attempts() > 1) {
      throw new PgUsageException("only run() can try again; it has the work to repeat");
    }
    return PgTransaction.open(lender, options);
  }

  /** The innermost transaction that the caller is in. */
  public static Optional<PgTransaction> current() {
    return Ambient.current().map(Ambient::transaction);
  }

  /** True where the caller is in a scope. */
  public static boolean entered() {
    return Ambient.entered();
  }

  /**
   * The transaction that a call on that pool is to be a part of, for pools: empty outside of its
   * scopes, and where those let such calls run apart.
   *
   * @throws PgUsageException where the scope does not say what they are
   */
  public static Optional<PgTransaction> joining(Lender pool) {
    Ambient scope = Ambient.on(pool).orElse(null);
    if (scope == null) {
      return Optional.empty();
    }
    return switch (scope.calls()) {
      case JOIN -> Optional.of(scope.transaction());
      case APART -> Optional.empty();
      case REFUSED ->
          throw new PgUsageException(
              "a call on the pool inside a transaction scope on the same pool: it would not be part"
                  + " of the transaction; call the transaction (PgTransactionScope.current()), or"
                  + " say poolCalls(JOIN) or poolCalls(APART)");
    };
  }

  /** The transaction around the caller that this is a part of. */
  private Optional<PgTransaction> outer() {
    Optional<Ambient> around = Ambient.on(lender);
    if (around.isEmpty() || options.nesting() == Nesting.REQUIRES_NEW) {
      return Optional.empty();
    }
    if (options.nesting() == Nesting.FORBIDDEN) {
      throw new PgUsageException("this scope must not stand inside another one");
    }
    PgTransaction outer = around.get().transaction();
    outer.block().options().refuseInside(options.begin());
    return Optional.of(outer);
  }

  private <T extends @Nullable Object, X extends Throwable> T inside(
      PgTransaction outer, TransactionWork<T, X> work) throws X {
    TransactionWork<T, X> part = new Part<>(lender, options, outer, work);
    return options.deadline().isPresent()
        ? Deadline.within(lender.clock(), options.deadline().get(), () -> part.run(outer))
        : part.run(outer);
  }

  /** Work inside the outer transaction, which it is given. */
  private record Part<T extends @Nullable Object, X extends Throwable>(
      Lender lender, ScopeOptions options, PgTransaction outer, TransactionWork<T, X> work)
      implements TransactionWork<T, X> {
    @Override
    public T run(PgTransaction tx) throws X {
      return options.nesting() == Nesting.JOIN
          ? NestedRun.joined(outer.join(), this::within)
          : NestedRun.run(outer.nest(), this::within);
    }

    private T within(PgTransaction inner) throws X {
      return Ambient.call(lender, inner, options.calls(), work);
    }
  }

  /** What the work threw is thrown on as it is: it is an X, an unchecked one, or an error. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // work can throw nothing else
  private static <X extends Throwable> X asItIs(Throwable thrown) {
    return (X) thrown;
  }
}
