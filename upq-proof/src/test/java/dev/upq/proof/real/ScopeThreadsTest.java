// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgUsageException;
import dev.upq.tx.Nesting;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.PoolCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scopes and threads, and the other connections of their pool. */
@Timeout(120)
final class ScopeThreadsTest {

  private final PgConfig config = Servers.inSchema(Servers.config(), "scope_threads");
  private final PgPool pool = pool(2);

  private PgPool pool(int max) {
    return Servers.pool(config.with("pool_max", Integer.toString(max)));
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
  @DisplayName("TX-16: a second thread is refused with a typed error, and harms nothing")
  void aSecondThreadIsRefused() throws InterruptedException {
    AtomicReference<Throwable> told = new AtomicReference<>();
    scope()
        .<Long, InterruptedException>run(
            tx -> {
              add(tx, 1);
              Thread.ofVirtual()
                  .start(
                      () -> {
                        assertThat(PgTransactionScope.current()).isEmpty();
                        told.set(catchThrowable(() -> add(tx, 2)));
                      })
                  .join();
              return add(tx, 3);
            });
    assertThat(told.get()).isInstanceOf(PgUsageException.class).hasMessageContaining("thread");
    assertThat(count()).isEqualTo(2);
  }

  @Test
  @DisplayName("TX-16: threads share a connection in order where the scope says so")
  void threadsShareInOrder() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long pids =
          scope()
              .sharedByForks()
              .<Long, Exception>run(
                  tx -> {
                    List<Future<Integer>> all = new ArrayList<>();
                    for (int t = 0; t < 16; t++) {
                      int own = t;
                      all.add(
                          threads.submit(
                              () -> {
                                for (int i = 0; i < 20; i++) {
                                  add(tx, own * 100 + i);
                                }
                                return tx.query("select pg_backend_pid()").row(0).intValue(0);
                              }));
                    }
                    List<Integer> seen = new ArrayList<>();
                    for (Future<Integer> each : all) {
                      seen.add(each.get());
                    }
                    return seen.stream().distinct().count();
                  });
      assertThat(pids).isOne();
    }
    assertThat(count()).isEqualTo(320);
  }

  @Test
  @DisplayName("TX-16: what a structured task scope forks inside is refused, or shares in order")
  void structuredForks() throws Exception {
    List<Object> refused =
        scope()
            .<List<Object>, Exception>run(
                tx ->
                    Forks.all(
                        List.of(
                            () -> catchThrowable(this::count),
                            () -> catchThrowable(() -> add(current(), 1)))));
    assertThat(refused).hasSize(2).allMatch(PgUsageException.class::isInstance);
    Callable<Object> pid = () -> pool.query("select pg_backend_pid()").row(0).intValue(0);
    List<Object> pids =
        scope()
            .sharedByForks()
            .poolCalls(PoolCalls.JOIN)
            .<List<Object>, Exception>run(
                tx -> {
                  add(tx, 2);
                  List<Object> told = Forks.all(List.of(pid, pid, pid, () -> add(current(), 3)));
                  assertThat(told.getLast()).isEqualTo(1L);
                  assertThat(told.subList(0, 3)).containsOnly(pid.call());
                  return told;
                });
    assertThat(pids).hasSize(4);
    assertThat(count()).isEqualTo(2);
  }

  private static PgTransaction current() {
    return PgTransactionScope.current().orElseThrow();
  }

  @Test
  @DisplayName("TX-17: a transaction of its own that would wait for itself is refused at once")
  void requiresNewThatWouldWaitForItself() {
    try (PgPool one = pool(1)) {
      PgUsageException told =
          PgTransactionScope.on(one)
              .run(
                  tx -> {
                    add(tx, 1);
                    return catchThrowableOfType(
                        PgUsageException.class,
                        () ->
                            PgTransactionScope.on(one)
                                .nesting(Nesting.REQUIRES_NEW)
                                .run(inner -> add(inner, 2)));
                  });
      assertThat(told).hasMessageContaining("for ever");
      int attempt = PgTransactionScope.on(one).run(tx -> tx.attempt());
      assertThat(attempt).isOne();
    }
    assertThat(count()).isOne();
  }

  @Test
  @DisplayName("TX-17: of two that hold one each and ask for another, the last is refused")
  void twoThatWaitForEachOther() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int own = t;
        all.add(
            threads.submit(
                () ->
                    scope()
                        .<Boolean, Exception>run(
                            tx -> {
                              add(tx, own);
                              both.await();
                              try {
                                scope()
                                    .nesting(Nesting.REQUIRES_NEW)
                                    .run(inner -> add(inner, own + 10));
                                return true;
                              } catch (PgUsageException refused) {
                                return false;
                              }
                            })));
      }
      assertThat(List.of(all.get(0).get(), all.get(1).get()))
          .containsExactlyInAnyOrder(true, false);
    }
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void aTransactionOfItsOwnEndsByItself() {
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 1);
                          scope().nesting(Nesting.REQUIRES_NEW).run(inner -> add(inner, 2));
                          throw new IllegalStateException("the outer one");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(pool.query("select a from ledger").oneLong()).isEqualTo(2);
  }

  @Test
  void whatJoinsDecidesWithTheWhole() {
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 1);
                          assertThatThrownBy(
                                  () ->
                                      scope()
                                          .nesting(Nesting.JOIN)
                                          .run(
                                              inner -> {
                                                add(inner, 2);
                                                throw new IllegalStateException("joined");
                                              }))
                              .isInstanceOf(IllegalStateException.class);
                          return true;
                        }))
        .hasRootCauseMessage("joined");
    assertThat(count()).isZero();
    scope()
        .run(
            tx -> {
              assertThatThrownBy(
                      () -> scope().nesting(Nesting.FORBIDDEN).run(inner -> add(inner, 1)))
                  .isInstanceOf(PgUsageException.class);
              return scope().nesting(Nesting.JOIN).run(inner -> add(inner, 3));
            });
    assertThat(count()).isOne();
  }

  @Test
  @DisplayName("calls of the pool inside a scope are refused, joined or apart, as it says")
  void callsOfThePoolInsideAScope() {
    assertThat(PgTransactionScope.current()).isEmpty();
    assertThat(PgTransactionScope.entered()).isFalse();
    scope()
        .run(
            tx -> {
              assertThat(PgTransactionScope.current()).containsSame(tx);
              assertThat(PgTransactionScope.entered()).isTrue();
              assertThatThrownBy(this::count).isInstanceOf(PgUsageException.class);
              return add(tx, 1);
            });
    List<Long> counts =
        scope()
            .poolCalls(PoolCalls.JOIN)
            .run(
                tx -> {
                  add(tx, 2);
                  long joined = count();
                  long apart = scope().poolCalls(PoolCalls.APART).run(inner -> count());
                  return List.of(joined, apart, count());
                });
    assertThat(counts).containsExactly(2L, 1L, 2L);
  }
}
