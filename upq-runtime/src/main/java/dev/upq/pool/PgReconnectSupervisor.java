// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.crew.Crew;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of a pool at their number after disconnections, restarts and failovers.
 * Thread-safe; a pool has one, {@code pool.supervisor()}.
 *
 * <p>The end of a connection's stream starts it: what is lost is replaced at once, up to {@code
 * pool_connect_parallel} at a time. Where that fails, one attempt is made after each pause, whoever
 * waits, and the pauses grow from 50 ms to {@code pool_backoff_max} with full jitter; the first
 * success opens the way for the others. Callers wait meanwhile, within their own deadlines. Where
 * the server refuses user, password or database, those who wait are told at once, and it is asked
 * again every 30 s.
 *
 * <p>A pool that never had a connection tells its callers what went wrong as soon as it does,
 * unless the server says that it is starting, or full: those who wait then go on waiting.
 */
public final class PgReconnectSupervisor {

  /** How things stand. */
  public enum State {
    /** Nothing is missing. */
    HEALTHY,
    /** The server lets us in, and connections are being made. */
    REFILLING,
    /** Connections are missing and cannot be made at the moment; those that stand are lent. */
    DEGRADED,
    /** There is no connection, and none can be made at the moment. */
    DOWN,
    /** The server refuses user, password or database. Connections that stand are lent. */
    REFUSED,
    /** The program has paused the pool. */
    PAUSED,
    /** The pool is closed, or being drained. */
    CLOSED
  }

  /** A listener that was given to {@link #onEvent}. */
  public interface Listening extends AutoCloseable {

    /** It is not called any more, but for an event that is on its way. Idempotent. */
    @Override
    void close();
  }

  private final Backroom backroom;
  private final EventLog events;
  private final Crew crew;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable Thread thread;

  PgReconnectSupervisor(Backroom backroom, EventLog events, Crew crew) {
    this.backroom = backroom;
    this.events = events;
    this.crew = crew;
  }

  public State state() {
    return backroom.condition();
  }

  /** The last 256 events, the newest at the end. */
  public List<SupervisorEvent> events() {
    return events.all();
  }

  /**
   * Calls {@code listener} for each event from now on, one at a time and in order, on a thread of
   * the pool's. It should be quick: others wait behind it.
   */
  public Listening onEvent(Consumer<SupervisorEvent> listener) {
    events.listen(listener);
    return () -> events.leave(listener);
  }

  /** Ends the current pause: what kept the server from letting us in has been mended. */
  public void retryNow() {
    backroom.retryNow();
  }

  /** Something has changed that its plans did not know of. Begins its thread where need be. */
  void rouse() {
    if (started.compareAndSet(false, true)) {
      crew.start("upq-supervisor", new Rounding());
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Its thread, which ends with the pool. */
  private final class Rounding implements Runnable {

    @Override
    public void run() {
      thread = Thread.currentThread();
      while (!backroom.over()) {
        backroom.clock.parkUntil(this, backroom.round());
      }
    }
  }
}
