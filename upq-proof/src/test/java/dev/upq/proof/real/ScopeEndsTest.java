// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgInterruptedException;
import dev.upq.pool.Lease;
import dev.upq.probe.Probe;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions that end otherwise than by their own code: interrupted, idle, never closed. */
@Timeout(120)
final class ScopeEndsTest {

  private final PgConfig config = Servers.inSchema(Servers.config(), "scope_ends");
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final PgPool pool = pool(2);

  private PgPool pool(int max) {
    Probe probe =
        new Probe() {
          @Override
          public void warning(String line) {
            warnings.add(line);
          }
        };
    return PgPool.open(
        Servers.setup(config.with("pool_max", Integer.toString(max))).withProbe(probe));
  }

  @BeforeEach
  void ledger() {
    pool.execute("create table ledger (a int primary key)");
  }

  @AfterEach
  void close() {
    Soak.eventually("all is given back", () -> pool.state().idle() == pool.state().total());
    pool.close();
  }

  private PgTransactionScope scope() {
    return PgTransactionScope.on(pool);
  }

  private static long add(PgTransaction tx, int a) {
    return tx.execute("insert into ledger values ($1)", a);
  }

  private long count() {
    return pool.query("select count(*) from ledger").oneLong();
  }

  @Test
  @DisplayName("TX-10: an interrupt cancels, rolls back and leaves a clean connection")
  void anInterruptRollsBack() {
    Thread caller = Thread.currentThread();
    List<Integer> pids = new ArrayList<>();
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 1);
                          int pid = tx.query("select pg_backend_pid()").row(0).intValue(0);
                          pids.add(pid);
                          Thread.ofVirtual()
                              .start(
                                  () -> {
                                    Servers.awaitSleep(config, pid);
                                    caller.interrupt();
                                  });
                          return tx.query("select pg_sleep(60)");
                        }))
        .isInstanceOf(PgInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(count()).isZero();
    try (Lease lease = pool.acquire()) {
      assertThat(lease.connection().processId()).isEqualTo(pids.getFirst());
      assertThat(lease.connection().clean()).isTrue();
    }
  }

  @Test
  @DisplayName("TX-10: an interrupt before COMMIT is a rollback")
  void anInterruptBeforeCommitIsARollback() {
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          long added = add(tx, 1);
                          Thread.currentThread().interrupt();
                          return added;
                        }))
        .hasCauseInstanceOf(PgInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(count()).isZero();
  }

  @Test
  void aTransactionThatNobodyClosesIsRolledBackAndTold() {
    leak();
    Soak.eventually(
        "it is found",
        () -> {
          System.gc();
          return !warnings.isEmpty();
        });
    assertThat(warnings.getFirst()).contains("never closed", "ScopeEndsTest.leak");
    Soak.eventually("it is given back", () -> pool.state().lent() == 0);
    assertThat(count()).isZero();
  }

  private void leak() {
    PgTransaction lost = scope().open();
    add(lost, 1);
    assertThat(lost.open()).isTrue();
  }

  @Test
  @DisplayName("TX-21: what a hook throws behind run() is told to the probe")
  void aHookThatThrowsIsToldToTheProbe() {
    long added =
        scope()
            .run(
                tx -> {
                  tx.afterCommit(
                      () -> {
                        throw new IllegalStateException("not to be shown");
                      });
                  return add(tx, 1);
                });
    assertThat(added).isOne();
    assertThat(warnings)
        .singleElement(as(STRING))
        .contains("IllegalStateException")
        .doesNotContain("not to be shown");
    assertThat(count()).isOne();
  }

  @Test
  void theServerEndsWhatStandsIdle() {
    try (PgConnection other = Servers.connect(config)) {
      assertThatThrownBy(
              () ->
                  scope()
                      .idleLimit(Duration.ofMillis(50))
                      .run(
                          tx -> {
                            int pid = tx.query("select pg_backend_pid()").row(0).intValue(0);
                            Soak.eventually(
                                "the backend is gone",
                                () ->
                                    other
                                            .query(
                                                "select count(*) from pg_stat_activity where pid"
                                                    + " = $1",
                                                pid)
                                            .oneLong()
                                        == 0);
                            return add(tx, 1);
                          }))
          .hasMessageContaining("25P03");
    }
    assertThat(count()).isZero();
  }
}
