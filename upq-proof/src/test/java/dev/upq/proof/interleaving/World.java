// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.PgPool;
import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgUnavailableException;
import dev.upq.proof.sim.ModelServer;
import dev.upq.proof.sim.ModelSession;
import dev.upq.proof.sim.NonceOracle;
import dev.upq.proof.sim.SimLink;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimThread;
import dev.upq.proof.sim.SimTransport;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All of one schedule: the model server, the network, the client under test, and what is known of
 * them. Confined to its scheduler's threads.
 *
 * <p>What must always hold is asked where it can break: at each opening of a link that there are
 * not too many (L1), at each hand-out that the session is as new and nobody else's, at each failure
 * that something has struck which explains it. What must hold in the end, {@link Aftermath} asks.
 */
final class World {

  private static final int CANCEL_DELAY_STEPS_MICROS = 40;

  /** What has happened to everybody, beside the interruption of single callers. */
  enum Disturbance {
    /** A timer fired early: any deadline may have passed. */
    CLOCK,
    /** A link was cut, or the server crashed. */
    LINK,
    /** The pool was closed. */
    CLOSE,
    /** The pool is drained: what still runs may be cancelled. */
    DRAIN
  }

  /** What a caller does. */
  @FunctionalInterface
  interface Work {
    void run(Hands hands);
  }

  final SimScheduler sim;
  final Scenario scenario;
  final ModelServer server;
  final NonceOracle oracle = new NonceOracle();
  final SimTransport network;
  final SimTransport.Listener listener;
  final Tap tap;
  final WatchedClock clock;
  final ConnectionSetup setup;
  final PgPool pool;

  private final List<SimThread> callers = new ArrayList<>();
  private final Set<SimThread> struck = new HashSet<>();
  private final Set<Disturbance> disturbances = EnumSet.noneOf(Disturbance.class);
  private final Map<Integer, String> borrowers = new HashMap<>();
  private final List<SimLink> sessionLinks = new ArrayList<>();
  private final List<Long> neverSent = new ArrayList<>();
  private final List<Runnable> finalChecks = new ArrayList<>();
  private boolean anyStruck;
  private boolean warm;
  private int startedCallers;
  private int least;

  World(SimScheduler sim, Scenario scenario) {
    this.sim = sim;
    this.scenario = scenario;
    this.server = new ModelServer(sim);
    this.network = new SimTransport(sim);
    this.listener = network.listen(Scenario.DB, server);
    this.tap = new Tap(network);
    this.clock = new WatchedClock(sim);
    this.setup = scenario.setup().withOwnRegistry().withSeams(clock, sim.crew(), tap);
    this.pool = PgPool.open(setup);
    tap.onConnect(this::connects);
    server.cancelDelay(
        Duration.ofNanos(sim.random().below(4) * 1_000L * CANCEL_DELAY_STEPS_MICROS));
  }

  /** Starts a caller; a failure that something explains ends it, and it asks once more. */
  SimThread caller(Work work) {
    Hands hands = new Hands(this, ++startedCallers);
    SimThread thread =
        sim.caller(
            "caller-" + startedCallers,
            () -> {
              if (!hands.attempt(work) && scenario.pooled()) {
                hands.attempt(World::again);
              }
            });
    callers.add(thread);
    return thread;
  }

  /** Without a deadline, so that no clock is read under the pool's lock: fairness stays exact. */
  private static void again(Hands hands) {
    hands.borrowingWithoutDeadline(lease -> hands.query(lease, "nonce $1 again"));
  }

  /** Runs it before the schedule, undisturbed. */
  void first(Work work) {
    Hands hands = new Hands(this, ++startedCallers);
    sim.caller("first", () -> hands.attempt(work));
    sim.run().check();
    warm = true;
  }

  /** So many connections have to be there once all has come to rest. */
  void mustHave(int connections) {
    least = connections;
  }

  int least() {
    return least;
  }

  /** Asked once all is over. */
  void inTheEnd(Runnable check) {
    finalChecks.add(check);
  }

  List<Runnable> finalChecks() {
    return finalChecks;
  }

  List<SimThread> callers() {
    return callers;
  }

  /** Interrupts a caller. */
  void strike(SimThread caller) {
    if (!caller.finished()) {
      struck.add(caller);
      anyStruck = true;
      caller.interrupt();
    }
  }

  void disturb(Disturbance disturbance) {
    disturbances.add(disturbance);
  }

  boolean suffered(Disturbance disturbance) {
    return disturbances.contains(disturbance);
  }

  boolean undisturbed() {
    return !anyStruck && disturbances.isEmpty();
  }

  /**
   * True where every connection stood before the schedule began, and nothing but interrupts struck.
   */
  boolean keepsItsConnections() {
    return warm && disturbances.isEmpty() && !scenario.loses();
  }

  /** A statement of which the client says that not one byte has left, or that it was skipped. */
  void neverRan(long nonce) {
    neverSent.add(nonce);
  }

  List<Long> neverRan() {
    return neverSent;
  }

  void violation(String what) {
    sim.violation(sim.current().name() + ": " + what);
  }

  /** A connection was lent: nobody else may have it. */
  void lent(int processId) {
    String other = borrowers.put(processId, sim.current().name());
    if (other != null) {
      violation("backend " + processId + " was lent although " + other + " has it");
    }
  }

  /** A connection was lent: its session must be as if new. */
  void looksNew(int processId) {
    for (ModelSession session : server.sessions()) {
      boolean asNew =
          !session.dirty()
              && (session.idle()
                  || (scenario.loses() && session.status() == TransactionStatus.IDLE));
      if (session.processId() == processId && !session.over() && !asNew) {
        violation("dirty hand-out: " + session);
      }
    }
  }

  /** The borrower is about to give it back. */
  void givenBack(int processId) {
    borrowers.remove(processId, sim.current().name());
  }

  /** A call failed, not by what the statement itself was meant to do. Something must explain it. */
  void failed(PgException failure) {
    boolean explained = explains(failure);
    if (!explained) {
      violation("nothing explains " + failure);
    }
    if (failure instanceof PgInterruptedException) {
      struck.remove(sim.current());
      if (!Thread.interrupted()) {
        violation("the interrupt was not restored");
      }
    }
    oracle.gaveUp();
  }

  private boolean explains(PgException failure) {
    return switch (failure) {
      case PgInterruptedException interrupted -> struck.contains(sim.current());
      case PgTimeoutException late -> suffered(Disturbance.CLOCK) || scenario.timesOut();
      case PgConnectException unconnected ->
          suffered(Disturbance.LINK)
              || (unconnected.reason() == PgConnectException.Reason.TIMEOUT
                  && suffered(Disturbance.CLOCK));
      case PgConnectionLostException lost ->
          suffered(Disturbance.LINK) || suffered(Disturbance.CLOCK) || scenario.loses();
      case PgUnavailableException ended -> scenario.loses();
      case PgCanceledException cancelled -> suffered(Disturbance.DRAIN);
      case PgPoolException refused ->
          switch (refused.reason()) {
            case CLOSED -> suffered(Disturbance.CLOSE);
            case ACQUIRE_TIMEOUT -> suffered(Disturbance.CLOCK) || scenario.timesOut();
            case QUEUE_FULL, UNAVAILABLE -> false;
          };
      case PgTransactionException ended ->
          !undisturbed() && ended.getCause() instanceof PgException;
      default -> false;
    };
  }

  /** The links of sessions, not those over which a statement is cancelled. */
  List<SimLink> sessionLinks() {
    return sessionLinks;
  }

  /** A link is about to connect. Links over which something is cancelled do not count. */
  private void connects(SimLink link) {
    String thread = sim.current().name();
    if (link.aborted()
        || thread.startsWith("upq-settler")
        || thread.startsWith("upq-pool-cancel")) {
      return;
    }
    sessionLinks.add(link);
    long open = sessionLinks.stream().filter(each -> !each.aborted()).count();
    if (open > scenario.most()) {
      sim.violation("L1: " + open + " sockets are open, " + scenario.most() + " may be");
    }
  }
}
