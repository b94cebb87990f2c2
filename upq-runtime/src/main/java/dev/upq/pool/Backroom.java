// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.config.HostPort;
import dev.upq.config.PoolSettings;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.crew.Crew;
import dev.upq.fault.PgException;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.probe.Probe;
import dev.upq.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The side of a pool that its own threads see: those that connect, clean, ask and close.
 * Thread-safe.
 *
 * <p>One lock guards the pool's state. What is decided under it and takes time, or wakes others, is
 * an order, carried out after it is released.
 */
final class Backroom {

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final long SHORTEST_REST_NANOS = 1_000_000;

  final Clock clock;
  final Probe probe;
  final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  final Places places;
  final Outage outage;
  final Headcount headcount;
  final Loans loans;
  private final Rounds rounds;
  private final Lifetimes lifetimes;

  private final Crew crew;
  private final Connector connector;
  private final EventLog events;
  private final PgReconnectSupervisor supervisor;
  private final Duration connectTimeout;

  /** How long an idle connection has to give a sign of life. */
  final Duration patience;

  private final List<HostPort> hosts;

  Backroom(ConnectionSetup setup) {
    PoolSettings settings = setup.config().pool();
    this.clock = setup.clock();
    this.crew = setup.crew();
    this.probe = setup.probe();
    this.connector = new Connector(setup);
    this.hosts = setup.config().hosts();
    Duration connect = setup.config().connectTimeout();
    this.connectTimeout = connect.isPositive() ? connect : LONGEST_CONNECT;
    this.patience = patience(settings.acquireTimeout());
    Chance chance = new Chance();
    this.lifetimes = new Lifetimes(settings.maxLifetime(), chance);
    this.outage = new Outage(new Backoff(settings.backoffMax(), chance));
    this.places = places(settings);
    this.headcount =
        new Headcount(
            places,
            outage,
            settings.minIdle(),
            settings.connectParallel(),
            settings.failFastAfter().toNanos());
    this.loans = new Loans(places, outage);
    this.rounds = new Rounds(places, headcount, outage, loans, settings);
    this.events = new EventLog(crew, probe);
    this.supervisor = new PgReconnectSupervisor(this, events, crew);
  }

  /** So short that a caller who waits for it has time left for another connection. */
  private static Duration patience(Duration acquireTimeout) {
    long half = acquireTimeout.toNanos() / 2;
    return half > 0 && half < ANSWER.toNanos() ? Duration.ofNanos(half) : ANSWER;
  }

  /** An idle connection that two of its questions went by unasked was asleep, and so were we. */
  private static Places places(PoolSettings settings) {
    long verify = settings.validateAfter().toNanos();
    long asleep = 2 * settings.keepalive().toNanos();
    return new Places(
        settings.min(),
        settings.max(),
        settings.maxWaiting(),
        settings.pipelineDepth(),
        asleep > 0 ? Math.min(asleep, verify) : verify);
  }

  PgReconnectSupervisor supervisor() {
    return supervisor;
  }

  /** Does what was decided, without the lock. */
  void carryOut(Orders orders) {
    wake(orders.woken);
    for (int i = 0; i < orders.attempts; i++) {
      crew.start(
          "upq-pool-connect", new Attempt(this, connector, connectTimeout, orders.generation));
    }
    each(orders.settling, "upq-pool-settle", Chore.Kind.SETTLE);
    each(orders.asking, "upq-pool-ask", Chore.Kind.ASK);
    each(orders.closing, "upq-pool-close", Chore.Kind.CLOSE);
    LockSupport.unpark(orders.drainer);
    tell(orders);
    if (orders.rouse) {
      supervisor.rouse();
    }
  }

  static void wake(List<Waiter> waiters) {
    // By index: an iterator would be an object a statement, for a list that is nearly always empty.
    for (int i = 0; i < waiters.size(); i++) {
      LockSupport.unpark(waiters.get(i).thread);
    }
  }

  private void tell(Orders orders) {
    if (orders.reconnectedNanos >= 0) {
      probe.reconnected(orders.reconnectedNanos);
    }
    if (orders.news != null) {
      for (Orders.News news : orders.news) {
        tell(news.kind(), news.detail());
      }
    }
    if (orders.leaks != null) {
      for (Holder holder : orders.leaks) {
        probe.warning("a connection has not been given back for long: " + holder);
      }
    }
  }

  void tell(Kind kind, String detail) {
    StringBuilder endpoint = new StringBuilder();
    for (HostPort host : hosts) {
      endpoint.append(endpoint.isEmpty() ? "" : ",").append(host);
    }
    events.add(new SupervisorEvent(clock.wall(), kind, endpoint.toString(), detail));
  }

  /**
   * The supervisor's round: what is due is ordered; returns when the next one is, and never a time
   * so near that it would not come to rest.
   */
  long round() {
    long now = clock.nanos();
    Orders orders = new Orders();
    long next;
    lock.lock();
    try {
      next = rounds.due(now, orders);
      orders.rouse = false;
    } finally {
      lock.unlock();
    }
    carryOut(orders);
    return Math.max(next, now + SHORTEST_REST_NANOS);
  }

  PgReconnectSupervisor.State condition() {
    lock.lock();
    try {
      return headcount.condition();
    } finally {
      lock.unlock();
    }
  }

  void retryNow() {
    long now = clock.nanos();
    Orders orders = new Orders();
    lock.lock();
    try {
      outage.askNow(now);
      headcount.demand(now, orders);
    } finally {
      lock.unlock();
    }
    carryOut(orders);
  }

  /** True where the pool is closed, and nothing comes after. */
  boolean over() {
    lock.lock();
    try {
      return places.gate == Places.Gate.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  private void each(@Nullable List<Slot> slots, String name, Chore.Kind kind) {
    if (slots != null) {
      for (Slot slot : slots) {
        crew.start(name, new Chore(this, slot, kind));
      }
    }
  }

  // What its threads tell.

  void connected(PgConnection made, int generation) {
    long now = clock.nanos();
    boolean writable = !Refusals.readOnly(made);
    Orders orders = new Orders();
    Slot slot;
    lock.lock();
    try {
      slot = new Slot(made, generation, lifetimes.end(now), writable, now);
      made.onRefusal(new Refusals(this, slot));
      headcount.connected(slot, now, orders);
    } finally {
      lock.unlock();
    }
    carryOut(orders);
    made.onEnd(new Chore(this, slot, Chore.Kind.END));
  }

  void failed(long begun, PgException why) {
    long now = clock.nanos();
    probe.connectFailed(now - begun, why);
    Orders orders = new Orders();
    lock.lock();
    try {
      headcount.failed(why, now, orders);
    } finally {
      lock.unlock();
    }
    carryOut(orders);
  }

  /**
   * One was cleaned, or asked for a sign of life.
   *
   * @param well whether it is clean and alive now
   * @param used whether it comes from a borrower
   */
  void settled(Slot slot, boolean well, boolean used) {
    long now = clock.nanos();
    Orders orders = new Orders();
    lock.lock();
    try {
      if (!well) {
        headcount.lost(slot, now, orders);
      }
      places.settled(slot, well, used, now, orders);
    } finally {
      lock.unlock();
    }
    carryOut(orders);
  }

  void retired(Slot slot) {
    long now = clock.nanos();
    Orders orders = new Orders();
    lock.lock();
    try {
      headcount.retired(slot, now, orders);
    } finally {
      lock.unlock();
    }
    carryOut(orders);
  }

  void ended(Slot slot) {
    long now = clock.nanos();
    Orders orders = new Orders();
    lock.lock();
    try {
      headcount.ended(slot, now, orders);
    } finally {
      lock.unlock();
    }
    carryOut(orders);
  }

  /** An error has come on it after which it is not to be trusted. */
  void leaves(Slot slot) {
    lock.lock();
    try {
      slot.leaving = true;
    } finally {
      lock.unlock();
    }
  }

  /** Its server takes no writes any more: all connections to it go. */
  void demoted(Slot slot) {
    long now = clock.nanos();
    Orders orders = new Orders();
    lock.lock();
    try {
      if (!slot.leaving) {
        HostPort host = slot.connection.host();
        int evicted = headcount.evict(host, now, orders);
        orders.tell(
            Kind.NOT_PRIMARY, host + " takes no writes any more; connections replaced: " + evicted);
      }
    } finally {
      lock.unlock();
    }
    carryOut(orders);
  }
}
