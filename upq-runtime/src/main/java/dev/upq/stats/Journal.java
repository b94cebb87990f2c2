// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.probe.Probe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells of single things: warnings and what was slow in the program's log, everything in a flight
 * recording while one runs. Thread-safe. Then it tells the next probe.
 */
public final class Journal implements Probe {

  private final String pool;
  private final long slowQueryNanos;
  private final long slowAcquireNanos;
  private final Probe next;

  private Journal(String pool, long slowQueryNanos, long slowAcquireNanos, Probe next) {
    this.pool = pool;
    this.slowQueryNanos = slowQueryNanos;
    this.slowAcquireNanos = slowAcquireNanos;
    this.next = next;
  }

  /**
   * The journal of a pool.
   *
   * @param slowQuery what is logged takes at least that long; zero logs none
   * @param slowAcquire the same of waiting for a connection
   * @param next is told too
   */
  public static Journal of(String pool, Duration slowQuery, Duration slowAcquire, Probe next) {
    return new Journal(pool, threshold(slowQuery), threshold(slowAcquire), next);
  }

  private static long threshold(Duration duration) {
    return duration.isPositive() ? duration.toNanos() : Long.MAX_VALUE;
  }

  @Override
  public void executed(Execution what, long nanos, @Nullable PgException failure) {
    if (nanos >= slowQueryNanos) {
      Log.slowQuery(pool, what, nanos, failure);
    }
    Flight.observed();
    if (Flight.on()) {
      FlightEvents.query(pool, what, nanos, failure);
    }
    next.executed(what, nanos, failure);
  }

  @Override
  public void acquired(long nanos) {
    acquiring(nanos, null);
    next.acquired(nanos);
  }

  @Override
  public void notAcquired(long nanos, PgException why) {
    acquiring(nanos, why);
    next.notAcquired(nanos, why);
  }

  private void acquiring(long nanos, @Nullable PgException failure) {
    if (nanos >= slowAcquireNanos) {
      Log.slowAcquire(pool, nanos, failure);
    }
    if (Flight.on()) {
      FlightEvents.acquire(pool, nanos, failure);
    }
  }

  @Override
  public void connected(long nanos) {
    if (Flight.on()) {
      FlightEvents.connect(pool, nanos, null);
    }
    next.connected(nanos);
  }

  @Override
  public void connectFailed(long nanos, PgException why) {
    if (Flight.on()) {
      FlightEvents.connect(pool, nanos, why);
    }
    next.connectFailed(nanos, why);
  }

  @Override
  public void warning(String line) {
    Log.warning(pool, line);
    next.warning(line);
  }

  @Override
  public void committed(long nanos) {
    transaction(nanos, "committed");
    next.committed(nanos);
  }

  @Override
  public void rolledBack(long nanos) {
    transaction(nanos, "rolled_back");
    next.rolledBack(nanos);
  }

  @Override
  public void outcomeUnknown(long nanos) {
    transaction(nanos, "unknown");
    next.outcomeUnknown(nanos);
  }

  private void transaction(long nanos, String outcome) {
    if (Flight.on()) {
      FlightEvents.transaction(pool, nanos, outcome);
    }
  }

  @Override
  public void retried() {
    if (Flight.on()) {
      FlightEvents.retry(pool);
    }
    next.retried();
  }

  @Override
  public void notified(long count) {
    if (Flight.on()) {
      FlightEvents.notification(pool, count);
    }
    next.notified(count);
  }

  @Override
  public void notificationsDropped(long count) {
    next.notificationsDropped(count);
  }

  @Override
  public void notificationGap(long nanos) {
    next.notificationGap(nanos);
  }

  @Override
  public void notificationQueueUsage(double share) {
    next.notificationQueueUsage(share);
  }

  @Override
  public void released(long nanos, boolean dirty) {
    next.released(nanos, dirty);
  }

  @Override
  public void reconnected(long nanos) {
    next.reconnected(nanos);
  }

  @Override
  public void ended(PgException why) {
    next.ended(why);
  }

  @Override
  public void bytes(long in, long out) {
    next.bytes(in, out);
  }

  /** Beside being told here, the next probe may have one for each connection. */
  @Override
  public Probe at(String host, int port, String role) {
    Probe its = next.at(host, port, role);
    return its.equals(next) ? this : new Journal(pool, slowQueryNanos, slowAcquireNanos, its);
  }
}
