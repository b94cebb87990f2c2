// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections that are shared at the moment. Guarded by the pool's lock. */
final class Shares {

  /** A line that has not moved for so long stands behind something slow. */
  private static final long STUCK_NANOS = 5_000_000;

  /** The same for each that stands in it: answers come in runs, as long as the line. */
  private static final long STUCK_NANOS_EACH = 250_000;

  private final int depth;
  private final List<Share> shares = new ArrayList<>();

  /**
   * @param depth how many may stand in one line
   */
  Shares(int depth) {
    this.depth = depth;
  }

  /** A new line with one in it. */
  Share open(Slot slot, long now) {
    Share share = new Share(slot, now);
    shares.add(share);
    return share;
  }

  /** A place in the shortest line that moves; null where there is none. */
  @Nullable Share join(long now) {
    Share shortest = null;
    for (Share share : shares) {
      if (share.users < depth
          && (shortest == null || share.users < shortest.users)
          && moves(share, now)) {
        shortest = share;
      }
    }
    if (shortest != null) {
      shortest.users++;
    }
    return shortest;
  }

  /** Gives places in this line to those who wait first, as long as a place will do for them. */
  List<Waiter> fill(Share share, ArrayDeque<Waiter> waiters) {
    if (waiters.isEmpty() || !takesMore(share)) {
      return List.of();
    }
    List<Waiter> served = new ArrayList<>();
    Waiter next = waiters.peek();
    while (next != null && next.shares && share.users < depth) {
      next.share = share;
      share.users++;
      served.add(waiters.remove());
      next = waiters.peek();
    }
    return served;
  }

  /** How many stand in line on that connection. */
  int users(Slot slot) {
    for (Share share : shares) {
      if (share.slot.equals(slot)) {
        return share.users;
      }
    }
    return 0;
  }

  /** One leaves its line. */
  void leave(Share share, long now) {
    share.users--;
    share.movedAt = now;
  }

  /** The line is empty: true, and it is no more. */
  boolean closeIfEmpty(Share share) {
    return share.users == 0 && shares.remove(share);
  }

  private static boolean moves(Share share, long now) {
    return now - share.movedAt < STUCK_NANOS + STUCK_NANOS_EACH * share.users && takesMore(share);
  }

  /** One that is to be replaced runs empty. */
  private static boolean takesMore(Share share) {
    return !share.slot.leaving
        && !share.slot.connection.ended()
        && !share.slot.connection.settling();
  }
}
