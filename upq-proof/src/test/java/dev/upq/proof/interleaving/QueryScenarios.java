// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import java.util.List;

/** Scenarios of statements outside of transactions. Stateless. */
final class QueryScenarios {

  private static final String NONCE = "nonce $1";
  private static final int ALL = Integer.MAX_VALUE;

  private QueryScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.pooled("prepare and query", 1, QueryScenarios::prepare)
            .with("statement_cache_size=1"),
        Scenario.pooled("pipeline", 1, QueryScenarios::pipeline),
        Scenario.pooled("narrow pipeline", 1, QueryScenarios::pipeline).narrow(),
        Scenario.pooled("stream", 1, QueryScenarios::stream).narrow(),
        Scenario.pooled("small cache", 1, QueryScenarios::smallCache)
            .with("statement_cache_size=2"),
        Scenario.pooled("slow and cancelled", 1, QueryScenarios::slow),
        Scenario.pooled("notices", 1, QueryScenarios::notices),
        Scenario.pooled("copy refused", 1, QueryScenarios::copy).losing());
  }

  /** Every statement pushes the one before it out of the cache. */
  private static void prepare(World world) {
    PoolScenarios.warm(world, 1);
    for (int i = 0; i < 2; i++) {
      world.caller(
          hands ->
              hands.borrowing(
                  lease -> {
                    hands.query(lease, NONCE);
                    hands.query(lease, "nonce $1 other");
                    hands.failing(lease);
                  }));
    }
  }

  private static void pipeline(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(hands -> hands.borrowing(lease -> hands.pipeline(lease.pipeline())));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** A pipeline of more texts than are remembered, used after it was put together and run again. */
  private static void smallCache(World world) {
    PoolScenarios.warm(world, 1);
    for (int i = 0; i < 2; i++) {
      world.caller(
          hands ->
              hands.borrowing(
                  lease -> {
                    hands.query(lease, "nonce $1 other");
                    hands.pipeline(lease.pipeline());
                    hands.query(lease, NONCE);
                  }));
    }
  }

  private static void stream(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(hands -> hands.stream(world.pool::stream, "nonce $1 rows=5", ALL));
    world.caller(
        hands ->
            hands.borrowing(
                lease -> {
                  hands.stream(lease::stream, "nonce $1 rows=7", 2);
                  hands.query(lease, "slow $1 ms=1");
                }));
  }

  /** A late cancel would hit the one who asks next. */
  private static void slow(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(hands -> hands.query(world.pool, "slow $1 ms=2"));
    world.caller(
        hands ->
            hands.borrowing(
                lease -> {
                  hands.query(lease, "slow $1 ms=1");
                  hands.query(lease, NONCE);
                }));
  }

  private static void notices(World world) {
    PoolScenarios.warm(world, 1);
    for (int i = 0; i < 2; i++) {
      world.caller(
          hands ->
              hands.borrowing(
                  lease -> {
                    hands.query(lease, "notice $1");
                    hands.script(lease::script, "notice");
                    lease.connection().takeNotices();
                  }));
    }
  }

  private static void copy(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(hands -> hands.borrowing(lease -> hands.refused(lease, "copyin $1")));
    world.caller(
        hands ->
            hands.borrowing(
                lease -> {
                  hands.refused(lease, "copyout $1");
                  hands.query(lease, NONCE);
                }));
  }
}
