// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransactionScope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many round trips scopes cost. */
@Timeout(60)
final class ScopeTurnsTest {

  private final AtomicLong turns = new AtomicLong();

  private long counted(Runnable work) {
    long before = turns.get();
    work.run();
    return turns.get() - before;
  }

  @Test
  @DisplayName("BEGIN rides with the first statement: two round trips for one statement, not three")
  void beginRides() {
    PgConfig config = Servers.inSchema(Servers.config(), "scope_turns").with("pool_max", "1");
    try (PgPool pool = PgPool.open(CountedTurns.counting(Servers.setup(config), turns))) {
      pool.execute("create table ledger (a int)");
      PgTransactionScope scope =
          PgTransactionScope.on(pool).isolation(Isolation.SERIALIZABLE).identified();
      Runnable one = () -> scope.run(tx -> tx.execute("insert into ledger values (1)"));
      one.run();
      assertThat(counted(one)).isEqualTo(2);
      assertThat(
              counted(
                  () ->
                      scope
                          .deadline(Duration.ofSeconds(20))
                          .run(tx -> tx.execute("insert into ledger values (1)"))))
          .as("with a limit that is described for the first time")
          .isEqualTo(3);
      assertThat(
              counted(
                  () ->
                      scope.run(
                          tx -> {
                            tx.execute("insert into ledger values (1)");
                            return tx.execute("insert into ledger values (1)");
                          })))
          .isEqualTo(3);
      assertThat(counted(() -> scope.run(tx -> tx.attempt()))).isZero();
      assertThat(counted(() -> scope.run(tx -> tx.nested(inner -> inner.attempt())))).isZero();
      assertThat(
              counted(
                  () ->
                      scope.run(tx -> tx.nested(i -> i.execute("insert into ledger values (1)")))))
          .as("with a savepoint that rides too, once it is described, and its release")
          .isLessThanOrEqualTo(4);
    }
  }
}
