// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.fault.PgTransactionException;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.RetryCause;
import dev.upq.tx.TransactionOutcome;
import java.time.Duration;
import java.util.List;

/** Scenarios of transactions. Stateless. */
final class TransactionScenarios {

  private static final String NONCE = "nonce $1";
  private static final int ALL = Integer.MAX_VALUE;

  private TransactionScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.pooled("begin and commit", 1, TransactionScenarios::commit),
        Scenario.pooled("failed transaction", 1, TransactionScenarios::failed),
        Scenario.pooled("savepoint", 1, TransactionScenarios::savepoint),
        Scenario.pooled("pipeline in a transaction", 1, TransactionScenarios::pipeline),
        Scenario.pooled("stream in a transaction", 1, TransactionScenarios::stream).narrow(),
        Scenario.pooled("long stream in a transaction", 1, TransactionScenarios::longStream)
            .asHeavy(),
        Scenario.pooled("scope", 1, TransactionScenarios::scope),
        Scenario.pooled("scope with a nested part", 1, TransactionScenarios::nestedScope),
        Scenario.pooled("scope that is tried again", 1, TransactionScenarios::triedAgain));
  }

  private static PgTransactionScope on(World world) {
    return PgTransactionScope.on(world.pool).idleLimit(Duration.ZERO);
  }

  /** BEGIN rides with the first statement; what is told of the end has to be what has left. */
  private static void scope(World world) {
    PoolScenarios.warm(world, 1);
    for (int caller = 0; caller < 2; caller++) {
      world.caller(
          hands ->
              on(world)
                  .run(
                      tx -> {
                        hands.query(tx, NONCE);
                        hands.query(tx, NONCE);
                        return true;
                      }));
    }
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** The nested part fails, and what is around it goes on. */
  private static void nestedScope(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            on(world)
                .run(
                    tx -> {
                      hands.query(tx, NONCE);
                      tx.nested(
                          inner -> {
                            hands.failing(inner);
                            inner.rollback();
                            return true;
                          });
                      hands.query(tx, NONCE);
                      return tx.nested(inner -> hands.asked(inner, NONCE));
                    }));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** What it lost is tried again; a commit is told once, or its outcome is unknown. */
  private static void triedAgain(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands -> {
          int[] hooks = {0};
          TransactionOutcome<Boolean> outcome =
              on(world)
                  .retry(3, RetryCause.CONNECTION_LOST)
                  .outcome(
                      tx -> {
                        tx.afterCommit(() -> hooks[0]++);
                        return hands.asked(tx, NONCE);
                      });
          if (hooks[0] != (outcome instanceof TransactionOutcome.Committed ? 1 : 0)) {
            world.violation(hooks[0] + " hooks ran for " + outcome);
          }
          switch (outcome) {
            case TransactionOutcome.Committed<Boolean> done -> {}
            case TransactionOutcome.RolledBack<Boolean> back -> {
              if (back.cause() instanceof RuntimeException cause) {
                throw cause;
              }
              throw new IllegalStateException(back.cause());
            }
            case TransactionOutcome.Unknown<Boolean> unknown -> throw unknown.cause();
          }
        });
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  private static void commit(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  long nonce = hands.nonce();
                  tx.script("nonce " + nonce);
                  hands.commit(tx, "nonce " + nonce);
                }));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** One rolls back, one tries to commit although a statement has failed. */
  private static void failed(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  hands.failing(tx);
                  tx.rollback();
                }));
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  hands.failing(tx);
                  rolledBack(world, tx);
                }));
  }

  private static void rolledBack(World world, PgTransaction tx) {
    try {
      tx.commit();
      world.violation("a failed transaction was reported as committed");
    } catch (PgTransactionException told) {
      if (world.undisturbed() && told.outcome() != PgTransactionException.Outcome.ROLLED_BACK) {
        world.violation("the outcome of a failed transaction is " + told.outcome());
      }
    }
  }

  private static void savepoint(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  PgTransaction.Savepoint point = tx.savepoint();
                  hands.failing(tx);
                  point.rollback();
                  hands.query(tx, NONCE);
                  point.release();
                  tx.commit();
                }));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** More rows than a portal gives at once: it is asked again. */
  private static void longStream(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  hands.stream(tx::stream, "nonce $1 rows=1001", ALL);
                  hands.stream(tx::stream, "nonce $1 rows=1200", 1_100);
                  hands.query(tx, NONCE);
                  tx.commit();
                }));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  /** Its failure is the transaction's: what comes after is refused, and nothing was committed. */
  private static void pipeline(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  hands.pipelineInTransaction(tx.pipeline());
                  rolledBack(world, tx);
                }));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }

  private static void stream(World world) {
    PoolScenarios.warm(world, 1);
    world.caller(
        hands ->
            hands.transaction(
                tx -> {
                  hands.stream(tx::stream, "nonce $1 rows=3", ALL);
                  hands.stream(tx::stream, "nonce $1 rows=6", 2);
                  hands.query(tx, NONCE);
                  tx.commit();
                }));
    world.caller(hands -> hands.query(world.pool, NONCE));
  }
}
