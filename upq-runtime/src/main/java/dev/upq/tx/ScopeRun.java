// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.pool.Lender;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scope that begins a transaction of its own, with all its attempts. Confined to the
 * caller's thread.
 */
final class ScopeRun<T extends @Nullable Object, X extends Throwable> {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);
  private static final int MOST_CAUSES = 16;

  private final Lender lender;
  private final ScopeOptions options;
  private final TransactionWork<T, X> work;
  private final List<Throwable> earlier = new ArrayList<>();

  ScopeRun(Lender lender, ScopeOptions options, TransactionWork<T, X> work) {
    this.lender = lender;
    this.options = options;
    this.work = work;
  }

  /** How one attempt ended. */
  sealed interface End<T extends @Nullable Object> {

    /** It was committed. */
    record Done<T extends @Nullable Object>(Given<T> given, PgTransaction tx) implements End<T> {}

    /**
     * It was rolled back.
     *
     * @param reason what made the transaction fail, if anything of its own did
     * @param given where the work asked for it and went on
     */
    record Undone<T extends @Nullable Object>(
        Throwable cause,
        @Nullable PgException reason,
        @Nullable Given<T> given,
        @Nullable PgTransaction tx)
        implements End<T> {}

    /**
     * Nobody knows.
     *
     * @param given where the work gave something
     */
    record Lost<T extends @Nullable Object>(
        PgTransactionException cause, @Nullable Given<T> given, PgTransaction tx)
        implements End<T> {}

    /**
     * The work has thrown after it had committed by itself, or has ended the transaction by a text.
     *
     * @param committed whether it is known to stand
     */
    record Thrown<T extends @Nullable Object>(Throwable thrown, boolean committed, PgTransaction tx)
        implements End<T> {}
  }

  /** What the work gave, which may be nothing. */
  record Given<T extends @Nullable Object>(T result) {}

  /** An end, and what the hooks that followed it threw. */
  record Told<T extends @Nullable Object>(End<T> end, List<Throwable> hookFailures) {}

  /** Runs it to its end, hooks and resolving included. */
  Told<T> run() {
    Clock clock = lender.clock();
    End<T> end =
        options.deadline().isPresent()
            ? Deadline.within(clock, options.deadline().get(), this::attempts)
            : attempts();
    if (end instanceof End.Lost<T> lost && options.resolve().isPresent()) {
      end = resolved(lost, options.resolve().get());
    }
    return switch (end) {
      case End.Done<T> done -> new Told<>(end, hooks(done.tx(), true));
      case End.Undone<T> undone -> {
        List<Throwable> thrown = hooks(undone.tx(), false);
        thrown.forEach(each -> suppress(undone.cause(), each));
        yield new Told<>(end, thrown);
      }
      case End.Lost<T> lost -> new Told<>(end, List.of());
      case End.Thrown<T> thrown -> {
        List<Throwable> failed = thrown.committed() ? hooks(thrown.tx(), true) : List.of();
        failed.forEach(each -> suppress(thrown.thrown(), each));
        yield new Told<>(end, failed);
      }
    };
  }

  private static List<Throwable> hooks(@Nullable PgTransaction tx, boolean committed) {
    return tx == null ? List.of() : tx.hooks().run(committed);
  }

  private End<T> attempts() {
    Clock clock = lender.clock();
    Backoff backoff = new Backoff(clock, Deadline.forCall(clock, NO_LIMIT));
    for (int attempt = 1; ; attempt++) {
      End<T> end = once(attempt);
      if (!(end instanceof End.Undone<T> undone)) {
        return end;
      }
      PgTransaction tx = undone.tx();
      if (tx == null
          || !repeatable(undone)
          || attempt >= options.attempts()
          || !backoff.await(attempt)) {
        earlier.forEach(each -> suppress(undone.cause(), each));
        return undone;
      }
      tx.block().connection().probe().retried();
      earlier.add(undone.cause());
    }
  }

  private boolean repeatable(End.Undone<T> undone) {
    PgException reason = undone.reason();
    return reason != null
        && undone.given() == null
        && options.causes().stream().anyMatch(cause -> cause.matches(reason));
  }

  private End<T> once(int attempt) {
    PgTransaction tx;
    try {
      Block block = PgTransaction.borrow(lender, options);
      Gate.Rule rule = options.shared() ? Gate.Rule.IN_LINE : Gate.Rule.OWNER;
      tx = new PgTransaction(block, new Gate(rule, lender.clock()), attempt);
    } catch (PgException unbegun) {
      return new End.Undone<>(unbegun, null, null, null);
    }
    Block block = tx.block();
    try {
      Given<T> given = new Given<>(Ambient.call(lender, tx, options.calls(), work));
      return ended(tx, given);
    } catch (Throwable thrown) {
      return undone(tx, thrown);
    } finally {
      block.close();
    }
  }

  /** The work has returned. */
  private End<T> ended(PgTransaction tx, Given<T> given) {
    Block block = tx.block();
    try {
      if (!block.ended()) {
        tx.commit();
      }
    } catch (PgTransactionException told) {
      return told.outcome() == Outcome.UNKNOWN
          ? new End.Lost<>(told, given, tx)
          : new End.Undone<>(told, reason(told, block), null, tx);
    }
    PgException told = block.failure();
    if (block.committed()) {
      return new End.Done<>(given, tx);
    } else if (block.unknown() && told instanceof PgTransactionException unknown) {
      return new End.Lost<>(unknown, given, tx);
    } else if (block.misuse() != null) {
      return new End.Thrown<>(block.misuse(), false, tx);
    } else if (told != null) {
      return new End.Undone<>(told, told, null, tx);
    }
    return new End.Undone<>(Ends.rolledBack("the work asked for it", null), null, given, tx);
  }

  /** The work has thrown. */
  private End<T> undone(PgTransaction tx, Throwable thrown) {
    Block block = tx.block();
    if (block.committed() || block.misuse() != null) {
      return new End.Thrown<>(thrown, block.committed(), tx);
    }
    if (block.unknown() && block.failure() instanceof PgTransactionException unknown) {
      suppress(unknown, thrown);
      return new End.Lost<>(unknown, null, tx);
    }
    PgException reason = reason(thrown, block);
    PgException problem = block.close();
    if (problem != null) {
      suppress(thrown, problem);
    }
    return new End.Undone<>(thrown, reason, null, tx);
  }

  /** What made the transaction fail: what the block knows of, else what the work has thrown. */
  private static @Nullable PgException reason(Throwable thrown, Block block) {
    PgException failure = block.failure();
    return failure == null ? told(thrown, 0) : failure;
  }

  /**
   * What the server has said of a part that was undone since, or of COMMIT. What may be told of
   * another transaction, or of a call outside of any, counts only where nothing can stand of that.
   */
  private static @Nullable PgException told(@Nullable Throwable thrown, int depth) {
    return switch (thrown) {
      case PgTransactionException ended ->
          ended.outcome() == Outcome.ROLLED_BACK && ended.getCause() instanceof PgException cause
              ? cause
              : null;
      case PgServerException server -> server.diagnostic().fatal() ? null : server;
      case PgException other -> null;
      case null -> null;
      default -> depth == MOST_CAUSES ? null : told(thrown.getCause(), depth + 1);
    };
  }

  private End<T> resolved(End.Lost<T> lost, Duration within) {
    Optional<TransactionId> id = lost.tx().id();
    if (id.isEmpty()) {
      return lost;
    }
    try {
      return switch (id.get().resolve(lender, within)) {
        case COMMITTED -> {
          Given<T> given = lost.given();
          yield given == null
              ? new End.Thrown<>(lost.cause(), true, lost.tx())
              : new End.Done<>(given, lost.tx());
        }
        case ABORTED ->
            new End.Undone<>(
                Ends.rolledBack("the server has said so afterwards", lost.cause()),
                null,
                null,
                lost.tx());
        case UNKNOWN -> lost;
      };
    } catch (PgException unasked) {
      suppress(lost.cause(), unasked);
      return lost;
    }
  }

  /** What a failure would keep of itself is left out. */
  static void suppress(Throwable in, Throwable what) {
    if (!in.equals(what)) {
      in.addSuppressed(what);
    }
  }
}
