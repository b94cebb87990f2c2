// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgPoolException.Reason;
import dev.upq.pool.Slot.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Who has what, told in words. Guarded by the pool's lock. */
final class Loans {

  private static final int TOLD = 3;

  private final Places places;
  private final Outage outage;

  Loans(Places places, Outage outage) {
    this.places = places;
    this.outage = outage;
  }

  /** The longest loan first. */
  List<Holder> holders(long now) {
    List<Holder> holders = new ArrayList<>();
    for (Slot slot : places.all) {
      if (slot.where == Where.LENT) {
        holders.add(holder(slot, now));
      }
    }
    holders.sort(Comparator.comparing(Holder::held).reversed());
    return holders;
  }

  Holder holder(Slot slot, long now) {
    Thread thread = slot.borrower;
    return new Holder(
        slot.loan,
        slot.connection.processId(),
        thread == null ? places.usersOf(slot) + " in line" : name(thread),
        slot.site,
        Duration.ofNanos(Math.max(0, now - slot.lentAt)),
        slot.connection.lastStatement());
  }

  private static String name(Thread thread) {
    String name = thread.getName();
    return name.isEmpty() ? "thread #" + thread.threadId() : name;
  }

  /** What to tell a caller that has waited in vain. */
  PgPoolException timeout(long now) {
    StringBuilder line = new StringBuilder(256);
    line.append("no connection came free within the deadline (").append(places.state()).append(')');
    PgException failure = outage.failure();
    if (failure != null) {
      line.append("; none can be made at the moment: ").append(failure.getMessage());
    } else {
      line.append("; raise pool_max, or hold connections shorter");
    }
    List<Holder> holders = holders(now);
    for (int i = 0; i < Math.min(TOLD, holders.size()); i++) {
      line.append(i == 0 ? "; held longest: " : "; ").append(holders.get(i));
    }
    return new PgPoolException(Reason.ACQUIRE_TIMEOUT, line.toString(), failure);
  }
}
