// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgPoolException;
import dev.upq.lane.LaneState;
import dev.upq.pool.Lease;
import dev.upq.pool.PoolState;
import dev.upq.proof.interleaving.World.Disturbance;
import dev.upq.proof.sim.ModelSession;
import dev.upq.proof.sim.SimLink;
import dev.upq.proof.sim.SimOutcome;
import dev.upq.proof.sim.SimTransport.Reach;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What must hold once a schedule is over, whatever struck it: what is left cleans itself up, the
 * client is alive, no slot has leaked, and closing leaves nothing behind. Confined to the
 * scheduler's platform thread and the threads that it starts.
 */
final class Aftermath {

  private static final Duration SETTLING = Duration.ofSeconds(25);
  private static final Duration SERVING = Duration.ofSeconds(3);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final World world;

  Aftermath(World world) {
    this.world = world;
  }

  void check(SimOutcome outcome) {
    world.oracle.check(outcome.options());
    world.listener.reach(Reach.UP);
    world.sim.runFor(SETTLING).check();
    world.sim.caller("afterwards", world.scenario.pooled() ? this::pool : this::connection);
    world.sim.run().check();
    SimOutcome end = world.sim.runFor(CLOSING).check();
    require(end.services().isEmpty(), "RS-21: threads are left: " + end.services());
    require(idleSessions() == 0, "sessions are left: " + world.server.living());
    for (SimLink link : world.network.links()) {
      require(link.aborted(), "RS-21: a socket is left open");
    }
    for (long nonce : world.neverRan()) {
      // In a lane, what was too slow for a burst is cancelled there before it is run alone.
      int seen =
          world.scenario.lane() > 0 ? world.server.completed(nonce) : world.server.begun(nonce);
      require(
          seen == 0,
          "statement " + nonce + " was carried out although it was told that it had not been sent");
    }
    world.finalChecks().forEach(Runnable::run);
  }

  /** Sessions that wait for a request; those that were lost while they logged in do not. */
  private long idleSessions() {
    return world.server.living().stream().filter(ModelSession::idle).count();
  }

  private void connection() {
    try (PgConnection connection = new Connector(world.setup).connect()) {
      new Hands(world, 99).query(connection, "nonce $1 afterwards");
    }
  }

  private void pool() {
    if (world.keepsItsConnections() && world.scenario.lane() == 0) {
      require(
          world.server.sessions().size() == world.scenario.most(),
          "an interrupt has cost a connection: " + world.server.sessions());
    }
    if (!world.suffered(Disturbance.CLOSE)) {
      PoolState state = world.pool.state();
      require(busy(state) + state.waiting() == 0, "RS-22: slots have leaked: " + state);
      require(
          state.idle() >= world.least(),
          "RS-01: " + world.least() + " were to be there again: " + state);
      LaneState lane = world.pool.lane().state();
      PoolState alone = lane.alone();
      require(
          lane.waiting() + lane.underWay() == 0 && busy(alone) + alone.waiting() == 0,
          "the lane has not come to rest: " + lane);
      require(
          state.idle() + lane.carriers() + alone.idle() == idleSessions(),
          state + ", " + lane + ", but the server has " + world.server.living());
      serveAll();
    }
    world.pool.close();
    world.pool.close();
    try {
      world.pool.acquire();
      throw new AssertionError("a closed pool lends");
    } catch (PgPoolException closed) {
      require(closed.reason() == PgPoolException.Reason.CLOSED, closed.toString());
    }
    require(world.pool.state().total() == 0, "a closed pool has " + world.pool.state());
  }

  private static int busy(PoolState state) {
    return state.total() - state.idle();
  }

  /** All connections at once: each can be had, is clean and answers. */
  private void serveAll() {
    Hands hands = new Hands(world, 99);
    if (world.scenario.lane() > 0) {
      for (int i = 0; i < 3; i++) {
        hands.query(world.pool.lane(), "select nonce $1");
      }
    }
    List<Lease> leases = new ArrayList<>();
    Deadline soon = Deadline.after(world.sim.clock(), SERVING);
    for (int i = 0; i < world.scenario.poolMax(); i++) {
      Lease lease = world.pool.acquire(soon);
      leases.add(lease);
      world.looksNew(lease.connection().processId());
      world.lent(lease.connection().processId());
      hands.query(lease, "nonce $1 afterwards");
    }
    for (ModelSession session : world.server.living()) {
      require(
          session.prepared().size() <= world.tap.mostTextsPrepared(),
          "statements pile up in " + session + ": " + session.prepared());
    }
    leases.forEach(Lease::close);
    PoolState state = world.pool.state();
    require(state.idle() == world.scenario.poolMax(), "not all came back: " + state);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
