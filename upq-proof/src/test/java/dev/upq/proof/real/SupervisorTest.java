// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.pool.Lease;
import dev.upq.pool.PgReconnectSupervisor.Listening;
import dev.upq.pool.PgReconnectSupervisor.State;
import dev.upq.pool.SupervisorEvent;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.testkit.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that stop, crash and freeze, and what the supervisor makes of it. */
@Timeout(300)
final class SupervisorTest {

  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start();

  @AfterAll
  static void end() {
    SERVER.close();
  }

  private static PgConfig config(int max) {
    return PgConfig.parse(SERVER.url()).with("pool_max", Integer.toString(max));
  }

  private static PgPool pool(PgConfig config, Told told) {
    return PgPool.open(Servers.setup(config).withProbe(told));
  }

  /** Lets the pool have that many idle connections. */
  static void fill(PgPool pool, int connections) {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      leases.add(pool.acquire());
    }
    leases.forEach(Lease::close);
    Soak.eventually("all idle", () -> pool.state().idle() == connections);
  }

  private static List<Kind> kinds(PgPool pool) {
    return pool.supervisor().events().stream().map(SupervisorEvent::kind).toList();
  }

  @Test
  @DisplayName("RS-01: 32 idle connections are back after a restart, and after kill -9; no acquire")
  void idleConnectionsAreBackAfterARestart() {
    Told told = new Told();
    try (PgPool pool = pool(config(32), told)) {
      fill(pool, 32);
      SERVER.restart();
      Soak.eventually("32 are idle again", () -> told.connected.get() == 64 && idle(pool) == 32);
      SERVER.kill();
      SERVER.restart();
      Soak.eventually("and once more", () -> told.connected.get() == 96 && idle(pool) == 32);
      assertThat(told.acquired).hasValue(32);
      assertThat(told.reconnectedNanos.get()).isPositive();
      Soak.eventually("healthy", () -> pool.supervisor().state() == State.HEALTHY);
      assertThat(kinds(pool)).contains(Kind.LOST, Kind.RECOVERED, Kind.REFILLED);
      assertThat(pool.query("select 1").oneLong()).isOne();
    }
  }

  private static int idle(PgPool pool) {
    return pool.state().idle();
  }

  @Test
  @DisplayName("RS-02: what is terminated while idle is replaced")
  void whatIsTerminatedIsReplaced() {
    try (PgPool pool = pool(config(8), new Told());
        Lease killer = pool.acquire()) {
      fill(pool, 7);
      List<Long> before = pids(killer);
      killer.query(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
      Soak.eventually(
          "seven others",
          () -> idle(pool) == 7 && pids(killer).stream().noneMatch(before::contains));
    }
  }

  private static List<Long> pids(Lease witness) {
    return witness
        .query(
            "select pid::int8 from pg_stat_activity"
                + " where backend_type = 'client backend' and pid <> pg_backend_pid()")
        .list(Long.class);
  }

  @Test
  @DisplayName(
      "RS-04, C10: with the server down and 1,000 waiters, attempts follow the backoff, and each"
          + " waiter its deadline")
  void attemptsFollowTheBackoff() throws InterruptedException, ExecutionException {
    Told told = new Told();
    try (PgPool pool = pool(config(8).with("pool_acquire_timeout", "2"), told);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      fill(pool, 4);
      List<Kind> heard = new CopyOnWriteArrayList<>();
      try (Listening listening = pool.supervisor().onEvent(event -> heard.add(event.kind()))) {
        SERVER.stop();
        Soak.eventually("down", () -> pool.supervisor().state() == State.DOWN);
        List<Future<PgPoolException>> waiters = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          waiters.add(
              threads.submit(() -> catchThrowableOfType(PgPoolException.class, pool::acquire)));
        }
        for (Future<PgPoolException> waiter : waiters) {
          PgPoolException late = waiter.get();
          assertThat(late.reason()).isEqualTo(PgPoolException.Reason.ACQUIRE_TIMEOUT);
          assertThat(late).hasMessageContaining("none can be made at the moment");
          assertThat(late.getCause()).isInstanceOf(PgConnectException.class);
        }
        System.out.println("attempts in 2 s and more: " + told.failed);
        assertThat(told.failed.get()).isBetween(2, 40);
        assertThat(told.notAcquired).hasValue(1_000);
        SERVER.restart();
        Soak.eventually("four are idle again", () -> idle(pool) == 4);
        Soak.eventually("heard", () -> heard.contains(Kind.REFILLED));
        assertThat(heard).containsSubsequence(Kind.LOST, Kind.DOWN, Kind.RECOVERED, Kind.REFILLED);
        assertThat(listening).isNotNull();
      }
    } finally {
      restart();
    }
  }

  private static void restart() {
    if (!SERVER.isRunning()) {
      SERVER.restart();
    }
  }

  @Test
  @DisplayName("C1: callers who come while the server restarts are served when it is back")
  void callersWaitForTheServer() throws InterruptedException, ExecutionException {
    try (PgPool pool = pool(config(4).with("pool_acquire_timeout", "60"), new Told());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      fill(pool, 2);
      SERVER.kill();
      Soak.eventually("down", () -> pool.supervisor().state() == State.DOWN);
      List<Future<Long>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        long number = i;
        answers.add(threads.submit(() -> pool.query("select $1::int8", number).oneLong()));
      }
      Soak.eventually("they wait", () -> pool.state().waiting() == 64);
      SERVER.restart();
      for (int i = 0; i < 64; i++) {
        assertThat(answers.get(i).get()).isEqualTo(i);
      }
    } finally {
      restart();
    }
  }

  @Test
  @DisplayName("pool_fail_fast_after: once the server has been away for long, callers are refused")
  void callersAreRefusedWhereItIsAskedFor() {
    PgConfig hasty =
        config(2).with("pool_acquire_timeout", "60").with("pool_fail_fast_after", "0.1");
    try (PgPool pool = pool(hasty, new Told())) {
      fill(pool, 1);
      SERVER.stop();
      Soak.eventually("down", () -> pool.supervisor().state() == State.DOWN);
      Soak.eventually(
          "refused at once",
          () -> {
            try {
              return pool.within(Duration.ofMillis(50), PgPool::acquire) == null;
            } catch (PgPoolException refused) {
              return refused.reason() == PgPoolException.Reason.UNAVAILABLE;
            }
          });
    } finally {
      restart();
    }
  }

  @Test
  @DisplayName(
      "RS-06, C2: with the server frozen, attempts end at connect_timeout and statements at their"
          + " deadlines; thawed, it goes on")
  void aFrozenServerHoldsNobodyUp() {
    Told told = new Told();
    PgConfig impatient =
        config(2).with("connect_timeout", "0.3").with("pool_acquire_timeout", "1.5");
    try (PgPool pool = pool(impatient, told)) {
      fill(pool, 1);
      SERVER.freeze();
      try {
        assertThatThrownBy(
                () -> pool.within(Duration.ofMillis(300), its -> its.query("select pg_sleep(0)")))
            .isInstanceOf(PgTimeoutException.class);
        PgPoolException late = catchThrowableOfType(PgPoolException.class, pool::acquire);
        assertThat(late.reason()).isEqualTo(PgPoolException.Reason.ACQUIRE_TIMEOUT);
        assertThat(told.failures)
            .isNotEmpty()
            .allMatch(why -> ((PgConnectException) why).reason() == Reason.TIMEOUT);
        assertThat(pool.state().total()).isLessThanOrEqualTo(2);
      } finally {
        SERVER.thaw();
      }
      Soak.eventually("it answers", () -> answers(pool));
    }
  }

  private static boolean answers(PgPool pool) {
    try {
      return pool.query("select 1").oneLong() == 1;
    } catch (PgException notYet) {
      return false;
    }
  }

  @Test
  @DisplayName("RS-21: closing while connections are missing leaves no attempt behind")
  void closingEndsTheRefill() {
    Told told = new Told();
    PgPool pool = pool(config(8), told);
    fill(pool, 8);
    SERVER.stop();
    Soak.eventually("down", () -> pool.supervisor().state() == State.DOWN);
    pool.close();
    int attempts = told.attempts();
    restart();
    assertThat(pool.supervisor().state()).isEqualTo(State.CLOSED);
    Soak.eventually("nothing is left", () -> pool.state().total() == 0);
    try (PgPool other = pool(config(1), new Told())) {
      assertThat(other.query("select 1").oneLong()).isOne();
      assertThat(
              other
                  .query(
                      "select count(*) from pg_stat_activity where backend_type = 'client backend'")
                  .oneLong())
          .isOne();
    }
    assertThat(told.attempts() - attempts).isBetween(0, 1);
  }
}
