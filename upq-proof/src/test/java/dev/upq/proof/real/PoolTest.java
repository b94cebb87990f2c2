// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.connection.Rows;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgUnavailableException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the pool lends and takes back, with a real server behind it. */
@Timeout(300)
final class PoolTest {

  private static final PgConfig CONFIG = Servers.config();

  private static PgPool pool(int max) {
    return Servers.pool(CONFIG.with("pool_max", Integer.toString(max)));
  }

  private static void allIdle(PgPool pool) {
    Soak.eventually("all idle", () -> pool.state().idle() == pool.state().total());
  }

  @Test
  @DisplayName("RS-03: a lent connection that is terminated is told once, the others are untouched")
  void aTerminatedConnectionIsToldOnce() {
    try (PgPool pool = pool(3);
        Lease other = pool.acquire()) {
      int pid = other.connection().processId();
      try (Lease one = pool.acquire()) {
        PgException told =
            catchThrowableOfType(
                PgException.class,
                () -> one.query("select pg_terminate_backend(pg_backend_pid())"));
        assertThat(told).isInstanceOf(PgUnavailableException.class).hasMessageContaining("57P01");
        assertThatThrownBy(() -> one.query("select 1"))
            .isInstanceOf(PgConnectionLostException.class);
      }
      Soak.eventually("another stands in its place", () -> pool.state().idle() == 1);
      try (Lease next = pool.acquire()) {
        assertThat(next.query("select 1").oneLong()).isOne();
      }
      assertThat(other.query("select pg_backend_pid()").oneLong()).isEqualTo(pid);
    }
  }

  @Test
  @DisplayName("RS-02: idle connections that are terminated are not lent, not even at once")
  void deadIdleConnectionsAreNotLent() {
    try (PgPool pool = pool(4);
        PgConnection killer = Servers.connect(CONFIG)) {
      for (int round = 0; round < 20; round++) {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          leases.add(pool.acquire());
        }
        List<PgConnection> connections = leases.stream().map(Lease::connection).toList();
        leases.forEach(Lease::close);
        killer.query(
            "select pg_terminate_backend(p) from unnest($1::int4[]) p",
            connections.stream().map(PgConnection::processId).toList());
        Soak.eventually("they end", () -> connections.stream().allMatch(PgConnection::ended));
        assertThat(pool.query("select 1").oneLong()).isOne();
      }
      allIdle(pool);
    }
  }

  @Test
  @DisplayName(
      "RS-13: closing twice is closing once, and a closed lease touches nobody's connection")
  void aClosedLeaseTouchesNothing() {
    try (PgPool pool = pool(1)) {
      Lease first = pool.acquire();
      var pipeline = first.pipeline();
      first.close();
      first.close();
      try (Lease second = pool.acquire()) {
        first.close();
        assertThat(pool.state().lent()).isOne();
        second.script("begin");
        assertThatThrownBy(() -> first.query("select 1")).isInstanceOf(PgUsageException.class);
        assertThatThrownBy(() -> first.script("rollback")).isInstanceOf(PgUsageException.class);
        assertThatThrownBy(
                () -> {
                  pipeline.query("rollback");
                  pipeline.run();
                })
            .isInstanceOf(PgUsageException.class);
        assertThat(second.connection().status()).isEqualTo(TransactionStatus.IN_TRANSACTION);
      }
      allIdle(pool);
      assertThat(pool.state().total()).isOne();
    }
  }

  @Test
  @DisplayName(
      "RS-17: what comes back in a failed transaction or with open rows is clean for the next")
  void whatComesBackUncleanIsCleaned() {
    try (PgPool pool = pool(1)) {
      int pid = pool.query("select pg_backend_pid()").row(0).intValue(0);
      for (int i = 0; i < 5; i++) {
        try (Lease lease = pool.acquire()) {
          lease.script("begin");
          assertThatThrownBy(() -> lease.query("select 1 / 0")).isInstanceOf(PgDataException.class);
        }
        cleanAndTheSame(pool, pid);
        try (Lease lease = pool.acquire()) {
          lease.script("begin; create table if not exists never (a int)");
        }
        cleanAndTheSame(pool, pid);
        Rows<Row> rows;
        try (Lease lease = pool.acquire()) {
          rows = lease.stream("select repeat('x', 1000) from generate_series(1, 1000000)");
          rows.next();
        }
        cleanAndTheSame(pool, pid);
        assertThatThrownBy(rows::next).isInstanceOf(PgUsageException.class);
        try (Lease lease = pool.acquire()) {
          lease.script("begin");
          lease.stream("select generate_series(1, 10000)").next();
        }
        cleanAndTheSame(pool, pid);
      }
      assertThat(pool.query("select to_regclass('never') is null").oneBoolean()).isTrue();
    }
  }

  private static void cleanAndTheSame(PgPool pool, int pid) {
    try (Lease lease = pool.acquire()) {
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(pid);
    }
  }

  @Test
  @DisplayName("ancestor defect 1: waiting for a connection ends at its deadline")
  void waitingEnds() {
    try (PgPool pool =
            Servers.pool(CONFIG.with("pool_max", "1").with("pool_acquire_timeout", "0.1"));
        Lease held = pool.acquire()) {
      PgPoolException late = catchThrowableOfType(PgPoolException.class, pool::acquire);
      assertThat(late.reason()).isEqualTo(PgPoolException.Reason.ACQUIRE_TIMEOUT);
      assertThat(late).hasMessageContaining("1 of 1").hasMessageContaining("1 lent");
      assertThatThrownBy(() -> pool.within(Duration.ofMillis(20), p -> p.query("select 1")))
          .isInstanceOf(PgPoolException.class);
      assertThat(held.query("select 1").oneLong()).isOne();
      assertThat(pool.state().waiting()).isZero();
    }
  }

  @Test
  void anAcquireTimeoutOfZeroIsNoLimit() throws ExecutionException, InterruptedException {
    try (PgPool pool =
            Servers.pool(CONFIG.with("pool_max", "1").with("pool_acquire_timeout", "0"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> second;
      try (Lease held = pool.acquire()) {
        second = threads.submit(() -> pool.query("select 2").oneLong());
        Soak.eventually("it waits", () -> pool.state().waiting() == 1);
        assertThat(held.query("select 1").oneLong()).isOne();
      }
      assertThat(second.get()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName(
      "ancestor defects 2 and 3: 1,000 failed borrows say why and leave the capacity as it was")
  void failedBorrowsLeaveTheCapacity() throws InterruptedException {
    PgConfig missing = CONFIG.withDatabase("upq_not_there").with("pool_max", "3");
    try (PgPool pool = Servers.pool(missing)) {
      for (int i = 0; i < 50; i++) {
        PgConnectException told = catchThrowableOfType(PgConnectException.class, pool::acquire);
        assertThat(told.reason()).isEqualTo(Reason.DATABASE);
        assertThat(told.sqlState().orElseThrow().code()).isEqualTo("3D000");
      }
      assertThat(pool.state().total()).isZero();
    }
    try (FaultProxy proxy =
            FaultProxy.to(CONFIG.hosts().getFirst().host(), CONFIG.hosts().getFirst().port());
        PgPool pool =
            Servers.pool(
                CONFIG
                    .with("host", proxy.host())
                    .with("port", Integer.toString(proxy.port()))
                    .with("pool_max", "3"))) {
      Rule refuse = new Rule.Refuse(Cut.RESET);
      proxy.add(refuse);
      failThousandTimes(pool);
      assertThat(pool.state().total()).isZero();
      proxy.clear();
      pool.supervisor().retryNow();
      try (Lease a = pool.acquire();
          Lease b = pool.acquire();
          Lease c = pool.acquire()) {
        assertThat(a.query("select 1").oneLong() + b.query("select 2").oneLong()).isEqualTo(3);
        assertThat(c.query("select 3").oneLong()).isEqualTo(3);
        assertThat(pool.state().lent()).isEqualTo(3);
      }
    }
  }

  /** Those who wait for one attempt are told of its failure together. */
  private static void failThousandTimes(PgPool pool) throws InterruptedException {
    AtomicInteger told = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        threads.execute(
            () -> {
              assertThatThrownBy(pool::acquire).isInstanceOf(PgConnectException.class);
              told.incrementAndGet();
            });
      }
    }
    assertThat(told).hasValue(1_000);
  }

  @Test
  @DisplayName("RS-21, L5: closing fails those who wait at once and ends what is idle")
  void closingFailsThoseWhoWait() throws InterruptedException, ExecutionException {
    PgPool pool = pool(1);
    Lease held = pool.acquire();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PgPoolException>> waiters = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiters.add(
            threads.submit(() -> catchThrowableOfType(PgPoolException.class, pool::acquire)));
      }
      Soak.eventually("20 wait", () -> pool.state().waiting() == 20);
      pool.close();
      for (Future<PgPoolException> waiter : waiters) {
        assertThat(waiter.get().reason()).isEqualTo(PgPoolException.Reason.CLOSED);
      }
    }
    assertThat(held.query("select 1").oneLong()).isOne();
    held.close();
    Soak.eventually("none is left", () -> pool.state().total() == 0);
    pool.close();
    assertThatThrownBy(pool::acquire).isInstanceOf(PgPoolException.class);
    assertThatThrownBy(() -> Deadline.within(Duration.ofSeconds(1), pool::begin))
        .isInstanceOf(PgPoolException.class);
  }
}
