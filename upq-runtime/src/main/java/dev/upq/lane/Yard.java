// SPDX-License-Identifier: Apache-2.0
package dev.upq.lane;

import dev.upq.connection.BurstCall;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgPoolException.Reason;
import dev.upq.pool.PoolState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who waits in a lane, and which connections carry: the lane's state. Guarded by its lock. */
final class Yard {

  /** Two, so that the server has work while an answer is on its way. */
  private static final int BURSTS_UNDER_WAY = 2;

  private static final int WORTH_ANOTHER = 4;

  /** After a failed attempt to make one more. */
  private static final long PAUSE_NANOS = 1_000_000_000;

  private static final int MOST_CALLS = 256;
  private static final int MOST_BYTES = 128 * 1024;

  private final int max;
  private final int maxWaiting;
  private final ArrayDeque<BurstCall> waiting = new ArrayDeque<>();
  private final List<Carrier> carriers = new ArrayList<>();
  private boolean connecting;
  private long notBefore;
  private boolean closed;
  private long bursts;
  private long carried;
  private long passedOver;

  Yard(int max, int maxWaiting) {
    this.max = max;
    this.maxWaiting = maxWaiting;
  }

  void enqueue(BurstCall call) {
    if (closed) {
      throw closed();
    }
    if (waiting.size() >= maxWaiting) {
      throw new PgPoolException(
          Reason.QUEUE_FULL,
          "too many calls wait in the lane (" + maxWaiting + "); raise lane_max, or send less",
          null);
    }
    waiting.add(call);
  }

  /** These go first, in their order. */
  void again(List<BurstCall> calls) {
    if (closed) {
      calls.forEach(call -> call.refuse(closed()));
      return;
    }
    for (int i = calls.size() - 1; i >= 0; i--) {
      waiting.addFirst(calls.get(i));
    }
  }

  /** As {@link #again}, of those that the server has passed over. */
  void passedOver(List<BurstCall> calls) {
    passedOver += calls.size();
    again(calls);
  }

  boolean anyWaiting() {
    return !waiting.isEmpty();
  }

  /** A place for a burst, on the connection that has the fewest under way; null where none is. */
  @Nullable Carrier claim() {
    Carrier freest = null;
    for (Carrier carrier : carriers) {
      if (!carrier.blocked
          && carrier.underWay < BURSTS_UNDER_WAY
          && !carrier.bursts.connection().ended()
          && (freest == null || carrier.underWay < freest.underWay)) {
        freest = carrier;
      }
    }
    if (freest != null) {
      freest.underWay++;
    }
    return freest;
  }

  /** What leaves now in a place that was claimed; empty where nobody waits: the place is free. */
  List<BurstCall> load(Carrier carrier) {
    carrier.blocked = false;
    List<BurstCall> load = new ArrayList<>(Math.min(waiting.size(), MOST_CALLS));
    int bytes = 0;
    while (load.size() < MOST_CALLS && bytes < MOST_BYTES) {
      BurstCall next = waiting.poll();
      if (next == null) {
        break;
      }
      if (next.board()) {
        load.add(next);
        bytes += next.bytes();
      }
    }
    if (load.isEmpty()) {
      carrier.underWay--;
    } else {
      bursts++;
      carried += load.size();
    }
    return load;
  }

  /**
   * True where one more connection is worth it and may be made; it is being made from now on. The
   * first is for whoever waits, each other for a few of them.
   */
  boolean mayConnect(long now) {
    boolean may =
        !closed
            && !connecting
            && (carriers.isEmpty()
                || (carriers.size() < max && waiting.size() >= WORTH_ANOTHER && now >= notBefore));
    connecting |= may;
    return may;
  }

  /** A connection stands; false where the lane is closed. */
  boolean join(Carrier carrier) {
    connecting = false;
    return !closed && carriers.add(carrier);
  }

  /** No connection could be made: those who wait for the first one, to be told. */
  List<BurstCall> refused(long now) {
    connecting = false;
    notBefore = now + PAUSE_NANOS;
    return carriers.isEmpty() ? drained() : List.of();
  }

  void remove(Carrier carrier) {
    carriers.remove(carrier);
  }

  List<Carrier> carriers() {
    return List.copyOf(carriers);
  }

  List<BurstCall> close() {
    closed = true;
    return drained();
  }

  LaneState state(PoolState alone) {
    int underWay = carriers.stream().mapToInt(carrier -> carrier.underWay).sum();
    return new LaneState(
        max, carriers.size(), waiting.size(), underWay, bursts, carried, passedOver, alone);
  }

  static PgPoolException closed() {
    return new PgPoolException(Reason.CLOSED, "the lane is closed", null);
  }

  private List<BurstCall> drained() {
    List<BurstCall> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }
}
