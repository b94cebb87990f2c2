// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.connection.PgSession;
import java.time.Duration;
import java.util.List;

/** Scenarios of statements that leave in shared bursts. Stateless. */
final class LaneScenarios {

  private static final String NONCE = "select nonce $1";
  private static final String OTHER = "select nonce $1 other rows=2";
  private static final String SLOW = "select slow $1 ms=3";
  private static final String FAIL = "select fail $1";

  private LaneScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.inLane("in a lane", 1, "", LaneScenarios::together),
        Scenario.inLane("in a lane of two", 2, "", LaneScenarios::many),
        Scenario.inLane(
            "in a lane with something slow",
            1,
            "&lane_statement_timeout=0.001",
            LaneScenarios::together),
        Scenario.inLane("in a lane, late", 1, "", LaneScenarios::late).timingOut(),
        Scenario.inLane(
            "in a lane with a small cache", 1, "&statement_cache_size=1", LaneScenarios::together),
        Scenario.inLane(
            "in a lane without names", 1, "&statement_cache_size=0", LaneScenarios::together));
  }

  /** Errors, and texts that are new to the connection, among others. */
  private static void together(World world) {
    known(world);
    world.caller(hands -> hands.query(lane(world), NONCE));
    world.caller(hands -> hands.failing(lane(world), FAIL));
    world.caller(hands -> hands.query(lane(world), SLOW));
    world.caller(hands -> hands.query(lane(world), OTHER));
    world.caller(hands -> hands.query(lane(world), NONCE));
  }

  private static void many(World world) {
    known(world);
    for (int i = 0; i < 8; i++) {
      String sql = i == 3 ? SLOW : i % 2 == 0 ? NONCE : OTHER;
      world.caller(hands -> hands.query(lane(world), sql));
    }
    world.caller(hands -> hands.failing(lane(world), FAIL));
  }

  private static void late(World world) {
    known(world);
    world.caller(hands -> hands.query(lane(world), SLOW));
    for (int i = 0; i < 3; i++) {
      world.caller(
          hands ->
              world.pool.within(Duration.ofMillis(1), pool -> hands.asked(pool.lane(), NONCE)));
    }
    world.caller(hands -> hands.query(lane(world), OTHER));
  }

  private static PgSession lane(World world) {
    return world.pool.lane();
  }

  /** Each text has been run once, alone, and was fast; the lane has no connection yet. */
  private static void known(World world) {
    world.first(
        hands -> {
          hands.query(lane(world), NONCE);
          hands.query(lane(world), OTHER);
          hands.query(lane(world), SLOW);
          hands.failing(lane(world), FAIL);
        });
  }
}
