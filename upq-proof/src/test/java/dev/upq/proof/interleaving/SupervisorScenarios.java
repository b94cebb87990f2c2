// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.pool.Lease;
import dev.upq.proof.interleaving.World.Disturbance;
import dev.upq.proof.sim.ModelSession;
import java.time.Duration;
import java.util.List;

/** Scenarios of what the pool does by itself: refilling, replacing, asking, cleaning. Stateless. */
final class SupervisorScenarios {

  private static final String NONCE = "nonce $1";

  /** Longer than the lifetimes and pauses of these scenarios. */
  private static final String LONG = "slow $1 ms=1500";

  private SupervisorScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.pooled("refill", 3, SupervisorScenarios::refill).losing(),
        Scenario.pooled("refill of the least", 2, SupervisorScenarios::refillOfTheLeast)
            .with("pool_min=2")
            .losing(),
        Scenario.pooled("refill of a crowded server", 2, SupervisorScenarios::crowded).losing(),
        Scenario.pooled("replacement", 3, SupervisorScenarios::slowly)
            .with("pool_min=2&pool_max_lifetime=2")
            .timingOut()
            .losing(),
        Scenario.pooled("replacement in a full pool", 1, SupervisorScenarios::slowly)
            .with("pool_max_lifetime=2")
            .timingOut()
            .losing(),
        Scenario.pooled("idle ones are asked", 2, SupervisorScenarios::slowly)
            .with("pool_keepalive=1")
            .timingOut()
            .losing(),
        Scenario.pooled("all are asked before", 2, SupervisorScenarios::asked)
            .with("pool_validate_after=0"),
        Scenario.pooled("pause and resume", 2, SupervisorScenarios::paused),
        Scenario.pooled("eviction", 2, SupervisorScenarios::evicted).losing(),
        Scenario.pooled("resizing", 2, SupervisorScenarios::resized).losing(),
        Scenario.pooled("drain", 2, SupervisorScenarios::drained).losing(),
        Scenario.pooled("reset", 1, SupervisorScenarios::reset),
        Scenario.pooled("reset in line", 1, SupervisorScenarios::resetInLine),
        borrows());
  }

  /** Many borrows in one schedule, with all that may happen to a borrower. */
  static Scenario borrows() {
    return Scenario.pooled("many borrows", 3, SupervisorScenarios::many)
        .with("pool_max_lifetime=3")
        .timingOut()
        .losing()
        .asHeavy();
  }

  /** How many of them one schedule of {@link #borrows} has. */
  static final int BORROWS = 8 * 25;

  private static void many(World world) {
    for (int i = 0; i < 8; i++) {
      int number = i;
      world.caller(
          hands -> {
            for (int j = 0; j < BORROWS / 8; j++) {
              int choice = world.sim.random().below(10);
              hands.attempt(again -> borrow(world, again, number == 0 ? choice : choice % 6));
            }
          });
    }
  }

  private static void borrow(World world, Hands hands, int choice) {
    switch (choice) {
      case 0 -> hands.borrowing(lease -> lease.script("begin"));
      case 1 -> hands.borrowing(lease -> hands.failing(lease));
      case 2 -> hands.query(world.pool, "select nonce $1");
      case 3 -> hands.borrowing(lease -> lease.script("set left behind"));
      case 6 -> hands.borrowing(SupervisorScenarios::lose);
      case 7 -> world.pool.evict();
      default -> hands.borrowing(lease -> hands.query(lease, NONCE));
    }
  }

  private static void lose(Lease lease) {
    lease.connection().abort();
  }

  /** All sessions end; nobody asks for them. */
  private static void refill(World world) {
    PoolScenarios.warm(world, 3);
    world.mustHave(3);
    world.sim.service("admin", () -> world.server.sessions().forEach(ModelSession::terminate));
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
  }

  private static void refillOfTheLeast(World world) {
    world.mustHave(2);
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    world.caller(hands -> hands.borrowing(SupervisorScenarios::lose));
  }

  /** The server takes one session less than the pool may have, for a while. */
  private static void crowded(World world) {
    world.server.mostSessions(1);
    world.sim.clock().after(Duration.ofSeconds(1), () -> world.server.mostSessions(10));
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
  }

  private static void slowly(World world) {
    for (int i = 0; i < 2; i++) {
      world.caller(
          hands -> {
            for (int j = 0; j < 3; j++) {
              hands.borrowing(lease -> hands.query(lease, LONG));
            }
          });
    }
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
  }

  private static void asked(World world) {
    PoolScenarios.warm(world, 2);
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
  }

  /** What is asked of a paused pool is asked when it is resumed. */
  private static void paused(World world) {
    PoolScenarios.warm(world, 2);
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
    world.sim.service(
        "operator",
        () -> {
          world.pool.pause();
          world.sim.clock().pause(Duration.ofNanos(40_000));
          world.pool.resume();
        });
  }

  private static void evicted(World world) {
    PoolScenarios.warm(world, 2);
    world.mustHave(2);
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
    world.sim.service("operator", world.pool::evict);
  }

  private static void resized(World world) {
    PoolScenarios.warm(world, 2);
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
    world.sim.service(
        "operator",
        () -> {
          world.pool.resize(0, 1);
          world.sim.clock().pause(Duration.ofNanos(40_000));
          world.pool.resize(1, 2);
        });
  }

  /** Everybody has an answer, or is told that the pool is being drained. */
  private static void drained(World world) {
    PoolScenarios.warm(world, 2);
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, "slow $1 ms=2")));
    }
    world.sim.service(
        "operator",
        () -> {
          world.disturb(Disturbance.CLOSE);
          world.disturb(Disturbance.DRAIN);
          world.pool.drain(Duration.ofMillis(4));
        });
  }

  /** What is left behind by one is not there for the next. */
  private static void reset(World world) {
    for (int i = 0; i < 2; i++) {
      world.caller(
          hands ->
              hands.borrowing(
                  lease -> {
                    lease.script("set left behind");
                    lease.script("listen news");
                    hands.query(lease, NONCE);
                  }));
    }
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
  }

  private static void resetInLine(World world) {
    world.first(hands -> hands.query(world.pool, "select nonce $1"));
    for (int i = 0; i < 3; i++) {
      world.caller(hands -> hands.query(world.pool, "select nonce $1"));
    }
    world.caller(hands -> hands.borrowing(lease -> lease.script("set left behind")));
  }
}
