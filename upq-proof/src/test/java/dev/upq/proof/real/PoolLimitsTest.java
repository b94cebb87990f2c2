// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgServerException;
import dev.upq.pool.Lease;
import dev.upq.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pool's invariants with the server, and this process, as the witness. */
@Timeout(900)
final class PoolLimitsTest {

  private static final PgConfig CONFIG = Servers.config();
  private static final int MAX = 4;

  private final long seed = Soak.seed(11);

  @Test
  @DisplayName(
      "L1: under churn with interrupts the server never sees more connections than the maximum")
  void neverMoreThanTheMaximum() throws InterruptedException {
    try (PgConnection owner = Servers.connect(CONFIG)) {
      owner.script(
          "drop role if exists upq_limited; create role upq_limited login connection limit " + MAX);
    }
    ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    AtomicInteger interrupted = new AtomicInteger();
    AtomicInteger left = new AtomicInteger(Soak.times(3_000));
    try (PgPool pool =
            Servers.pool(
                CONFIG
                    .withUser("upq_limited")
                    .withDatabase("postgres")
                    .with("pool_max", Integer.toString(MAX))
                    .with("pool_acquire_timeout", "60"));
        ScheduledExecutorService interrupter = Executors.newScheduledThreadPool(1)) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 12; i++) {
          SplittableRandom random = new SplittableRandom(seed + i);
          threads.execute(
              () -> {
                while (left.getAndDecrement() > 0 && wrong.size() < 10) {
                  churn(pool, random, interrupter, interrupted, wrong);
                }
              });
        }
      }
      System.out.println("interrupted " + interrupted + ", " + pool.state());
      assertThat(wrong).isEmpty();
      assertThat(interrupted.get()).isPositive();
      Soak.eventually("all idle", () -> pool.state().idle() == pool.state().total());
      allAreThere(pool);
    }
  }

  /**
   * Borrows, and ends one connection in three; one borrower in three is interrupted at some moment.
   */
  private static void churn(
      PgPool pool,
      SplittableRandom random,
      ScheduledExecutorService interrupter,
      AtomicInteger interrupted,
      ConcurrentLinkedQueue<Throwable> wrong) {
    Thread self = Thread.currentThread();
    boolean ends = random.nextInt(3) == 0;
    Future<?> interrupt =
        random.nextInt(3) == 0
            ? interrupter.schedule(
                () -> self.interrupt(), random.nextLong(8_000_000), TimeUnit.NANOSECONDS)
            : null;
    try (Lease lease = pool.acquire()) {
      lease.query(
          ends ? "select pg_terminate_backend(pg_backend_pid())" : "select pg_sleep(0.0005)");
    } catch (PgInterruptedException told) {
      interrupted.incrementAndGet();
    } catch (PgServerException told) {
      if (!ends || !told.diagnostic().sqlState().code().equals("57P01")) {
        wrong.add(told);
      }
    } catch (PgException failed) {
      wrong.add(failed);
    } finally {
      if (interrupt != null) {
        interrupt.cancel(false);
      }
      Thread.interrupted();
    }
  }

  @Test
  @DisplayName(
      "L1: a borrower who leaves in the middle of login leaves the slot taken until it is over")
  void aLoginThatIsLeftKeepsItsSlot() throws InterruptedException {
    try (PgConnection owner = Servers.connect(CONFIG)) {
      owner.script("drop database if exists upq_slow");
      owner.script("drop role if exists upq_slow; create role upq_slow login connection limit 1");
      owner.script("create database upq_slow");
      PgConfig slow =
          CONFIG
              .withUser("upq_slow")
              .withDatabase("upq_slow")
              .with("options", "-c post_auth_delay=1")
              .with("pool_max", "1")
              .with("pool_acquire_timeout", "60");
      try (PgPool pool = Servers.pool(slow)) {
        Thread leaver = Thread.startVirtualThread(() -> leave(pool));
        awaitLogin(owner);
        leaver.interrupt();
        leaver.join();
        theNextGetsIt(pool);
      }
      Soak.eventually("nobody is left", () -> sessions(owner) == 0);
      try (PgPool pool = Servers.pool(slow)) {
        Thread leaver =
            Thread.startVirtualThread(
                () -> Deadline.within(Duration.ofMillis(600), () -> leave(pool)));
        awaitLogin(owner);
        leaver.join();
        theNextGetsIt(pool);
      }
    }
  }

  private static boolean leave(PgPool pool) {
    try (Lease lease = pool.acquire()) {
      return lease.connection().ended();
    } catch (PgException left) {
      return true;
    }
  }

  /** A backend that starts up holds a lock on its database. */
  private static void awaitLogin(PgConnection owner) {
    Soak.eventually(
        "the server has let it in",
        () ->
            owner
                    .query(
                        "select count(*) from pg_locks"
                            + " where locktype = 'object' and classid = 'pg_database'::regclass"
                            + " and objid ="
                            + " (select oid from pg_database where datname = 'upq_slow')")
                    .oneLong()
                == 1);
  }

  private static long sessions(PgConnection owner) {
    return owner
        .query("select count(*) from pg_stat_activity where datname = 'upq_slow'")
        .oneLong();
  }

  private static void theNextGetsIt(PgPool pool) {
    assertThat(pool.query("select 1").oneLong()).isOne();
    assertThat(pool.state().total()).isOne();
  }

  private static void allAreThere(PgPool pool) {
    List<Lease> all = new ArrayList<>();
    for (int i = 0; i < MAX; i++) {
      all.add(pool.acquire());
      assertThat(all.getLast().query("select 1").oneLong()).isOne();
    }
    all.forEach(Lease::close);
  }

  @Test
  @DisplayName(
      "L2: 20,000 borrows and hundreds of connections later, descriptors and threads are as before")
  void nothingLeaks() throws IOException, InterruptedException, ExecutionException {
    borrow(200, 5);
    Soak.eventually("no thread is left", () -> threads() == 0);
    long descriptors = descriptors();
    borrow(Soak.times(20_000), Soak.times(300));
    Soak.eventually("no thread is left", () -> threads() == 0);
    Soak.eventually(
        "descriptors " + descriptors() + " of " + descriptors, () -> descriptors() <= descriptors);
  }

  /** That many borrows by eight threads, and that many pools on the way; some connects fail. */
  private static void borrow(int borrows, int pools)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean fails = i == 7;
        all.add(
            threads.submit(
                () -> {
                  for (int p = 0; p <= pools / 8; p++) {
                    PgConfig config =
                        fails && p % 2 == 0 ? CONFIG.withDatabase("upq_none") : CONFIG;
                    try (PgPool pool = Servers.pool(config.with("pool_max", "2"))) {
                      borrow(pool, borrows / 8 / (1 + pools / 8));
                    }
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static void borrow(PgPool pool, int times) {
    for (int i = 0; i < times; i++) {
      try (Lease lease = pool.acquire()) {
        assertThat(lease.query("select 1").oneLong()).isOne();
      } catch (PgConnectException missing) {
        assertThat(missing.reason()).isEqualTo(PgConnectException.Reason.DATABASE);
        return;
      }
    }
  }

  /** Open files and sockets of this process, where the system tells. */
  private static long descriptors() {
    Path own = Path.of("/proc/self/fd");
    if (!Files.isDirectory(own)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(own)) {
      return all.count();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Threads of the library, virtual ones included, that belong to a connection or a pool. */
  private static long threads() {
    try {
      Path dump = Files.createTempDirectory("upq-threads").resolve("dump.txt");
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
              "dumpThreads",
              new Object[] {dump.toString(), "TEXT_PLAIN"},
              new String[] {String.class.getName(), String.class.getName()});
      try (Stream<String> lines = Files.lines(dump)) {
        return lines
            .filter(
                line -> line.startsWith("#") && line.contains("\"upq-") && line.contains("virtual"))
            .count();
      } finally {
        Files.delete(dump);
        Files.delete(dump.getParent());
      }
    } catch (IOException | JMException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  @DisplayName(
      "L5: a pool closed by ten threads under load gives results or says closed, and the server is"
          + " empty")
  void closedUnderLoad() throws InterruptedException {
    PgConfig named = CONFIG.with("application_name", "L5").with("pool_max", "8");
    for (int round = 0; round < Soak.times(5); round++) {
      PgPool pool = Servers.pool(named);
      ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
      AtomicInteger right = new AtomicInteger();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 64; i++) {
          threads.execute(() -> untilClosed(pool, right, wrong));
        }
        Soak.eventually("it runs", () -> right.get() > 200);
        for (int i = 0; i < 10; i++) {
          threads.execute(pool::close);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(pool.state().waiting()).isZero();
      try (PgConnection witness = Servers.connect(CONFIG)) {
        Soak.eventually(
            "the server is empty",
            () ->
                witness
                        .query(
                            "select count(*) from pg_stat_activity where application_name = 'L5'")
                        .oneLong()
                    == 0);
      }
      Soak.eventually("the pool is empty", () -> pool.state().total() == 0);
    }
  }

  private static void untilClosed(
      PgPool pool, AtomicInteger right, ConcurrentLinkedQueue<Throwable> wrong) {
    while (true) {
      try {
        int nonce = right.get();
        assertThat(pool.query("select $1::int4", nonce).row(0).intValue(0)).isEqualTo(nonce);
        right.incrementAndGet();
      } catch (PgPoolException closed) {
        if (closed.reason() != PgPoolException.Reason.CLOSED) {
          wrong.add(closed);
        }
        return;
      } catch (RuntimeException | Error failed) {
        wrong.add(failed);
        return;
      }
    }
  }
}
