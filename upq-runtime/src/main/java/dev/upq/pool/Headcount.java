// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.config.HostPort;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgPoolException.Reason;
import dev.upq.pool.PgReconnectSupervisor.State;
import dev.upq.pool.Places.Gate;
import dev.upq.pool.Slot.Where;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.time.Clock;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there are to be, and who is missing. Guarded by the pool's lock.
 *
 * <p>Wanted are: the least that was configured; as many as there were, since what is lost is
 * replaced and only what is closed on purpose is not; one for each caller that waits; some idle
 * ones, if so configured; and one more while another is being replaced. Never more than the most.
 */
final class Headcount {

  private final Places places;
  private final Outage outage;
  private final int minIdle;
  private final int parallel;
  private final long failFastNanos;

  /** As many as there were. */
  private int wanted;

  /** The one that is being replaced, and still lent. */
  private @Nullable Slot expiring;

  private boolean refilling;

  /** When the supervisor looks again. */
  long plannedAt = Clock.NEVER;

  /**
   * @param parallel how many may be made at once
   * @param failFastNanos after how long an outage callers are refused; 0 for never
   */
  Headcount(Places places, Outage outage, int minIdle, int parallel, long failFastNanos) {
    this.places = places;
    this.outage = outage;
    this.minIdle = minIdle;
    this.parallel = parallel;
    this.failFastNanos = failFastNanos;
  }

  /** Orders as many attempts as are wanted and may be made now. */
  void demand(long now, Orders orders) {
    int missing = missing();
    if (places.gate != Gate.OPEN || missing <= 0) {
      return;
    }
    int room = places.max - places.total();
    int allowed = outage.allowed(places.connecting, parallel, now);
    int begun = Math.min(missing, Math.min(room, allowed));
    if (begun > 0) {
      places.connecting += begun;
      orders.attempts += begun;
      orders.generation = places.generation;
    }
    long next = outage.nextAttemptAt();
    orders.rouse |= !outage.open() && places.connecting == 0 && next > now && next < plannedAt;
  }

  /** How many attempts are wanted beside those that are under way; not positive for none. */
  int missing() {
    int goal = Math.max(places.min, wanted) + (expiring == null ? 0 : 1);
    int idle = minIdle - places.idle.size();
    return Math.max(places.waiters.size(), Math.max(goal - places.live(), idle))
        - places.connecting;
  }

  /**
   * Refuses a caller for whom there is no connection where waiting would be in vain.
   *
   * @throws PgException what the server said, or that it has been away for too long
   */
  void refuseInVain(long now) {
    if (outage.open() || places.live() > 0) {
      return;
    }
    if (outage.refused() && now < outage.nextAttemptAt()) {
      throw outage.told();
    }
    if (outage.failed() && failFastNanos > 0 && now - outage.since() > failFastNanos) {
      throw new PgPoolException(
          Reason.UNAVAILABLE,
          "the server has been away for "
              + TimeUnit.NANOSECONDS.toMillis(now - outage.since())
              + " ms, longer than pool_fail_fast_after ("
              + places.state()
              + ")",
          outage.failure());
    }
  }

  /** An attempt has made a connection. */
  void connected(Slot slot, long now, Orders orders) {
    places.connecting--;
    recovered(now, orders);
    places.add(slot, now, orders);
    Slot old = expiring;
    expiring = null;
    if (old == null) {
      wanted = Math.max(wanted, places.live());
    } else {
      replace(old, orders);
    }
    demand(now, orders);
    if (refilling && missing() <= 0 && places.connecting == 0) {
      refilling = false;
      orders.tell(Kind.REFILLED, String.valueOf(places.state()));
    }
    orders.rouse = true;
  }

  private void recovered(long now, Orders orders) {
    boolean away = !outage.open();
    long since = outage.since();
    long lostFor = outage.succeeded(now);
    orders.reconnectedNanos = lostFor;
    if (lostFor >= 0 || away) {
      refilling = true;
      orders.tell(
          Kind.RECOVERED,
          "a connection stands again, after "
              + TimeUnit.NANOSECONDS.toMillis(lostFor >= 0 ? lostFor : now - since)
              + " ms");
    }
  }

  /** An attempt has failed. */
  void failed(PgException why, long now, Orders orders) {
    places.connecting--;
    Remedy remedy = Remedy.atLogin(why);
    boolean news = outage.failed(why, remedy, places.connecting > 0, now);
    orders.tell(kindOf(remedy, news), String.valueOf(why.getMessage()));
    if (places.live() == 0
        && (remedy == Remedy.STOP || (remedy == Remedy.RETRY && !outage.everOpen()))) {
      refuse(places.waiters.size(), orders);
    } else if (remedy == Remedy.STOP) {
      refuse(1, orders);
    }
    demand(now, orders);
    orders.rouse = true;
  }

  private static Kind kindOf(Remedy remedy, boolean news) {
    if (!news) {
      return Kind.ATTEMPT_FAILED;
    }
    return remedy == Remedy.STOP ? Kind.REFUSED : Kind.DOWN;
  }

  /** Those who wait first, and for whom the attempt was made, are told. */
  private void refuse(int most, Orders orders) {
    for (int i = 0; i < most && !places.waiters.isEmpty(); i++) {
      Waiter waiter = places.waiters.remove();
      waiter.refusal = outage.told();
      orders.woken.add(waiter);
    }
  }

  /** The link of a connection has ended, whatever had it. */
  void ended(Slot slot, long now, Orders orders) {
    if (slot.where == Where.IDLE) {
      places.gone(slot);
    }
    lost(slot, now, orders);
    demand(now, orders);
  }

  /** One that was to be closed is gone. Told a second time, it does nothing. */
  void retired(Slot slot, long now, Orders orders) {
    if (slot.where == Where.GONE) {
      return;
    }
    places.gone(slot);
    if (slot.unwanted) {
      wanted = Math.max(0, wanted - 1);
    }
    demand(now, orders);
    orders.rouse = true;
  }

  /** One that nobody has closed is of no use any more. */
  void lost(Slot slot, long now, Orders orders) {
    if (!slot.leaving && !places.shut() && outage.lost(now)) {
      refilling = true;
      orders.tell(Kind.LOST, String.valueOf(slot.connection.ending().getMessage()));
    }
  }

  /**
   * All of them are replaced, or those to one host: idle ones are closed at once, lent ones when
   * they come back.
   *
   * @return how many
   */
  int evict(@Nullable HostPort host, long now, Orders orders) {
    int evicted = 0;
    if (host == null) {
      places.generation++;
    }
    for (Slot slot : new ArrayList<>(places.all)) {
      if (!slot.leaving && (host == null || slot.connection.host().equals(host))) {
        evicted++;
        if (slot.where == Where.IDLE) {
          places.retire(slot, orders);
        }
        slot.leaving = true;
      }
    }
    demand(now, orders);
    return evicted;
  }

  /** Other limits from now on: surplus idle ones are closed, missing ones made. */
  void resize(int min, int max, long now, Orders orders) {
    places.min = min;
    places.max = max;
    wanted = Math.min(wanted, max);
    for (Slot slot : new ArrayList<>(places.all)) {
      if (places.live() > max && slot.where == Where.IDLE) {
        places.retire(slot, orders);
      }
    }
    demand(now, orders);
    orders.rouse = true;
  }

  /**
   * The time of a connection is over. Another is made first, where there is room, or will be once
   * what is being made or closed has come or gone. Where the most stand an idle one is closed at
   * once, one at a time, and a lent one when it comes back.
   */
  void expire(Slot slot, long now, Orders orders) {
    Slot before = expiring;
    if (before != null && before.where != Where.GONE && !before.leaving) {
      return;
    }
    expiring = null;
    if (places.total() < places.max) {
      expiring = slot;
      demand(now, orders);
    } else if (places.live() >= places.max && slot.where == Where.LENT) {
      slot.leaving = true;
    } else if (places.live() >= places.max && slot.where == Where.IDLE) {
      places.retire(slot, orders);
    }
  }

  private void replace(Slot old, Orders orders) {
    if (old.where == Where.IDLE) {
      places.retire(old, orders);
    }
    old.leaving = true;
  }

  /** Closes an idle connection for which no other is to be made. */
  void shrink(Slot slot, Orders orders) {
    slot.unwanted = true;
    places.retire(slot, orders);
  }

  /** Nobody has asked for long: no more than the least are made when the server comes back. */
  void forget() {
    wanted = 0;
  }

  /** How things stand. */
  State condition() {
    return switch (places.gate) {
      case CLOSED, DRAINING -> State.CLOSED;
      case PAUSED -> State.PAUSED;
      case OPEN -> outage.open() ? lettingIn() : shutOut();
    };
  }

  private State lettingIn() {
    return missing() > 0 || (refilling && places.connecting > 0) ? State.REFILLING : State.HEALTHY;
  }

  private State shutOut() {
    if (outage.refused()) {
      return State.REFUSED;
    }
    return places.live() > 0 ? State.DEGRADED : State.DOWN;
  }
}
