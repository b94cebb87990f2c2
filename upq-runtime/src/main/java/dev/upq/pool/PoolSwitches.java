// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.config.PoolSettings;
import dev.upq.crew.Crew;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Places.Gate;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What a running program can switch about its pool. Thread-safe. */
public final class PoolSwitches {

  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Backroom backroom;
  private final Clock clock;
  private final Crew crew;
  private final ReentrantLock lock;
  // Guarded by lock.
  private final Places places;

  PoolSwitches(Backroom backroom, Crew crew) {
    this.backroom = backroom;
    this.clock = backroom.clock;
    this.crew = crew;
    this.lock = backroom.lock;
    this.places = backroom.places;
  }

  /**
   * Lends nothing until {@link #resume}: callers wait, within their deadlines; those who have a
   * connection keep it. Returns at once.
   *
   * @return whether it was open
   */
  public boolean pause() {
    boolean paused;
    lock.lock();
    try {
      paused = places.gate == Gate.OPEN;
      if (paused) {
        places.gate = Gate.PAUSED;
      }
    } finally {
      lock.unlock();
    }
    if (paused) {
      backroom.tell(Kind.PAUSED, "nothing is lent: " + state());
    }
    return paused;
  }

  /**
   * Lends again after {@link #pause}.
   *
   * @return whether it was paused
   */
  public boolean resume() {
    long now = clock.nanos();
    Orders orders = new Orders();
    boolean resumed;
    lock.lock();
    try {
      resumed = places.gate == Gate.PAUSED;
      if (resumed) {
        places.gate = Gate.OPEN;
        places.serve(now, orders);
        backroom.headcount.demand(now, orders);
        orders.rouse = true;
      }
    } finally {
      lock.unlock();
    }
    if (resumed) {
      backroom.tell(Kind.RESUMED, "it is lent again: " + state());
    }
    backroom.carryOut(orders);
    return resumed;
  }

  /**
   * Replaces all connections that stand now: idle ones are closed at once, lent ones when they come
   * back. For a switch of the server behind a name, or after something that every session should
   * see. Returns at once.
   *
   * @return how many
   */
  public int evict() {
    long now = clock.nanos();
    Orders orders = new Orders();
    int evicted;
    lock.lock();
    try {
      evicted = backroom.headcount.evict(null, now, orders);
    } finally {
      lock.unlock();
    }
    backroom.tell(Kind.EVICTED, "connections replaced: " + evicted);
    backroom.carryOut(orders);
    return evicted;
  }

  /**
   * Other limits from now on. Surplus idle connections are closed at once, lent ones when they come
   * back; missing ones are made.
   *
   * @throws PgUsageException where not 0 &lt;= min &lt;= max, or max is not 1 to 10,000
   */
  public void resize(int min, int max) {
    if (min < 0 || max < 1 || min > max || max > PoolSettings.MOST_CONNECTIONS) {
      throw new PgUsageException(
          "a pool cannot have " + min + " to " + max + " connections; 0 <= min <= max <= 10000");
    }
    long now = clock.nanos();
    Orders orders = new Orders();
    lock.lock();
    try {
      backroom.headcount.resize(min, max, now, orders);
    } finally {
      lock.unlock();
    }
    backroom.tell(Kind.RESIZED, min + " to " + max + " connections");
    backroom.carryOut(orders);
  }

  /**
   * Empties it for good: nothing is lent any more, waiters fail, lent connections are waited for,
   * then their statements are cancelled, then they are closed; then the pool is.
   *
   * @param most how long borrowers are given
   * @throws PgInterruptedException where the caller is interrupted; nothing is lent any more then,
   *     and the pool is still to be closed
   */
  public Drained drain(Duration most) {
    Drained done = new Drain(backroom, crew).run(most);
    close();
    return done;
  }

  /**
   * Closes it: waiters fail at once, idle connections say goodbye, lent ones are closed when they
   * come back. Waits up to two seconds for the server to have closed the idle ones too. Idempotent.
   */
  public void close() {
    List<Slot> goodbye;
    Orders orders = new Orders();
    boolean first;
    lock.lock();
    try {
      goodbye = new ArrayList<>(places.idle);
      first = places.gate != Gate.CLOSED;
      places.shut(Gate.CLOSED, orders);
    } finally {
      lock.unlock();
    }
    backroom.carryOut(orders);
    Deadline deadline = Deadline.after(clock, GOODBYE);
    for (Slot slot : goodbye) {
      if (slot.connection.awaitEnd(deadline)) {
        backroom.retired(slot);
      }
    }
    if (first) {
      backroom.tell(Kind.CLOSED, String.valueOf(state()));
    }
  }

  private PoolState state() {
    lock.lock();
    try {
      return places.state();
    } finally {
      lock.unlock();
    }
  }
}
