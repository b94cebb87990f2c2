// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own that is made again whenever it is lost, and made each time what its
 * {@link Duty} says. Thread-safe.
 *
 * <p>It never gives up before it is closed. See the package's doc for its states and its thread.
 */
public final class StandingConnection implements AutoCloseable {

  /** How things stand. */
  public enum State {
    /** A connection is being made, and made what it is to be. */
    CONNECTING,
    /** It stands. */
    STANDING,
    /** An attempt has failed; the next follows after a pause. */
    PAUSING,
    /** The program has closed it. */
    CLOSED
  }

  private final Keeper keeper;
  private final AtomicLong attempts = new AtomicLong();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  // Written by the keeper's thread, and by who closes; read by any.
  private volatile State state = State.CONNECTING;
  private volatile long epoch;
  private volatile @Nullable PgException failure;

  private StandingConnection(ConnectionSetup setup, StandingConfig config, Duty duty) {
    this.keeper = new Keeper(this, setup, config, duty);
  }

  /** Begins to make one. Does not wait for it. */
  public static StandingConnection open(ConnectionSetup setup, StandingConfig config, Duty duty) {
    StandingConnection standing = new StandingConnection(setup, config, duty);
    setup.crew().start("upq-standing", standing.keeper);
    return standing;
  }

  public State state() {
    return state;
  }

  /** The number of the epoch that began last; 0 before the first. */
  public long epoch() {
    return epoch;
  }

  /** Why the last attempt failed, or the last epoch ended; empty while it stands. */
  public Optional<PgException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Waits until it stands.
   *
   * @throws PgException why the last attempt failed, as soon as one has
   * @throws PgTimeoutException where the deadline passes
   * @throws PgInterruptedException where the caller is interrupted
   */
  public void awaitFirst(Deadline deadline) {
    Thread self = Thread.currentThread();
    waiting.add(self);
    try {
      long before = attempts.get();
      while (state != State.STANDING) {
        PgException why = failure;
        if (why != null && (attempts.get() > before || state != State.CONNECTING)) {
          throw why;
        }
        if (self.isInterrupted()) {
          throw new PgInterruptedException(
              "interrupted while waiting for a connection to stand", Sent.NOTHING);
        }
        if (deadline.passed()) {
          throw new PgTimeoutException("the connection does not stand in time", Sent.NOTHING);
        }
        deadline.park(this);
      }
    } finally {
      waiting.remove(self);
    }
  }

  /** Has the duty called soon: there is something for it to do. Any thread; never waits. */
  public void rouse() {
    keeper.rouse();
  }

  /** Ends the current pause, if there is one. */
  public void retryNow() {
    keeper.retryNow();
  }

  /** Ends it, at once and for good. Idempotent, any thread; the duty is not told of a loss. */
  @Override
  public void close() {
    state = State.CLOSED;
    keeper.end();
    wake();
  }

  boolean closed() {
    return state == State.CLOSED;
  }

  void connecting() {
    to(State.CONNECTING);
  }

  void stands(long its) {
    epoch = its;
    failure = null;
    to(State.STANDING);
  }

  void lost(PgException why) {
    failure = why;
    to(State.CONNECTING);
  }

  void failed(PgException why) {
    failure = why;
    attempts.incrementAndGet();
    to(State.PAUSING);
  }

  /** By the keeper's thread; what was closed stays so. */
  private void to(State next) {
    if (state != State.CLOSED) {
      state = next;
    }
    if (keeper.ending()) {
      state = State.CLOSED;
    }
    wake();
  }

  private void wake() {
    waiting.forEach(LockSupport::unpark);
  }

  @Override
  public String toString() {
    return "StandingConnection[" + state + ", epoch " + epoch + "]";
  }
}
