// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgRollbackException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgTransactionException;
import dev.upq.probe.Probe;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.RetryCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is tried again and what is not, on each server. */
@OnEachServer
final class ScopeRetryTest {

  private final PgConfig config;
  private final PgPool pool;
  private final AtomicInteger retried = new AtomicInteger();
  private final List<String> hooks = new ArrayList<>();

  ScopeRetryTest(int version) {
    config = Servers.inSchema(Servers.config(version), "scope_retry").with("pool_max", "4");
    Probe probe =
        new Probe() {
          @Override
          public void retried() {
            retried.incrementAndGet();
          }
        };
    pool = PgPool.open(Servers.setup(config).withProbe(probe));
    pool.execute("create table account (id int primary key, balance int8 not null)");
    pool.execute("insert into account select i, 1000 from generate_series(1, 4) i");
  }

  @AfterEach
  void close() {
    assertThat(pool.state().lent()).isZero();
    pool.close();
  }

  private PgTransactionScope scope() {
    return PgTransactionScope.on(pool);
  }

  private void hook(PgTransaction tx) {
    int attempt = tx.attempt();
    tx.afterCommit(() -> hooks.add("commit of " + attempt));
    tx.afterRollback(() -> hooks.add("rollback of " + attempt));
  }

  /** A failure that the server raises itself. */
  private static void raise(PgTransaction tx, String sqlState) {
    tx.script("do $$ begin raise exception 'as asked' using errcode = '" + sqlState + "'; end $$");
  }

  @Test
  @DisplayName("TX-07: 40001 at a statement is tried again; hooks run once, for the last attempt")
  void aSerializationFailureAtAStatement() {
    int attempts =
        scope()
            .isolation(Isolation.REPEATABLE_READ)
            .retry(5)
            .run(
                tx -> {
                  hook(tx);
                  tx.query("select balance from account where id = 1");
                  if (tx.attempt() < 3) {
                    elsewhere(tx);
                  }
                  tx.execute("update account set balance = balance - 1 where id = 1");
                  return tx.attempt();
                });
    assertThat(attempts).isEqualTo(3);
    assertThat(retried).hasValue(2);
    assertThat(hooks).containsExactly("commit of 3");
    assertThat(balance(1)).isEqualTo(999 + 2 * 10);
  }

  /** Somebody else's update of the row. */
  private void elsewhere(PgTransaction tx) {
    try (PgConnection other = Servers.connect(config)) {
      other.query("update account set balance = balance + 10 where id = 1");
    }
    assertThat(tx.open()).isTrue();
  }

  private long balance(int id) {
    return pool.query("select balance from account where id = $1", id).oneLong();
  }

  @Test
  @DisplayName("TX-07: 40001 at COMMIT is tried again")
  void aSerializationFailureAtCommit() {
    scope()
        .isolation(Isolation.SERIALIZABLE)
        .retry(3)
        .run(
            tx -> {
              hook(tx);
              tx.query("select sum(balance) from account");
              if (tx.attempt() == 1) {
                try (PgTransaction other = scope().isolation(Isolation.SERIALIZABLE).open()) {
                  other.query("select sum(balance) from account");
                  other.execute("update account set balance = balance + 1 where id = 2");
                  tx.execute("update account set balance = balance + 1 where id = 3");
                  other.commit();
                }
              } else {
                tx.execute("update account set balance = balance + 1 where id = 3");
              }
              return true;
            });
    assertThat(hooks).containsExactly("commit of 2");
    assertThat(balance(3)).isEqualTo(1001);
  }

  @Test
  @DisplayName("TX-07: the victim of a deadlock is tried again")
  void aDeadlock() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int first = 1 + t;
        all.add(
            threads.submit(
                () ->
                    scope()
                        .retry(20)
                        .<Integer, Exception>run(
                            tx -> {
                              touch(tx, first);
                              if (tx.attempt() == 1) {
                                both.await();
                              }
                              touch(tx, 3 - first);
                              return tx.attempt();
                            })));
      }
      // The one that is tried again may meet the other in a second deadlock.
      assertThat(all.get(0).get() + all.get(1).get()).isGreaterThanOrEqualTo(3);
    }
    assertThat(balance(1)).isEqualTo(1002);
    assertThat(balance(2)).isEqualTo(1002);
  }

  private static void touch(PgTransaction tx, int id) {
    tx.execute("update account set balance = balance + 1 where id = $1", id);
  }

  @Test
  @DisplayName("TX-08: the last failure has those of the other attempts suppressed")
  void exhausted() {
    AtomicInteger runs = new AtomicInteger();
    PgRollbackException last =
        catchThrowableOfType(
            PgRollbackException.class,
            () ->
                scope()
                    .retry(3)
                    .run(
                        tx -> {
                          hook(tx);
                          runs.incrementAndGet();
                          raise(tx, tx.attempt() == 2 ? "40P01" : "40001");
                          return true;
                        }));
    assertThat(runs).hasValue(3);
    assertThat(last.getSuppressed()).hasSize(2).allMatch(PgRollbackException.class::isInstance);
    assertThat(hooks).containsExactly("rollback of 3");
  }

  @Test
  @DisplayName("TX-07: only what was asked for is tried again, and a swallowed failure is too")
  void onlyWhatWasAskedFor() {
    assertThat(attempts(scope().retry(3), "23505")).isOne();
    assertThat(attempts(scope(), "40001")).isOne();
    assertThat(attempts(scope().retry(2), "55P03")).isOne();
    assertThat(attempts(scope().retry(2, RetryCause.LOCK_NOT_AVAILABLE), "55P03")).isEqualTo(2);
    int attempt =
        scope()
            .retry(2)
            .run(
                tx -> {
                  if (tx.attempt() == 1) {
                    assertThatThrownBy(() -> raise(tx, "40001"))
                        .isInstanceOf(PgRollbackException.class);
                  }
                  return tx.attempt();
                });
    assertThat(attempt).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "TX-07, TX-12: what fails in a nested part is tried again as a whole, wrapped or not")
  void aFailureInANestedPart() {
    int attempt =
        scope()
            .retry(3)
            .run(
                tx -> {
                  touch(tx, 1);
                  if (tx.attempt() == 1) {
                    tx.nested(inner -> failing(inner, false));
                  } else if (tx.attempt() == 2) {
                    tx.nested(inner -> failing(inner, true));
                  }
                  return tx.attempt();
                });
    assertThat(attempt).isEqualTo(3);
    assertThat(balance(1)).isEqualTo(1001);
  }

  private static boolean failing(PgTransaction tx, boolean wrapped) {
    try {
      raise(tx, "40001");
    } catch (PgRollbackException failed) {
      throw wrapped ? new IllegalStateException("wrapped", failed) : failed;
    }
    return true;
  }

  private int attempts(PgTransactionScope scope, String sqlState) {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                scope.run(
                    tx -> {
                      runs.incrementAndGet();
                      raise(tx, sqlState);
                      return true;
                    }))
        .isInstanceOf(PgServerException.class);
    return runs.get();
  }

  @Test
  @DisplayName("TX-07: a backend that is terminated before COMMIT is tried again where asked for")
  void aLostConnectionBeforeCommit() {
    int attempt =
        scope()
            .retry(3, RetryCause.CONNECTION_LOST)
            .run(
                tx -> {
                  touch(tx, 1);
                  if (tx.attempt() == 1) {
                    tx.query("select pg_terminate_backend(pg_backend_pid())");
                  }
                  return tx.attempt();
                });
    assertThat(attempt).isEqualTo(2);
    assertThat(balance(1)).isEqualTo(1001);
  }

  @Test
  @DisplayName("TX-07: a stale plan inside a transaction is tried again")
  void aStalePlan() {
    pool.execute("create table shape (a int)");
    String text = "select * from shape";
    scope().run(tx -> tx.query(text));
    scope().run(tx -> tx.query(text));
    try (PgConnection other = Servers.connect(config)) {
      other.script("alter table shape add b int");
    }
    int columns =
        scope()
            .retry(3)
            .run(
                tx -> {
                  tx.query("select 1");
                  return tx.query(text).columns().size();
                });
    assertThat(columns).isEqualTo(2);
  }

  @Test
  @DisplayName("TX-19: the deadline ends a wait for a lock; it covers all attempts")
  void theDeadlineEndsALockWait() {
    try (PgConnection holder = Servers.connect(config)) {
      holder.script("begin; update account set balance = balance where id = 4");
      assertThatThrownBy(
              () ->
                  scope()
                      .deadline(Duration.ofMillis(300))
                      .run(
                          tx -> {
                            touch(tx, 1);
                            return tx.execute("update account set balance = 0 where id = 4");
                          }))
          .isInstanceOf(PgTimeoutException.class);
      Soak.eventually(
          "nobody waits any more",
          () ->
              holder
                      .query(
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and"
                              + " datname = current_database()")
                      .oneLong()
                  == 0);
      holder.script("rollback");
    }
    assertThat(balance(1)).isEqualTo(1000);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                scope()
                    .retry(1_000)
                    .deadline(Duration.ofMillis(400))
                    .run(
                        tx -> {
                          runs.incrementAndGet();
                          raise(tx, "40001");
                          return true;
                        }))
        .isInstanceOfAny(
            PgRollbackException.class, PgTimeoutException.class, PgTransactionException.class);
    assertThat(runs.get()).isBetween(1, 999);
  }

  @Test
  @DisplayName("TX-19: the server is told of the deadline")
  void theServerIsToldOfTheDeadline() {
    String shown =
        scope()
            .deadline(Duration.ofSeconds(20))
            .run(
                tx ->
                    tx.query(
                            "select setting from pg_settings where name in ('transaction_timeout',"
                                + " 'statement_timeout') and setting <> '0'")
                        .oneText());
    assertThat(Long.parseLong(shown)).isBetween(20_000L, 32_000L);
    assertThat(
            pool.query(
                    "select count(*) from pg_settings where name like '%\\_timeout' and"
                        + " source = 'session'")
                .oneLong())
        .isZero();
  }
}
