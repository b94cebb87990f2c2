// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.proof.interleaving.World.Disturbance;
import dev.upq.row.Row;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Scenarios of connecting, borrowing, giving back and closing. Stateless. */
final class PoolScenarios {

  private static final String NONCE = "nonce $1";

  private PoolScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.direct("connect", 2, PoolScenarios::connect),
        Scenario.direct("login", 1, PoolScenarios::login).with("sslmode=prefer"),
        Scenario.pooled("borrow", 2, PoolScenarios::borrow),
        Scenario.pooled("fifo", 1, PoolScenarios::fifo),
        Scenario.pooled("late", 1, PoolScenarios::late).timingOut().with("query_timeout=0.003"),
        Scenario.pooled("release while settling", 1, PoolScenarios::releaseWhileSettling),
        Scenario.pooled("close with waiters", 1, PoolScenarios::closeWithWaiters),
        Scenario.pooled("terminated while idle", 2, PoolScenarios::terminatedWhileIdle).losing());
  }

  private static void connect(World world) {
    for (int i = 0; i < 2; i++) {
      world.caller(hands -> hands.connecting(own -> hands.query(own, NONCE)));
    }
  }

  private static void login(World world) {
    world.server.newestMinor(0);
    world.caller(hands -> hands.connecting(own -> hands.script(own::script, "nonce")));
  }

  private static void borrow(World world) {
    for (int i = 0; i < 4; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
  }

  /**
   * Waiters without deadlines: nothing but their turn decides who is served. They take their turns
   * in the order in which they have read the clock.
   */
  private static void fifo(World world) {
    List<Integer> arrived = new ArrayList<>();
    List<Integer> served = new ArrayList<>();
    warm(world, 1);
    for (int i = 0; i < 4; i++) {
      int number = i;
      world.caller(
          hands -> {
            world.clock.afterNextReading(() -> arrived.add(number));
            hands.borrowingWithoutDeadline(
                lease -> {
                  served.add(number);
                  hands.query(lease, NONCE);
                });
          });
    }
    world.inTheEnd(
        () -> {
          List<Integer> expected = new ArrayList<>(arrived);
          expected.retainAll(served);
          if (!served.equals(expected) || (world.undisturbed() && served.size() != 4)) {
            throw new AssertionError("L3: came as " + arrived + ", were served as " + served);
          }
        });
  }

  /** Deadlines that pass by themselves: of statements, and of those who wait behind them. */
  private static void late(World world) {
    warm(world, 1);
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, "slow $1 ms=5")));
    world.caller(
        hands -> world.pool.within(Duration.ofMillis(4), pool -> hands.asked(pool, NONCE)));
    for (int i = 0; i < 2; i++) {
      world.caller(
          hands ->
              hands.borrowing(
                  Deadline.after(world.sim.clock(), Duration.ofMillis(2)),
                  lease -> hands.query(lease, NONCE)));
    }
  }

  /** What is given back is still being cancelled, or holds open rows, or a transaction. */
  private static void releaseWhileSettling(World world) {
    warm(world, 1);
    world.caller(
        hands ->
            hands.borrowing(
                lease -> {
                  PgPipeline kept = lease.pipeline();
                  kept.query(NONCE, hands.nonce());
                  Rows<Row> rows = lease.stream("nonce $1 rows=6", hands.nonce());
                  rows.next();
                  world.givenBack(lease.connection().processId());
                  lease.close();
                  mustBeRefused(world, () -> lease.query(NONCE, 0L));
                  mustBeRefused(world, kept::run);
                  mustBeRefused(world, rows::next);
                  rows.close();
                  lease.close();
                }));
    world.caller(
        hands ->
            hands.borrowing(
                lease -> {
                  lease.script("begin");
                  hands.script(lease::script, "nonce");
                }));
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
  }

  private static void mustBeRefused(World world, Runnable useAfterClose) {
    try {
      useAfterClose.run();
      world.violation("RS-13: what belongs to a closed lease was used");
    } catch (PgUsageException asItMust) {
      // Refused without touching the connection.
    }
  }

  private static void closeWithWaiters(World world) {
    for (int i = 0; i < 3; i++) {
      world.caller(
          hands ->
              hands.borrowing(
                  lease -> {
                    hands.query(lease, NONCE);
                    world.disturb(Disturbance.CLOSE);
                    world.pool.close();
                  }));
    }
  }

  /** An idle connection that the server has ended is not lent once its last words are there. */
  private static void terminatedWhileIdle(World world) {
    warm(world, 2);
    world.sim.service("admin", () -> world.server.sessions().getFirst().terminate());
    for (int i = 0; i < 2; i++) {
      world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
    }
  }

  /** Lets the pool have that many idle connections before the schedule begins. */
  static void warm(World world, int connections) {
    world.first(
        hands -> {
          List<Lease> leases = new ArrayList<>();
          for (int i = 0; i < connections; i++) {
            leases.add(world.pool.acquire());
          }
          leases.forEach(Lease::close);
        });
  }
}
