// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.crew.Crew;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final Duration acquireTimeout;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final Places places;

  /**
   * @param maxWaiting how many callers may wait at once; more are refused
   */
  public ConnectionPool(ConnectionSetup setup, int maxWaiting) {
    this.connector = new Connector(setup);
    this.clock = setup.clock();
    this.crew = setup.crew();
    Duration timeout = setup.config().poolAcquireTimeout();
    this.acquireTimeout = timeout.isZero() || timeout.isNegative() ? NO_LIMIT : timeout;
    this.places =
        new Places(setup.config().poolMax(), maxWaiting, setup.config().poolPipelineDepth(), clock);
  }

  @Override
  public Lease acquire() {
    return acquire(Deadline.forCall(clock, acquireTimeout));
  }

  @Override
  public Lease acquire(Deadline deadline) {
    refuseIfInterrupted();
    Waiter waiter;
    lock.lock();
    try {
      places.refuseIfClosed();
      PgConnection ready = places.lend();
      if (ready != null) {
        return new Lease(this, ready);
      }
      waiter = places.connectOrWait(false);
    } finally {
      lock.unlock();
    }
    return new Lease(
        this, waiter == null || await(waiter, deadline) ? connect(deadline) : grantedTo(waiter));
  }

  /** A place for one statement: on an idle connection, on a new one, or in line behind others. */
  Share share() {
    refuseIfInterrupted();
    Waiter waiter;
    lock.lock();
    try {
      places.refuseIfClosed();
      Share place = places.place();
      if (place != null) {
        return place;
      }
      waiter = places.connectOrWait(true);
    } finally {
      lock.unlock();
    }
    Deadline deadline = Deadline.forCall(clock, acquireTimeout);
    return waiter == null || await(waiter, deadline)
        ? opened(connect(deadline))
        : Objects.requireNonNull(waiter.share);
  }

  /**
   * A statement in a line is over.
   *
   * @param begun when it was sent
   * @return how long it took, counted from its turn
   */
  long leave(Share share, long begun) {
    long now = clock.nanos();
    long turn;
    boolean last;
    List<Waiter> served;
    lock.lock();
    try {
      turn = Math.max(begun, share.movedAt);
      served = places.leave(share, now);
      last = places.closeIfEmpty(share);
    } finally {
      lock.unlock();
    }
    wake(served);
    if (last) {
      giveBack(share.connection);
    }
    return now - turn;
  }

  /** A connection that was made for a line: those who wait may stand in it. */
  private Share opened(PgConnection made) {
    Share share;
    List<Waiter> served;
    lock.lock();
    try {
      share = places.open(made);
      served = places.fill(share);
    } finally {
      lock.unlock();
    }
    wake(served);
    return share;
  }

  /** How many connections are in which state. */
  public PoolState state() {
    lock.lock();
    try {
      return places.state();
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
    List<PgConnection> goodbye = new ArrayList<>();
    List<Waiter> refused = new ArrayList<>();
    lock.lock();
    try {
      places.close(goodbye, refused);
    } finally {
      lock.unlock();
    }
    wake(refused);
    for (PgConnection connection : goodbye) {
      connection.close();
    }
    Deadline deadline = Deadline.after(clock, GOODBYE);
    for (PgConnection connection : goodbye) {
      connection.awaitEnd(deadline);
    }
  }

  /** A borrower is done. */
  void giveBack(PgConnection connection) {
    connection.changeTenant();
    boolean clean = connection.clean();
    boolean kept;
    List<Waiter> served = new ArrayList<>(0);
    lock.lock();
    try {
      kept = places.returned(connection, clean, served);
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
    List<Waiter> served = new ArrayList<>(0);
    lock.lock();
    try {
      kept = places.settled(connection, clean, served);
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
      next = places.retired();
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  private PgConnection connect(Deadline deadline) {
    PgConnection made = connector.connect(deadline, new Untaken());
    connected(made, null);
    return made;
  }

  private static void refuseIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new PgInterruptedException("interrupted before borrowing a connection", Sent.NOTHING);
    }
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
    Waiter next;
    lock.lock();
    try {
      next = places.connected(made, failure);
    } finally {
      lock.unlock();
    }
    wake(next);
    if (made != null) {
      made.onEnd(new Ended(made));
    }
  }

  /** What a connection runs at its end. */
  private final class Ended implements Runnable {

    private final PgConnection connection;

    Ended(PgConnection connection) {
      this.connection = connection;
    }

    @Override
    public void run() {
      ended(connection);
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
      next = places.ended(connection);
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
        if (waiter.share != null) {
          return false;
        }
        if (waiter.mayConnect) {
          return true;
        }
        places.refuseIfClosed();
        if (waiter.thread.isInterrupted()) {
          places.giveUp(waiter);
          throw new PgInterruptedException(
              "interrupted while waiting for a connection", Sent.NOTHING);
        }
        if (deadline.passed()) {
          places.giveUp(waiter);
          throw places.timeout();
        }
      } finally {
        lock.unlock();
      }
      deadline.park(this);
    }
  }

  private static void wake(List<Waiter> waiters) {
    // By index: an iterator would be an object a statement, for a list that is nearly always empty.
    for (int i = 0; i < waiters.size(); i++) {
      wake(waiters.get(i));
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
}
