// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.PgPool;
import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.proof.sim.ModelServer;
import dev.upq.proof.sim.ModelSession;
import dev.upq.proof.sim.SimCable.Cut;
import dev.upq.proof.sim.SimLink;
import dev.upq.proof.sim.SimOutcome;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimSweep.Plan;
import dev.upq.proof.sim.SimThread;
import dev.upq.proof.sim.SimTransport;
import dev.upq.proof.sim.SimTransport.Reach;
import dev.upq.standing.StandingConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One schedule of a dispatcher: a sender of numbers, some who come and go, and what strikes them.
 * Confined to its scheduler's threads.
 *
 * <p>What must hold at each event, {@link Ear} asks. In the end the server's list of channels is
 * what is wanted, whoever stayed has heard the last number, and closing leaves nothing behind.
 */
final class Listeners {

  private static final List<String> CHANNELS = List.of("a", "b", "c");
  private static final int NUMBERS = 8;
  private static final int COMERS = 2;
  private static final int ROUNDS = 3;
  private static final int MOST_PAUSES = 8;
  private static final Duration OUTAGE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  /** Longer than anything here lasts: what waits for a probe to be seen is not seen. */
  private static final Duration SELDOM = Duration.ofMinutes(5);

  private static final Duration SETTLING = Duration.ofSeconds(20);
  private static final Duration DELIVERY = Duration.ofSeconds(1);

  private final SimScheduler sim;
  private final ModelServer server;
  private final SimTransport network;
  private final SimTransport.Listener listener;
  private final PgPool pool;
  private final PgChannelDispatcher bus;
  private final Map<String, Integer> sent = new HashMap<>();
  private final List<Ear> ears = new ArrayList<>();
  private final List<SimThread> callers = new ArrayList<>();
  private final Set<SimThread> struck = new HashSet<>();
  private boolean closed;
  private boolean hurried;

  private Listeners(SimScheduler sim) {
    this.sim = sim;
    this.server = new ModelServer(sim);
    this.network = new SimTransport(sim);
    this.listener = network.listen(Scenario.DB, server);
    ConnectionSetup setup =
        Scenario.pooled("listeners", 1, world -> {})
            .with("stats=0")
            .setup()
            .withOwnRegistry()
            .withSeams(new WatchedClock(sim), sim.crew(), network);
    this.pool = PgPool.open(setup);
    this.bus =
        PgChannelDispatcher.builder(pool)
            .canaryEvery(0)
            .longestPause(LONGEST_PAUSE)
            .probe(SELDOM, DELIVERY)
            .openInBackground();
  }

  /** What {@code SimSweep} runs. */
  static Plan prepare(SimScheduler sim) {
    Listeners it = new Listeners(sim);
    it.start();
    return it.faults(Plan.checking(it::check));
  }

  private void start() {
    Ear stays = new Ear(this, "a", false);
    Ear takes = new Ear(this, "b", false);
    sim.caller(
        "first",
        () -> {
          stays.subscribe();
          ears.add(stays);
          takes.takeOneByOne();
          ears.add(takes);
          stays.awaitLive();
        });
    sim.run().check();
    caller("sender", this::send);
    for (int i = 0; i < COMERS; i++) {
      caller("comer-" + i, this::comeAndGo);
    }
    caller("fickle", () -> comes("a", true));
  }

  private void caller(String name, Runnable work) {
    callers.add(sim.caller(name, work::run));
  }

  private void send() {
    for (int i = 0; i < NUMBERS; i++) {
      sendOne(CHANNELS.get(sim.random().below(CHANNELS.size())));
      pause(MOST_PAUSES);
    }
  }

  private void sendOne(String channel) {
    int number = sent.merge(channel, 1, Integer::sum);
    server.notifyListeners(channel, Integer.toString(number));
  }

  private void comeAndGo() {
    for (int i = 0; i < ROUNDS; i++) {
      Ear ear = comes(CHANNELS.get(sim.random().below(CHANNELS.size())), false).orElse(null);
      if (ear == null || (sim.random().below(2) == 0 && !ear.awaitLive())) {
        return;
      }
      pause(MOST_PAUSES);
      if (sim.random().below(3) > 0) {
        ear.close();
      }
    }
  }

  /** Somebody listens from now on, unless all is closed. */
  Optional<Ear> comes(String channel, boolean fickle) {
    Ear ear = new Ear(this, channel, fickle);
    try {
      ear.subscribe();
      ears.add(ear);
      return Optional.of(ear);
    } catch (PgUsageException refused) {
      explained(refused);
      return Optional.empty();
    }
  }

  /** On a thread that goes on until all is closed. */
  void serve(Runnable work) {
    sim.service("taker", work::run);
  }

  PgChannelDispatcher bus() {
    return bus;
  }

  int sent(String channel) {
    return sent.getOrDefault(channel, 0);
  }

  /** True where a timer has fired early: closing may have waited for less than it should. */
  boolean hurried() {
    return hurried;
  }

  /** Lets others go on, up to so many times. */
  void pause(int most) {
    for (int i = sim.random().below(most); i > 0; i--) {
      sim.yieldPoint();
    }
  }

  void violation(String what) {
    sim.violation(what);
  }

  /** Something must explain it. */
  void explained(PgException failure) {
    boolean known =
        switch (failure) {
          case PgInterruptedException interrupted -> struck.contains(sim.current());
          case PgTimeoutException late -> hurried;
          case PgUsageException ended -> closed;
          default -> false;
        };
    if (!known) {
      violation("nothing explains " + failure);
    }
  }

  private Plan faults(Plan plan) {
    Plan all = plan;
    for (SimThread each : callers) {
      all =
          all.with(
              "interrupt " + each.name(),
              () -> {
                struck.add(each);
                each.interrupt();
              });
    }
    return all.with("the link is reset", () -> cut(Cut.RESET))
        .with("the link ends", () -> cut(Cut.END_OF_STREAM))
        .with("the backend is terminated", () -> server.living().forEach(ModelSession::terminate))
        .with("the server crashes", this::crash)
        .with("the next timer fires", this::hurry)
        .with("the dispatcher is closed", this::closeEarly);
  }

  private void cut(Cut how) {
    network.links().stream()
        .filter(link -> !link.aborted())
        .findFirst()
        .ifPresent(link -> link.cable().cut(how));
  }

  private void crash() {
    server.crash();
    listener.reach(Reach.REFUSED);
    sim.clock().after(OUTAGE, () -> listener.reach(Reach.UP));
  }

  private void hurry() {
    hurried = true;
    sim.clock().jumpToNextTimer();
  }

  private void closeEarly() {
    closed = true;
    sim.caller("closer", bus::close);
  }

  private void check(SimOutcome outcome) {
    listener.reach(Reach.UP);
    sim.runFor(SETTLING).check();
    if (!closed) {
      comeToRest();
    }
    closed = true;
    sim.caller(
        "closing",
        () -> {
          bus.close();
          pool.close();
        });
    sim.run().check();
    SimOutcome end = sim.runFor(DELIVERY).check();
    require(end.services().isEmpty(), "NT-22: threads are left: " + end.services());
    require(server.living().isEmpty(), "sessions are left: " + server.living());
    for (SimLink link : network.links()) {
      require(link.aborted(), "a socket is left open");
    }
  }

  private void comeToRest() {
    Set<String> wanted =
        ears.stream()
            .filter(Ear::open)
            .map(Ear::channel)
            .collect(Collectors.toCollection(TreeSet::new));
    require(bus.state() == StandingConnection.State.STANDING, "it stands again: " + bus);
    require(server.living().size() == 1, "one connection: " + server.living());
    Set<String> listening = server.living().getFirst().listening();
    require(
        listening.equals(wanted), "N2: the server has " + listening + " and wanted are " + wanted);
    List<Ear> there = ears.stream().filter(Ear::open).toList();
    sim.caller("last words", () -> CHANNELS.forEach(this::sendOne));
    sim.runFor(DELIVERY).check();
    there.stream().filter(Ear::open).forEach(Ear::mustHaveAll);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
