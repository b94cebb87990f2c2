// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.config.PoolSettings;
import dev.upq.pool.Places.Gate;
import dev.upq.pool.Slot.Where;
import dev.upq.time.Clock;
import java.util.ArrayList;

/**
 * What time brings: connections that were idle, silent or open for too long, loans that look like
 * leaks, and the next attempt to connect. Guarded by the pool's lock. Times are in nanoseconds,
 * zero for never.
 *
 * <p>It is asked what is due now and when it has to be asked again. Nothing that happens between
 * two rounds needs one before that: what becomes idle, or is lent, is due a whole period later.
 */
final class Rounds {

  private final Places places;
  private final Headcount headcount;
  private final Outage outage;
  private final Loans loans;
  private final int minIdle;
  private final long idleNanos;
  private final long keepaliveNanos;
  private final long leakNanos;
  private final long periodNanos;

  // Of a round.
  private long next;

  Rounds(Places places, Headcount headcount, Outage outage, Loans loans, PoolSettings settings) {
    this.places = places;
    this.headcount = headcount;
    this.outage = outage;
    this.loans = loans;
    this.minIdle = settings.minIdle();
    this.idleNanos = settings.idleTimeout().toNanos();
    this.keepaliveNanos = settings.keepalive().toNanos();
    this.leakNanos = settings.leakThreshold().toNanos();
    this.periodNanos =
        shortest(idleNanos, keepaliveNanos, leakNanos, Lifetimes.shortest(settings.maxLifetime()));
  }

  private static long shortest(long... periods) {
    long shortest = Clock.NEVER;
    for (long period : periods) {
      shortest = period > 0 && period < shortest ? period : shortest;
    }
    return shortest;
  }

  /** Orders what is due; returns when there may be more to do. */
  long due(long now, Orders orders) {
    next = Clock.NEVER;
    if (places.shut()) {
      return next;
    }
    for (Slot slot : new ArrayList<>(places.all)) {
      at(slot, now, orders);
    }
    if (!places.all.isEmpty()) {
      dueAt(after(now, periodNanos));
    }
    outage(now, orders);
    headcount.plannedAt = next;
    return next;
  }

  private void at(Slot slot, long now, Orders orders) {
    if (slot.where == Where.LENT) {
      leak(slot, now, orders);
    }
    if (slot.expiresAt <= now && !slot.leaving) {
      headcount.expire(slot, now, orders);
    } else if (!slot.leaving) {
      dueAt(slot.expiresAt);
    }
    if (slot.where == Where.IDLE && !slot.connection.ended()) {
      idle(slot, now, orders);
    }
  }

  private void idle(Slot slot, long now, Orders orders) {
    boolean surplus = places.live() > places.min && places.idle.size() > minIdle;
    if (idleNanos > 0 && surplus) {
      if (now - slot.usedAt >= idleNanos) {
        headcount.shrink(slot, orders);
        return;
      }
      dueAt(after(slot.usedAt, idleNanos));
    }
    if (keepaliveNanos > 0) {
      if (now - slot.heardAt >= keepaliveNanos) {
        places.ask(slot, orders);
      } else {
        dueAt(after(slot.heardAt, keepaliveNanos));
      }
    }
  }

  private void leak(Slot slot, long now, Orders orders) {
    if (leakNanos == 0 || slot.leakTold || slot.borrower == null) {
      return;
    }
    if (now - slot.lentAt >= leakNanos) {
      slot.leakTold = true;
      orders.leak(loans.holder(slot, now));
    } else {
      dueAt(after(slot.lentAt, leakNanos));
    }
  }

  private void outage(long now, Orders orders) {
    headcount.demand(now, orders);
    if (places.gate != Gate.OPEN || outage.open() || headcount.missing() <= 0) {
      return;
    }
    if (idleNanos > 0 && places.waiters.isEmpty() && now - outage.since() >= idleNanos) {
      headcount.forget();
    } else if (places.connecting == 0 && outage.nextAttemptAt() > now) {
      // Else there is no room for one, until a connection that is being closed is gone.
      dueAt(outage.nextAttemptAt());
    }
  }

  private void dueAt(long at) {
    next = Math.min(next, at);
  }

  private static long after(long from, long nanos) {
    return nanos > Clock.NEVER - from ? Clock.NEVER : from + nanos;
  }
}
