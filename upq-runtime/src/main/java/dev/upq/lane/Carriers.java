// SPDX-License-Identifier: Apache-2.0
package dev.upq.lane;

import dev.upq.connection.BurstCall;
import dev.upq.connection.Bursts;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.crew.Crew;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.Sent;
import dev.upq.pool.PoolState;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a lane, and the calls that wait for them. Thread-safe.
 *
 * <p>One lock guards who waits and what is under way where ({@link Yard}). Nothing is sent, read or
 * made under it.
 */
final class Carriers {

  private static final Duration TURN = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final ConnectionSetup setup;
  // One for all attempts: it knows which hosts could not be reached.
  private final Connector connector;
  private final Clock clock;
  private final Crew crew;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final Yard yard;

  Carriers(ConnectionSetup setup, int max, int maxWaiting) {
    this.setup = setup;
    this.connector = new Connector(setup);
    this.clock = setup.clock();
    this.crew = setup.crew();
    this.yard = new Yard(max, maxWaiting);
  }

  /** A call is to leave as soon as there is a place. */
  void submit(BurstCall call) {
    Carrier free;
    boolean connect;
    lock.lock();
    try {
      yard.enqueue(call);
      free = yard.claim();
      connect = free == null && yard.mayConnect(clock.nanos());
    } finally {
      lock.unlock();
    }
    if (connect) {
      crew.start("upq-lane-connect", this::connect);
    }
    if (free != null) {
      depart(free);
    }
  }

  /** A burst was read: those that were passed over go first, and the next burst leaves. */
  void arrived(Carrier carrier, List<BurstCall> passedOver) {
    lock.lock();
    try {
      yard.passedOver(passedOver);
    } finally {
      lock.unlock();
    }
    if (carrier.bursts.connection().ended()) {
      dispatch();
    } else {
      depart(carrier);
    }
  }

  /**
   * Sends what waits on a connection that has a place for a burst. Those threads that are ready to
   * run go first, and what they ask for leaves with it.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint, on which nothing but the cost depends
  private void depart(Carrier carrier) {
    Thread.yield();
    List<BurstCall> load;
    lock.lock();
    try {
      load = yard.load(carrier);
    } finally {
      lock.unlock();
    }
    if (!load.isEmpty()) {
      send(carrier, load);
    }
  }

  private void send(Carrier carrier, List<BurstCall> load) {
    boolean sent;
    try {
      sent = carrier.bursts.trySend(load);
    } catch (PgException lost) {
      back(carrier, load, false);
      dispatch();
      return;
    } catch (RuntimeException | Error unforeseen) {
      carrier.bursts.connection().abort();
      back(carrier, List.of(), false);
      load.forEach(BurstCall::alight);
      load.forEach(
          call ->
              call.refuse(
                  new PgConnectionLostException(
                      "sending failed: " + unforeseen, Sent.NOTHING, unforeseen)));
      return;
    }
    if (!sent) {
      back(carrier, load, true);
    }
    carrier.wake();
  }

  /** Nothing of it was sent. */
  private void back(Carrier carrier, List<BurstCall> load, boolean blocked) {
    List<BurstCall> waiting = new ArrayList<>(load.size());
    for (BurstCall call : load) {
      if (call.alight()) {
        waiting.add(call);
      }
    }
    lock.lock();
    try {
      yard.again(waiting);
      carrier.underWay--;
      carrier.blocked |= blocked;
    } finally {
      lock.unlock();
    }
  }

  boolean isBlocked(Carrier carrier) {
    lock.lock();
    try {
      return carrier.blocked;
    } finally {
      lock.unlock();
    }
  }

  /** Where it is blocked, waits until it is not; false where it was not. */
  boolean unblock(Carrier carrier) {
    if (!isBlocked(carrier)) {
      return false;
    }
    try {
      carrier.bursts.awaitTurn(Deadline.after(clock, TURN));
    } catch (PgException stuck) {
      carrier.bursts.connection().abort();
    }
    lock.lock();
    try {
      carrier.blocked = false;
    } finally {
      lock.unlock();
    }
    dispatch();
    return true;
  }

  /** The connection has ended, and its link: another may be made in its place. */
  private void ended(Carrier carrier) {
    lock.lock();
    try {
      yard.remove(carrier);
    } finally {
      lock.unlock();
    }
    carrier.wake();
    dispatch();
  }

  /**
   * Lets leave what waits, as long as there are places; makes a connection where there are none.
   */
  private void dispatch() {
    while (true) {
      Carrier free;
      boolean connect;
      lock.lock();
      try {
        boolean waits = yard.anyWaiting();
        free = waits ? yard.claim() : null;
        connect = waits && free == null && yard.mayConnect(clock.nanos());
      } finally {
        lock.unlock();
      }
      if (connect) {
        crew.start("upq-lane-connect", this::connect);
      }
      if (free == null) {
        return;
      }
      depart(free);
    }
  }

  private void connect() {
    PgConnection made = null;
    PgException failure = null;
    try {
      made = connector.connect();
    } catch (PgException refused) {
      failure = refused;
    } catch (RuntimeException | Error unforeseen) {
      failure =
          new PgConnectionLostException(
              "connecting failed: " + unforeseen, Sent.NOTHING, unforeseen);
    }
    if (made == null) {
      refuseAll(failure);
    } else {
      join(made);
    }
  }

  private void join(PgConnection made) {
    Bursts bursts =
        new Bursts(made, setup.config().laneStatementTimeout(), setup.config().laneResultBytes());
    Carrier carrier = new Carrier(this, bursts, clock);
    boolean kept;
    lock.lock();
    try {
      kept = yard.join(carrier);
    } finally {
      lock.unlock();
    }
    if (!kept) {
      made.close();
      return;
    }
    crew.start("upq-lane " + made.host(), carrier);
    made.onEnd(() -> ended(carrier));
    dispatch();
  }

  /** There is no connection to be had: where there is no other, nobody is to wait. */
  private void refuseAll(@Nullable PgException why) {
    List<BurstCall> refused;
    lock.lock();
    try {
      refused = yard.refused(clock.nanos());
    } finally {
      lock.unlock();
    }
    if (why != null) {
      refused.forEach(call -> call.refuse(why));
    }
  }

  LaneState state(PoolState alone) {
    lock.lock();
    try {
      return yard.state(alone);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<Carrier> closing;
    List<BurstCall> refused;
    lock.lock();
    try {
      closing = yard.carriers();
      refused = yard.close();
    } finally {
      lock.unlock();
    }
    refused.forEach(call -> call.refuse(Yard.closed()));
    closing.forEach(carrier -> carrier.bursts.connection().close());
    Deadline deadline = Deadline.after(clock, GOODBYE);
    closing.forEach(carrier -> carrier.bursts.connection().awaitEnd(deadline));
  }
}
