// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Drained;
import dev.upq.pool.Holder;
import dev.upq.pool.Lease;
import dev.upq.pool.PgReconnectSupervisor.State;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.testkit.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Switches that a running program can throw: pause, resume, evict, resize, drain. */
@Timeout(120)
final class PoolSwitchTest {

  private static final PgConfig CONFIG = Servers.config();

  private static PgPool pool(int max) {
    return Servers.pool(CONFIG.with("pool_max", Integer.toString(max)));
  }

  @Test
  @DisplayName("bar 10: paused, those who have a connection go on and others wait; then served")
  void pausedCallersWait() throws InterruptedException, ExecutionException {
    try (PgPool pool = pool(2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SupervisorTest.fill(pool, 2);
      List<Future<Long>> waiters = new ArrayList<>();
      try (Lease held = pool.acquire()) {
        assertThat(pool.pause()).isTrue();
        assertThat(pool.pause()).isFalse();
        assertThat(pool.supervisor().state()).isEqualTo(State.PAUSED);
        assertThat(held.query("select 1").oneLong()).isOne();
        for (int i = 0; i < 10; i++) {
          waiters.add(threads.submit(() -> pool.query("select 2").oneLong()));
        }
        Soak.eventually("they wait", () -> pool.state().waiting() == 10);
        PgPoolException late =
            catchThrowableOfType(
                PgPoolException.class,
                () -> pool.within(Duration.ofMillis(50), its -> its.query("select 3")));
        assertThat(late).hasMessageContaining("paused");
      }
      assertThat(pool.state().idle()).isEqualTo(2);
      assertThat(pool.state().waiting()).isEqualTo(10);
      assertThat(pool.resume()).isTrue();
      assertThat(pool.resume()).isFalse();
      for (Future<Long> waiter : waiters) {
        assertThat(waiter.get()).isEqualTo(2);
      }
    }
  }

  @Test
  @DisplayName("bar 8: evict() replaces idle connections at once and lent ones when they come back")
  void evictedConnectionsAreReplaced() {
    try (PgPool pool = pool(3)) {
      SupervisorTest.fill(pool, 3);
      try (Lease held = pool.acquire()) {
        long pid = held.query("select pg_backend_pid()").oneLong();
        assertThat(pool.evict()).isEqualTo(3);
        Soak.eventually("two others", () -> pool.state().idle() == 2);
        assertThat(held.query("select pg_backend_pid()").oneLong()).isEqualTo(pid);
      }
      Soak.eventually("three others", () -> pool.state().idle() == 3);
      assertThat(pool.state().total()).isEqualTo(3);
    }
  }

  @Test
  void resizingTakesAndGives() {
    try (PgPool pool = pool(2)) {
      SupervisorTest.fill(pool, 2);
      pool.resize(4, 6);
      Soak.eventually("four are there", () -> pool.state().idle() == 4);
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        leases.add(pool.acquire());
      }
      pool.resize(0, 2);
      leases.forEach(Lease::close);
      Soak.eventually("two are left", () -> pool.state().total() == 2);
      assertThat(pool.query("select 1").oneLong()).isOne();
      assertThatThrownBy(() -> pool.resize(3, 2)).isInstanceOf(PgUsageException.class);
    }
  }

  @Test
  @DisplayName("bar 10: drain waits, then cancels, then takes, and says what it did")
  void drainingSaysWhatItDid() throws InterruptedException, ExecutionException {
    try (PgPool pool = pool(4);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SupervisorTest.fill(pool, 4);
      CountDownLatch running = new CountDownLatch(3);
      Future<PgException> slow = threads.submit(() -> sleeping(pool, running));
      Future<?> quick =
          threads.submit(
              () -> {
                try (Lease lease = pool.acquire()) {
                  running.countDown();
                  lease.query("select pg_sleep(0.3)");
                }
              });
      Lease kept = pool.acquire();
      running.countDown();
      running.await();
      Soak.eventually("asked", () -> sleepers(pool).size() == 1);
      Servers.awaitSleep(CONFIG, sleepers(pool).getFirst());
      Drained done = pool.drain(Duration.ofSeconds(1));
      assertThat(done).isEqualTo(new Drained(1, 1, 1, 1));
      quick.get();
      assertThat(slow.get()).isInstanceOf(PgCanceledException.class);
      Soak.eventually("taken", () -> kept.connection().ended());
      kept.close();
      PgPoolException closed = catchThrowableOfType(PgPoolException.class, pool::acquire);
      assertThat(closed.reason()).isEqualTo(PgPoolException.Reason.CLOSED);
      Soak.eventually("nothing is left", () -> pool.state().total() == 0);
    }
  }

  private static List<Integer> sleepers(PgPool pool) {
    return pool.holders().stream()
        .filter(holder -> String.valueOf(holder.statement()).contains("120"))
        .map(Holder::processId)
        .toList();
  }

  private static PgException sleeping(PgPool pool, CountDownLatch running) {
    try (Lease lease = pool.acquire()) {
      running.countDown();
      return catchThrowableOfType(PgException.class, () -> lease.query("select pg_sleep(120)"));
    }
  }

  @Test
  @DisplayName("C9: the first 25006 of a server that takes writes no more replaces all to it")
  void aDemotedServerIsLeft() {
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        PgPool pool = Servers.pool(PgConfig.parse(server.url()).with("pool_max", "4"))) {
      SupervisorTest.fill(pool, 4);
      pool.execute("create table written (a int)");
      try (Lease lease = pool.acquire()) {
        lease.script("begin read only");
        assertThatThrownBy(() -> lease.query("insert into written values (1)"))
            .isInstanceOf(PgReadOnlyException.class);
      }
      assertThat(pool.supervisor().events()).isEmpty();
      pool.execute("alter system set default_transaction_read_only = on");
      pool.query("select pg_reload_conf()");
      Soak.eventually("refused", () -> refused(pool));
      assertThat(pool.supervisor().events()).anyMatch(event -> event.kind() == Kind.NOT_PRIMARY);
      Soak.eventually("four others", () -> pool.state().idle() == 4);
      assertThat(refused(pool)).isTrue();
      assertThat(pool.supervisor().events().stream().map(event -> event.kind()))
          .containsOnlyOnce(Kind.NOT_PRIMARY);
    }
  }

  private static boolean refused(PgPool pool) {
    try {
      pool.execute("insert into written values (1)");
      return false;
    } catch (PgReadOnlyException demoted) {
      return true;
    }
  }
}
