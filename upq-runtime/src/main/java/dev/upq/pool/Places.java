// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgPoolException.Reason;
import dev.upq.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has which connection and who waits for one: the pool's state, without its lock. Guarded by
 * the pool's lock; a connection is only asked whether it has ended, which takes no lock.
 */
final class Places {

  private final int max;
  private final int maxWaiting;
  private final Clock clock;
  private final ArrayDeque<PgConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private final Shares shares;
  private int lent;
  private int settling;
  private int connecting;
  private boolean closed;
  private @Nullable PgException lastConnectFailure;

  Places(int max, int maxWaiting, int depth, Clock clock) {
    this.max = max;
    this.maxWaiting = maxWaiting;
    this.clock = clock;
    this.shares = new Shares(depth);
  }

  /** An idle connection for a borrower, unless others wait; null where there is none. */
  @Nullable PgConnection lend() {
    PgConnection ready = waiters.isEmpty() ? pollAlive() : null;
    if (ready != null) {
      lent++;
    }
    return ready;
  }

  /** A place on an idle connection or in a line, unless others wait; null where there is none. */
  @Nullable Share place() {
    PgConnection ready = lend();
    if (ready != null) {
      return shares.open(ready, clock.nanos());
    }
    return waiters.isEmpty() && total() >= max ? shares.join(clock.nanos()) : null;
  }

  /** Null where the caller may make a connection; else it waits. */
  @Nullable Waiter connectOrWait(boolean sharing) {
    if (waiters.isEmpty() && total() < max) {
      connecting++;
      return null;
    }
    return enqueue(sharing);
  }

  /**
   * One leaves a line.
   *
   * @return who has been served
   */
  List<Waiter> leave(Share share, long now) {
    shares.leave(share, now);
    return closed ? List.of() : shares.fill(share, waiters);
  }

  boolean closeIfEmpty(Share share) {
    return shares.closeIfEmpty(share);
  }

  /** A lent connection becomes one for a line, in which the first waiters may stand. */
  List<Waiter> fill(Share share) {
    return shares.fill(share, waiters);
  }

  Share open(PgConnection lentOne) {
    return shares.open(lentOne, clock.nanos());
  }

  /** A borrower is done; where the connection is not kept, it settles. */
  boolean returned(PgConnection connection, boolean clean, List<Waiter> served) {
    lent--;
    boolean kept = clean && mayKeep(connection);
    if (kept) {
      keep(connection, served);
    } else {
      settling++;
    }
    return kept;
  }

  /** What was to be cleaned is; where the connection is not kept, it still counts as settling. */
  boolean settled(PgConnection connection, boolean clean, List<Waiter> served) {
    boolean kept = clean && mayKeep(connection);
    if (kept) {
      settling--;
      keep(connection, served);
    }
    return kept;
  }

  /** A connection that was settling is no more; who waits first may make another. */
  @Nullable Waiter retired() {
    settling--;
    return admitOne();
  }

  /** An attempt to connect is over, whatever became of it. */
  @Nullable Waiter connected(@Nullable PgConnection made, @Nullable PgException failure) {
    connecting--;
    if (made != null) {
      lent++;
      lastConnectFailure = null;
      return null;
    }
    lastConnectFailure = failure;
    return admitOne();
  }

  /** The link of a connection has ended; where it was idle, who waits first may make another. */
  @Nullable Waiter ended(PgConnection connection) {
    return idle.remove(connection) ? admitOne() : null;
  }

  void giveUp(Waiter waiter) {
    waiters.remove(waiter);
  }

  /** Takes all idle connections out, and all who wait. */
  void close(List<PgConnection> goodbye, List<Waiter> refused) {
    closed = true;
    goodbye.addAll(idle);
    idle.clear();
    refused.addAll(waiters);
    waiters.clear();
  }

  PoolState state() {
    return new PoolState(max, idle.size(), lent, settling, connecting, waiters.size());
  }

  void refuseIfClosed() {
    if (closed) {
      throw new PgPoolException(Reason.CLOSED, "the pool is closed", null);
    }
  }

  PgPoolException timeout() {
    return new PgPoolException(
        Reason.ACQUIRE_TIMEOUT,
        "no connection came free within the deadline ("
            + state()
            + "); raise pool_max, or hold connections shorter",
        lastConnectFailure);
  }

  private Waiter enqueue(boolean sharing) {
    if (waiters.size() >= maxWaiting) {
      throw new PgPoolException(
          Reason.QUEUE_FULL,
          "too many callers wait for a connection ("
              + state()
              + "); raise pool_max, or send less at once",
          lastConnectFailure);
    }
    Waiter waiter = new Waiter(sharing);
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
    if (idle.isEmpty()) {
      return null;
    }
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

  /**
   * A clean connection goes to the first waiter, or to the idle ones. Where a place in line will do
   * for that waiter, those behind it may stand in the same line.
   */
  private void keep(PgConnection connection, List<Waiter> served) {
    Waiter first = waiters.poll();
    if (first == null) {
      idle.push(connection);
      return;
    }
    served.add(first);
    lent++;
    if (first.shares) {
      Share share = shares.open(connection, clock.nanos());
      first.share = share;
      served.addAll(shares.fill(share, waiters));
    } else {
      first.granted = connection;
    }
  }

  private int total() {
    return idle.size() + lent + settling + connecting;
  }
}
