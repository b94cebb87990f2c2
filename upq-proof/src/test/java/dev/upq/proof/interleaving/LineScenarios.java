// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import java.util.List;

/** Scenarios of one-shot statements that stand in line on a connection. Stateless. */
final class LineScenarios {

  private static final String NONCE = "select nonce $1";
  private static final String SLOW = "select slow $1 ms=1";
  private static final String FAIL = "select fail $1";

  private LineScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.pooled("in line", 1, LineScenarios::inLine),
        Scenario.pooled("in line behind something slow", 1, LineScenarios::behindSlow),
        Scenario.pooled("in two lines", 2, LineScenarios::twoLines).with("pool_pipeline_depth=2"),
        Scenario.pooled("in line with a small cache", 1, LineScenarios::inLine)
            .with("statement_cache_size=1"),
        Scenario.pooled("in line without names", 1, LineScenarios::inLine)
            .with("statement_cache_size=0"));
  }

  /** Errors and texts that are new to the connection among others. */
  private static void inLine(World world) {
    known(world);
    world.caller(hands -> hands.query(world.pool, NONCE));
    world.caller(hands -> hands.failing(world.pool, FAIL));
    world.caller(hands -> hands.query(world.pool, SLOW));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** Who gives up has its statement cancelled; those behind it must not feel it. */
  private static void behindSlow(World world) {
    known(world);
    world.caller(hands -> hands.query(world.pool, SLOW));
    world.caller(hands -> hands.query(world.pool, SLOW));
    world.caller(hands -> hands.query(world.pool, NONCE));
    world.caller(hands -> hands.borrowing(lease -> hands.query(lease, NONCE)));
  }

  private static void twoLines(World world) {
    known(world);
    for (int i = 0; i < 5; i++) {
      world.caller(hands -> hands.query(world.pool, NONCE));
    }
  }

  /** Each text has been run once, and was fast. */
  private static void known(World world) {
    world.first(
        hands -> {
          hands.query(world.pool, NONCE);
          hands.query(world.pool, SLOW);
          hands.failing(world.pool, FAIL);
        });
  }
}
