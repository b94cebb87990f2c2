// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Burst;
import dev.upq.exchange.Burst.Outcome;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import dev.upq.probe.Execution;
import dev.upq.probe.Probe;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import dev.upq.time.Deadline;
import dev.upq.wire.CommandComplete;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One statement that leaves in a burst with those of others. Thread-safe: its caller waits, whoever
 * carries it tells what became of it.
 *
 * <p>States: waiting, under way, answered, left. A caller that is interrupted or late leaves at
 * once; what is under way is answered to nobody then, and nothing is cancelled, so that nobody else
 * feels it. What was passed over waits again.
 */
public final class BurstCall implements Execution {

  private enum State {
    WAITING,
    UNDER_WAY,
    ANSWERED,
    LEFT
  }

  private final Burst.Item item;
  private final Thread caller = Thread.currentThread();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  private volatile @Nullable Probe carrier;
  // Written before ANSWERED, read after it.
  private @Nullable Outcome outcome;

  /**
   * A call of the current thread.
   *
   * @throws dev.upq.fault.PgUsageException where the number of arguments is wrong
   * @throws PgValueException where one does not fit its parameter's type
   */
  public BurstCall(PreparedStatement statement, @Nullable Object[] arguments) {
    this.item = new Burst.Item(statement, arguments);
  }

  Burst.Item item() {
    return item;
  }

  /** It goes out on a connection whose probe is that. */
  void on(Probe probe) {
    carrier = probe;
  }

  /** Who is told of it: the probe of the connection that it went out on last, or that one. */
  public Probe probe(Probe otherwise) {
    Probe its = carrier;
    return its == null ? otherwise : its;
  }

  @Override
  public String sql() {
    return item.statement().sql();
  }

  @Override
  public Way way() {
    return Way.QUERY;
  }

  @Override
  public String commandTag() {
    return state.get() == State.ANSWERED && outcome instanceof Outcome.Done done
        ? done.result().commandTag()
        : "";
  }

  @Override
  public long rows() {
    return Math.max(0, CommandComplete.rows(commandTag()));
  }

  @Override
  public int statements() {
    return 1;
  }

  @Override
  public AtomicReference<@Nullable Object> place() {
    return item.statement().text().place();
  }

  /** How long it is on the wire. */
  public int bytes() {
    return item.bytes();
  }

  /** It is about to leave; false where its caller has left. */
  public boolean board() {
    return state.compareAndSet(State.WAITING, State.UNDER_WAY);
  }

  /**
   * The server has seen nothing of it, or has passed it over: it waits again. False where its
   * caller has left.
   */
  public boolean alight() {
    return state.compareAndSet(State.UNDER_WAY, State.WAITING);
  }

  /** It will never leave. */
  public void refuse(PgException why) {
    if (board()) {
      tell(new Outcome.Failed(why));
    }
  }

  /** Tells what became of it, to its caller if that one still waits. */
  void tell(Outcome itsOutcome) {
    outcome = itsOutcome;
    if (state.compareAndSet(State.UNDER_WAY, State.ANSWERED)) {
      LockSupport.unpark(caller);
    }
  }

  /**
   * Waits for the answer.
   *
   * @return the result; null where the statement has to be run alone, on a connection to itself:
   *     the server has refused it before it was executed, or has let it run no longer
   * @throws PgInterruptedException where its caller is interrupted
   * @throws PgTimeoutException where its caller is late
   * @throws PgResultException where the result is larger than a burst may carry
   * @throws PgException where it failed
   */
  public @Nullable QueryResult await(Deadline deadline) {
    while (state.get() != State.ANSWERED) {
      if (caller.isInterrupted()) {
        leave(Reason.INTERRUPTED);
      } else if (deadline.passed()) {
        leave(Reason.LATE);
      } else {
        deadline.park(this);
      }
    }
    return switch (outcome) {
      case Outcome.Done done -> done.result();
      case Outcome.Unbound unbound -> null;
      case Outcome.Failed(PgCanceledException tooLong) -> null;
      case Outcome.Failed failed -> throw failed.failure();
      case Outcome.TooLarge large -> throw tooLarge(large.bytes());
      case Outcome.Skipped skipped -> throw new IllegalStateException("answered as passed over");
      case null -> throw new IllegalStateException("answered without an answer");
    };
  }

  /**
   * True where its text is better run alone: it has failed, or more came than {@code bytes}. One
   * that ran too long is begun anew, alone, and what that takes tells whether it is slow.
   */
  public boolean heldOthersUp(long bytes) {
    return state.get() == State.ANSWERED
        && switch (outcome) {
          case Outcome.Done done -> done.bytes() > bytes;
          case Outcome.Failed(PgCanceledException tooLong) -> false;
          case Outcome.Failed failed -> failed.failure() instanceof PgServerException;
          case Outcome.Unbound unbound -> true;
          case Outcome.TooLarge large -> true;
          case Outcome.Skipped skipped -> false;
          case null -> false;
        };
  }

  private static PgResultException tooLarge(long bytes) {
    return new PgResultException(
        "the result of "
            + bytes
            + " bytes is larger than lane_result_size; a lane is for small results, read this one"
            + " with query() or stream() of the pool");
  }

  private enum Reason {
    INTERRUPTED,
    LATE
  }

  /** Leaves, unless the answer has come. */
  private void leave(Reason reason) {
    State last = state.get();
    while (last != State.ANSWERED) {
      if (state.compareAndSet(last, State.LEFT)) {
        Sent sent = last == State.WAITING ? Sent.NOTHING : Sent.MAYBE;
        throw switch (reason) {
          case INTERRUPTED ->
              new PgInterruptedException("interrupted while waiting for the server", sent);
          case LATE ->
              new PgTimeoutException("the deadline passed while waiting for the server", sent);
        };
      }
      last = state.get();
    }
  }
}
