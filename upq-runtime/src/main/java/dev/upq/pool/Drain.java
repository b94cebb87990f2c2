// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.crew.Crew;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.pool.Slot.Where;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The emptying of a pool: nothing is lent any more, those who have a connection are waited for,
 * then their statements are cancelled, then their connections are taken. Confined to its caller.
 */
final class Drain {

  private static final Duration AFTER_CANCEL = Duration.ofSeconds(2);

  private final Backroom backroom;
  private final Clock clock;
  private final Crew crew;

  Drain(Backroom backroom, Crew crew) {
    this.backroom = backroom;
    this.clock = backroom.clock;
    this.crew = crew;
  }

  /**
   * @throws PgInterruptedException where the caller is interrupted: nothing is lent any more, and
   *     what is lent stays with its borrowers
   */
  Drained run(Duration most) {
    int idle = shut();
    int lent = lent().size();
    int afterWaiting = awaitReturns(Deadline.after(clock, most));
    int afterCancel = 0;
    if (afterWaiting > 0) {
      Deadline last = Deadline.after(clock, AFTER_CANCEL);
      for (Slot slot : lent()) {
        crew.start("upq-pool-cancel", new Cancelling(slot, last));
      }
      afterCancel = awaitReturns(last);
      lent().forEach(slot -> slot.connection.abort());
    }
    Drained done = new Drained(idle, lent - afterWaiting, afterWaiting - afterCancel, afterCancel);
    backroom.tell(Kind.DRAINED, String.valueOf(done));
    return done;
  }

  /** Has the statement of one connection cancelled. Immutable. */
  private record Cancelling(Slot slot, Deadline last) implements Runnable {
    @Override
    public void run() {
      slot.connection.upkeep().cancel(last);
    }
  }

  /** Returns how many idle connections were closed. */
  private int shut() {
    Orders orders = new Orders();
    int idle;
    backroom.lock.lock();
    try {
      idle = backroom.places.shut(Places.Gate.DRAINING, orders);
      backroom.places.drainer = Thread.currentThread();
    } finally {
      backroom.lock.unlock();
    }
    backroom.carryOut(orders);
    return idle;
  }

  private List<Slot> lent() {
    List<Slot> lent = new ArrayList<>();
    backroom.lock.lock();
    try {
      for (Slot slot : backroom.places.all) {
        if (slot.where == Where.LENT) {
          lent.add(slot);
        }
      }
    } finally {
      backroom.lock.unlock();
    }
    return lent;
  }

  /** Returns how many are still lent. */
  private int awaitReturns(Deadline deadline) {
    while (true) {
      int lent = lent().size();
      if (lent == 0 || deadline.passed()) {
        return lent;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new PgInterruptedException("interrupted while draining a pool", Sent.NOTHING);
      }
      deadline.park(this);
    }
  }
}
