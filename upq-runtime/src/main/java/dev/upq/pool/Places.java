// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgPoolException.Reason;
import dev.upq.pool.Slot.Where;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has which connection and who waits for one: the pool's state, without its lock. Guarded by
 * the pool's lock; a connection is only asked whether it has ended, which takes no lock.
 */
final class Places {

  /** Whether the pool still lends. */
  enum Gate {
    OPEN,
    /** Callers wait in line; nothing is lent, nothing made. */
    PAUSED,
    /** Nothing is lent any more; what comes back is closed. */
    DRAINING,
    CLOSED
  }

  /** All that stand, idle ones the last used first, and who waits. */
  final ArrayList<Slot> all = new ArrayList<>();

  final ArrayDeque<Slot> idle = new ArrayDeque<>();
  final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

  private final int maxWaiting;
  private final long verifyAfterNanos;
  private final Shares shares;

  int min;
  int max;
  int connecting;
  int generation;
  Gate gate = Gate.OPEN;

  /** Who waits for the lent ones to come back, while it is being drained. */
  @Nullable Thread drainer;

  private int lent;
  private int settling;
  private int retiring;
  private long loans;

  /**
   * @param maxWaiting how many may wait at once
   * @param depth how many may stand in one line
   * @param verifyAfterNanos after how long without an answer an idle connection is asked for one
   *     before it is lent
   */
  Places(int min, int max, int maxWaiting, int depth, long verifyAfterNanos) {
    this.min = min;
    this.max = max;
    this.maxWaiting = maxWaiting;
    this.verifyAfterNanos = verifyAfterNanos;
    this.shares = new Shares(depth);
  }

  /** An idle connection for this thread, unless others wait; null where there is none. */
  @Nullable Slot lend(long now) {
    Slot ready = waiters.isEmpty() && gate == Gate.OPEN ? takeIdle(now) : null;
    if (ready != null) {
      lent++;
      ready.lendTo(Thread.currentThread(), ++loans, now);
    }
    return ready;
  }

  /** A place on an idle connection or in a line, unless others wait; null where there is none. */
  @Nullable Share place(long now) {
    Slot ready = lend(now);
    if (ready != null) {
      return open(ready, now);
    }
    boolean free = waiters.isEmpty() && gate == Gate.OPEN && total() >= max;
    return free ? shares.join(now) : null;
  }

  /**
   * The calling thread waits from now on, unless something has come free meanwhile. Where there is
   * an idle connection, but one that has not been heard of for long, it is asked for a sign of
   * life.
   */
  Waiter enqueue(boolean sharing, long now, Orders orders) {
    if (waiters.size() >= maxWaiting) {
      throw new PgPoolException(
          Reason.QUEUE_FULL,
          "too many callers wait for a connection ("
              + state()
              + "); raise pool_max, or send less at once",
          null);
    }
    Waiter waiter = new Waiter(sharing);
    waiters.add(waiter);
    serve(now, orders);
    Slot silent = waiters.isEmpty() || gate != Gate.OPEN ? null : firstAlive();
    if (silent != null) {
      ask(silent, orders);
    }
    return waiter;
  }

  void giveUp(Waiter waiter) {
    waiters.remove(waiter);
  }

  /** A line of one on a lent connection. */
  Share open(Slot slot, long now) {
    slot.borrower = null;
    return shares.open(slot, now);
  }

  /**
   * One leaves a line.
   *
   * @return who stands in its place
   */
  List<Waiter> leave(Share share, long now) {
    shares.leave(share, now);
    return gate == Gate.OPEN ? shares.fill(share, waiters) : List.of();
  }

  boolean closeIfEmpty(Share share) {
    return shares.closeIfEmpty(share);
  }

  /** A borrower is done: true where that is all, and the connection is idle. */
  boolean backToIdle(Slot slot, boolean clean, long now) {
    if (!clean || !waiters.isEmpty() || !mayKeep(slot)) {
      return false;
    }
    slot.usedAt = now;
    slot.heardAt = now;
    slot.where = Where.IDLE;
    slot.borrower = null;
    lent--;
    idle.addFirst(slot);
    return true;
  }

  /** A borrower is done. */
  void returned(Slot slot, boolean clean, long now, Orders orders) {
    slot.usedAt = now;
    slot.borrower = null;
    orders.drainer = drainer;
    if (clean) {
      slot.heardAt = now;
      keep(slot, true, now, orders);
    } else {
      move(slot, Where.SETTLING);
      orders.settle(slot);
    }
  }

  /** What was to be cleaned, or asked, is and has answered, or not. */
  void settled(Slot slot, boolean well, boolean used, long now, Orders orders) {
    if (well) {
      slot.heardAt = now;
      keep(slot, used, now, orders);
    } else {
      retire(slot, orders);
    }
  }

  /** A new one, which goes the way of those that come back. */
  void add(Slot slot, long now, Orders orders) {
    all.add(slot);
    settling++;
    keep(slot, true, now, orders);
  }

  /** Takes an idle connection out, to be asked whether it is alive. */
  void ask(Slot slot, Orders orders) {
    idle.remove(slot);
    move(slot, Where.SETTLING);
    orders.ask(slot);
  }

  /** Closes one that nobody has; its place is taken until its link has ended. */
  void retire(Slot slot, Orders orders) {
    idle.remove(slot);
    slot.leaving = true;
    move(slot, Where.RETIRING);
    orders.close(slot);
  }

  /** It is no more. */
  void gone(Slot slot) {
    idle.remove(slot);
    all.remove(slot);
    move(slot, Where.GONE);
  }

  /**
   * Nothing is lent any more: idle ones are closed, and who waits is told.
   *
   * @return how many were idle
   */
  int shut(Gate how, Orders orders) {
    gate = how;
    List<Slot> goodbye = new ArrayList<>(idle);
    for (Slot slot : goodbye) {
      retire(slot, orders);
    }
    orders.woken.addAll(waiters);
    waiters.clear();
    orders.rouse = true;
    return goodbye.size();
  }

  /** Gives idle connections to those who wait. */
  void serve(long now, Orders orders) {
    while (!waiters.isEmpty() && gate == Gate.OPEN) {
      Slot ready = takeIdle(now);
      if (ready == null) {
        return;
      }
      move(ready, Where.SETTLING);
      keep(ready, true, now, orders);
    }
  }

  /** True where that process of the server serves one of them. */
  boolean owns(int processId) {
    for (Slot slot : all) {
      if (slot.connection.processId() == processId) {
        return true;
      }
    }
    return false;
  }

  PoolState state() {
    return new PoolState(
        min,
        max,
        idle.size(),
        lent,
        settling,
        connecting,
        retiring,
        waiters.size(),
        gate == Gate.PAUSED);
  }

  /** How many stand: not those that are being made or closed. */
  int live() {
    return idle.size() + lent + settling;
  }

  int lent() {
    return lent;
  }

  int retiring() {
    return retiring;
  }

  int total() {
    return live() + connecting + retiring;
  }

  /** How many stand in line on that connection; 0 where one borrower has it. */
  int usersOf(Slot slot) {
    return shares.users(slot);
  }

  void refuseIfShut() {
    if (shut()) {
      throw new PgPoolException(
          Reason.CLOSED,
          gate == Gate.CLOSED ? "the pool is closed" : "the pool is being drained",
          null);
    }
  }

  boolean shut() {
    return gate == Gate.DRAINING || gate == Gate.CLOSED;
  }

  private @Nullable Slot takeIdle(long now) {
    Slot first = idle.pollFirst();
    if (first == null || fresh(first, now)) {
      return first;
    }
    idle.addFirst(first);
    for (Slot slot : idle) {
      if (fresh(slot, now)) {
        idle.remove(slot);
        return slot;
      }
    }
    return null;
  }

  /** The dead ones keep their places until {@link #gone} takes them out. */
  private boolean fresh(Slot slot, long now) {
    return !slot.connection.ended() && now - slot.heardAt <= verifyAfterNanos;
  }

  private @Nullable Slot firstAlive() {
    for (Slot slot : idle) {
      if (!slot.connection.ended()) {
        return slot;
      }
    }
    return null;
  }

  private boolean mayKeep(Slot slot) {
    return !shut()
        && !slot.leaving
        && slot.generation == generation
        && !slot.connection.ended()
        && live() <= max;
  }

  /**
   * A clean connection goes to the first waiter, or to the idle ones; one that is to go is closed.
   * Where a place in line will do for that waiter, those behind it may stand in the same line.
   */
  private void keep(Slot slot, boolean used, long now, Orders orders) {
    if (!mayKeep(slot)) {
      retire(slot, orders);
      return;
    }
    Waiter first = gate == Gate.OPEN ? waiters.poll() : null;
    if (first == null) {
      move(slot, Where.IDLE);
      if (used) {
        idle.addFirst(slot);
      } else {
        idle.addLast(slot);
      }
      return;
    }
    orders.woken.add(first);
    move(slot, Where.LENT);
    slot.lendTo(first.thread, ++loans, now);
    if (first.shares) {
      Share share = open(slot, now);
      first.share = share;
      orders.woken.addAll(shares.fill(share, waiters));
    } else {
      first.granted = slot;
    }
  }

  /** The idle ones are counted by their queue. */
  private void move(Slot slot, Where to) {
    count(slot.where, -1);
    count(to, 1);
    slot.where = to;
  }

  private void count(Where where, int by) {
    switch (where) {
      case LENT -> lent += by;
      case SETTLING -> settling += by;
      case RETIRING -> retiring += by;
      case IDLE, GONE -> {
        // Not counted here.
      }
    }
  }
}
