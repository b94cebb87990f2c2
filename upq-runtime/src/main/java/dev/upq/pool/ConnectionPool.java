// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.config.PoolSettings;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.probe.Probe;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pool's machinery, as its callers see it. Thread-safe.
 *
 * <p>One lock guards the counts, the idle connections and the queue of waiters. Under it a
 * connection is only asked whether it has ended, which takes no lock. A caller takes what is idle,
 * or waits to be given something; connections are made, cleaned and closed by threads of the crew.
 */
public final class ConnectionPool implements Lender, AutoCloseable {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private final Clock clock;
  private final Probe probe;
  private final Duration acquireTimeout;
  private final Backroom backroom;
  private final PoolSwitches switches;
  private final @Nullable Sites sites;
  private final boolean watched;

  // The backroom's; both are used for every loan.
  private final ReentrantLock lock;
  // Guarded by lock.
  private final Places places;

  public ConnectionPool(ConnectionSetup setup) {
    PoolSettings settings = setup.config().pool();
    this.clock = setup.clock();
    this.probe = setup.probe();
    this.watched = !probe.equals(Probe.NONE);
    this.acquireTimeout =
        settings.acquireTimeout().isPositive() ? settings.acquireTimeout() : NO_LIMIT;
    this.backroom = new Backroom(setup);
    this.switches = new PoolSwitches(backroom, setup.crew());
    this.sites = settings.leakThreshold().isPositive() ? new Sites() : null;
    this.lock = backroom.lock;
    this.places = backroom.places;
    if (settings.min() > 0 || settings.minIdle() > 0) {
      backroom.supervisor().rouse();
    }
  }

  @Override
  public Lease acquire() {
    return borrow(null);
  }

  @Override
  public Lease acquire(Deadline deadline) {
    return borrow(deadline);
  }

  private Lease borrow(@Nullable Deadline given) {
    long begun = clock.nanos();
    try {
      refuseIfInterrupted();
      Slot ready;
      lock.lock();
      try {
        places.refuseIfShut();
        ready = places.lend(begun);
      } finally {
        lock.unlock();
      }
      if (ready == null) {
        ready = Objects.requireNonNull(await(enqueue(false, begun), deadline(given)).granted);
      }
      if (sites != null) {
        sites.note(ready);
      }
      if (watched) {
        probe.acquired(clock.nanos() - begun);
      }
      return new Lease(this, ready);
    } catch (PgException failed) {
      probe.notAcquired(clock.nanos() - begun, failed);
      throw failed;
    }
  }

  private Deadline deadline(@Nullable Deadline given) {
    return given == null ? Deadline.forCall(clock, acquireTimeout) : given;
  }

  /** A place for one statement: on an idle connection, on a new one, or in line behind others. */
  Share share() {
    long begun = clock.nanos();
    try {
      refuseIfInterrupted();
      Share place;
      lock.lock();
      try {
        places.refuseIfShut();
        place = places.place(begun);
      } finally {
        lock.unlock();
      }
      if (place == null) {
        place = Objects.requireNonNull(await(enqueue(true, begun), deadline(null)).share);
      }
      if (watched) {
        probe.acquired(clock.nanos() - begun);
      }
      return place;
    } catch (PgException failed) {
      probe.notAcquired(clock.nanos() - begun, failed);
      throw failed;
    }
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
    Backroom.wake(served);
    if (last) {
      takeBack(share.slot);
    }
    if (watched) {
      probe.released(now - begun, false);
    }
    return now - turn;
  }

  /** A borrower is done. */
  void giveBack(Slot slot) {
    long begun = slot.lentAt;
    boolean clean = takeBack(slot);
    if (watched) {
      probe.released(clock.nanos() - begun, !clean);
    }
  }

  private boolean takeBack(Slot slot) {
    PgConnection connection = slot.connection;
    connection.changeTenant();
    boolean clean = connection.clean() && !connection.upkeep().hasLeftSomething();
    long now = clock.nanos();
    Orders orders = null;
    lock.lock();
    try {
      if (!places.backToIdle(slot, clean, now)) {
        orders = new Orders();
        places.returned(slot, clean, now, orders);
      }
    } finally {
      lock.unlock();
    }
    if (orders != null) {
      backroom.carryOut(orders);
    }
    return clean;
  }

  @Override
  public PoolState state() {
    lock.lock();
    try {
      return places.state();
    } finally {
      lock.unlock();
    }
  }

  /** True where that process of the server serves one of its connections. */
  public boolean owns(int processId) {
    lock.lock();
    try {
      return places.owns(processId);
    } finally {
      lock.unlock();
    }
  }

  /** Who has which connection, the longest loan first. */
  public List<Holder> holders() {
    long now = clock.nanos();
    lock.lock();
    try {
      return backroom.loans.holders(now);
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the number of connections. */
  public PgReconnectSupervisor supervisor() {
    return backroom.supervisor();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /** What a running program can switch: pause, resume, evict, resize, drain. */
  public PoolSwitches switches() {
    return switches;
  }

  /** As {@link PoolSwitches#close}. */
  @Override
  public void close() {
    switches.close();
  }

  private static void refuseIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new PgInterruptedException("interrupted before borrowing a connection", Sent.NOTHING);
    }
  }

  private Waiter enqueue(boolean sharing, long now) {
    Orders orders = new Orders();
    Waiter waiter;
    lock.lock();
    try {
      places.refuseIfShut();
      backroom.headcount.refuseInVain(now);
      waiter = places.enqueue(sharing, now, orders);
      backroom.headcount.demand(now, orders);
    } finally {
      lock.unlock();
    }
    backroom.carryOut(orders);
    return waiter;
  }

  /** Waits to be served. */
  private Waiter await(Waiter waiter, Deadline deadline) {
    while (true) {
      boolean late = deadline.passed();
      lock.lock();
      try {
        if (waiter.granted != null || waiter.share != null) {
          return waiter;
        }
        if (waiter.refusal != null) {
          throw waiter.refusal;
        }
        places.refuseIfShut();
        if (waiter.thread.isInterrupted()) {
          places.giveUp(waiter);
          throw new PgInterruptedException(
              "interrupted while waiting for a connection", Sent.NOTHING);
        }
        if (late) {
          PgException told = backroom.loans.timeout(deadline.atNanos());
          places.giveUp(waiter);
          throw told;
        }
      } finally {
        lock.unlock();
      }
      deadline.park(this);
    }
  }
}
