// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.crew.Crew;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgPoolException.Reason;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pool's machinery. Thread-safe.
 *
 * <p>One lock guards the counts, the idle connections and the queue of waiters. Under it a
 * connection is only asked whether it has ended, which takes no lock.
 */
public final class ConnectionPool implements Lender, AutoCloseable {

  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Connector connector;
  private final Clock clock;
  private final Crew crew;
  private final int max;
  private final int maxWaiting;
  private final Duration acquireTimeout;

  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final ArrayDeque<PgConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private int lent;
  private int settling;
  private int connecting;
  private boolean closed;
  private @Nullable PgException lastConnectFailure;

  /** A caller that waits. Its fields are guarded by the pool's lock. */
  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    @Nullable PgConnection granted;
    boolean mayConnect;
  }

  /**
   * @param maxWaiting how many callers may wait at once; more are refused
   */
  public ConnectionPool(ConnectionSetup setup, int maxWaiting) {
    this.connector = new Connector(setup);
    this.clock = setup.clock();
    this.crew = setup.crew();
    this.max = setup.config().poolMax();
    Duration timeout = setup.config().poolAcquireTimeout();
    this.acquireTimeout = timeout.isZero() || timeout.isNegative() ? NO_LIMIT : timeout;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public Lease acquire() {
    return acquire(Deadline.forCall(clock, acquireTimeout));
  }

  @Override
  public Lease acquire(Deadline deadline) {
    if (Thread.currentThread().isInterrupted()) {
      throw new PgInterruptedException("interrupted before borrowing a connection", Sent.NOTHING);
    }
    Waiter waiter;
    lock.lock();
    try {
      refuseIfClosed();
      PgConnection ready = waiters.isEmpty() ? pollAlive() : null;
      if (ready != null) {
        lent++;
        return new Lease(this, ready);
      }
      if (waiters.isEmpty() && total() < max) {
        connecting++;
        waiter = null;
      } else {
        waiter = enqueue();
      }
    } finally {
      lock.unlock();
    }
    return waiter == null || await(waiter, deadline)
        ? connect(deadline)
        : new Lease(this, grantedTo(waiter));
  }

  /** How many connections are in which state. */
  public PoolState state() {
    lock.lock();
    try {
      return new PoolState(max, idle.size(), lent, settling, connecting, waiters.size());
    } finally {
      lock.unlock();
    }
  }

  /** The seam for time that deadlines are made with. */
  public Clock clock() {
    return clock;
  }

  /**
   * Closes it: waiters fail at once, idle connections say goodbye, lent ones are closed when they
   * come back. Waits up to two seconds for the server to have closed the idle ones too. Idempotent.
   */
  @Override
  public void close() {
    List<PgConnection> goodbye;
    List<Waiter> refused;
    lock.lock();
    try {
      closed = true;
      goodbye = new ArrayList<>(idle);
      idle.clear();
      refused = new ArrayList<>(waiters);
      waiters.clear();
    } finally {
      lock.unlock();
    }
    refused.forEach(waiter -> LockSupport.unpark(waiter.thread));
    goodbye.forEach(PgConnection::close);
    Deadline deadline = Deadline.after(clock, GOODBYE);
    goodbye.forEach(connection -> connection.awaitEnd(deadline));
  }

  /** A borrower is done. */
  void giveBack(PgConnection connection) {
    connection.changeTenant();
    boolean clean = connection.clean();
    boolean kept;
    Waiter served = null;
    lock.lock();
    try {
      lent--;
      kept = clean && mayKeep(connection);
      if (kept) {
        served = keep(connection);
      } else {
        settling++;
      }
    } finally {
      lock.unlock();
    }
    wake(served);
    if (!kept) {
      crew.start("upq-pool-settle", () -> settle(connection));
    }
  }

  private void settle(PgConnection connection) {
    boolean clean = connection.settle(Deadline.after(clock, SETTLE));
    boolean kept;
    Waiter served = null;
    lock.lock();
    try {
      kept = clean && mayKeep(connection);
      if (kept) {
        settling--;
        served = keep(connection);
      }
    } finally {
      lock.unlock();
    }
    wake(served);
    if (!kept) {
      retire(connection);
    }
  }

  /**
   * Closes a connection. It counts as settling until its link has ended: only then may another take
   * its place.
   */
  private void retire(PgConnection connection) {
    connection.close();
    connection.awaitEnd(Deadline.never(clock));
    Waiter next;
    lock.lock();
    try {
      settling--;
      next = admitOne();
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  private Lease connect(Deadline deadline) {
    PgConnection made = connector.connect(deadline, new Untaken());
    connected(made, null);
    return new Lease(this, made);
  }

  /**
   * What was begun for a caller who has left keeps its slot until it stands, and is then there for
   * others.
   */
  private final class Untaken implements Connector.Untaken {

    @Override
    public void made(PgConnection connection) {
      connected(connection, null);
      giveBack(connection);
    }

    @Override
    public void failed(PgException why) {
      connected(null, why);
    }
  }

  /** The counts after an attempt to connect, whatever became of it. */
  private void connected(@Nullable PgConnection made, @Nullable PgException failure) {
    Waiter next = null;
    lock.lock();
    try {
      connecting--;
      if (made != null) {
        lent++;
        lastConnectFailure = null;
      } else {
        lastConnectFailure = failure;
        next = admitOne();
      }
    } finally {
      lock.unlock();
    }
    wake(next);
    if (made != null) {
      made.onEnd(() -> ended(made));
    }
  }

  /**
   * The link of a connection has ended. Where it was idle, whoever waits first may make another.
   * One that is lent or settling is dealt with when it comes back.
   */
  private void ended(PgConnection connection) {
    Waiter next;
    lock.lock();
    try {
      next = idle.remove(connection) ? admitOne() : null;
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  /**
   * Waits to be served: true where the caller is to connect, false where it was granted a
   * connection.
   */
  private boolean await(Waiter waiter, Deadline deadline) {
    while (true) {
      lock.lock();
      try {
        if (waiter.granted != null) {
          return false;
        }
        if (waiter.mayConnect) {
          return true;
        }
        refuseIfClosed();
        if (waiter.thread.isInterrupted()) {
          waiters.remove(waiter);
          throw new PgInterruptedException(
              "interrupted while waiting for a connection", Sent.NOTHING);
        }
        if (deadline.passed()) {
          waiters.remove(waiter);
          throw timeout();
        }
      } finally {
        lock.unlock();
      }
      deadline.park(this);
    }
  }

  private static void wake(@Nullable Waiter waiter) {
    if (waiter != null) {
      LockSupport.unpark(waiter.thread);
    }
  }

  private PgConnection grantedTo(Waiter waiter) {
    PgConnection granted = waiter.granted;
    if (granted == null) {
      throw new IllegalStateException("served without a connection");
    }
    return granted;
  }

  // Below: under the lock.

  private Waiter enqueue() {
    if (waiters.size() >= maxWaiting) {
      throw new PgPoolException(
          Reason.QUEUE_FULL,
          "too many callers wait for a connection ("
              + counts()
              + "); raise pool_max, or send less at once",
          lastConnectFailure);
    }
    Waiter waiter = new Waiter();
    waiters.add(waiter);
    return waiter;
  }

  private @Nullable Waiter admitOne() {
    if (closed || total() >= max) {
      return null;
    }
    Waiter next = waiters.poll();
    if (next != null) {
      next.mayConnect = true;
      connecting++;
    }
    return next;
  }

  /** One that is not dead; the dead ones keep their slots until {@link #ended} takes them out. */
  private @Nullable PgConnection pollAlive() {
    for (PgConnection connection : idle) {
      if (!connection.ended()) {
        idle.remove(connection);
        return connection;
      }
    }
    return null;
  }

  private boolean mayKeep(PgConnection connection) {
    return !closed && !connection.ended();
  }

  /** A clean connection goes to the first waiter, who is returned, or to the idle ones. */
  private @Nullable Waiter keep(PgConnection connection) {
    Waiter served = waiters.poll();
    if (served == null) {
      idle.push(connection);
    } else {
      served.granted = connection;
      lent++;
    }
    return served;
  }

  private int total() {
    return idle.size() + lent + settling + connecting;
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new PgPoolException(Reason.CLOSED, "the pool is closed", null);
    }
  }

  private PgPoolException timeout() {
    return new PgPoolException(
        Reason.ACQUIRE_TIMEOUT,
        "no connection came free within the deadline ("
            + counts()
            + "); raise pool_max, or hold connections shorter",
        lastConnectFailure);
  }

  private String counts() {
    return new PoolState(max, idle.size(), lent, settling, connecting, waiters.size()).toString();
  }
}
