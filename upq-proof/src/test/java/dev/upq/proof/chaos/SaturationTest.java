// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.upq.PgPool;
import dev.upq.fault.PgPoolException;
import dev.upq.pool.Lease;
import dev.upq.time.Deadline;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Far more callers than connections. Long: {@code -Dupq.chaos.borrows=20}. */
@Timeout(600)
final class SaturationTest {

  private static final int CONNECTIONS = 10;
  private static final long MOST_BYTES = 64L << 20;

  private final int borrows = Chaos.count("borrows", 2);

  @Test
  @DisplayName(
      "L6, RS-24, issue 5 bar 4: 10,000 virtual threads on 10 connections: no CPU while parked, no"
          + " carrier pinned, 64 MiB, and the wait at p99.9 within 3 times the mean")
  void tenThousandOnTen() throws Exception {
    try (Site site = Site.plain()) {
      PgPool pool = pool(site);
      // Behind the warm-up: where a class is loaded, the JVM pins, once for each class.
      try (PinnedThreads pinned = new PinnedThreads()) {
        long base = Baseline.liveHeap();
        List<Lease> all = all(pool);
        Waits waits = new Waits(pool, 10_000, borrows);
        Chaos.until("all wait", () -> pool.state().waiting() == 10_000);
        Chaos.pause(Duration.ofMillis(300));
        long bytes = Baseline.liveHeap() - base;
        // The collector and the compiler have work of their own left for a while.
        double busy = Math.min(busyInASecond(), Math.min(busyInASecond(), busyInASecond()));
        Chaos.say(
            "L6: 10,000 parked: %,d KiB above the base, %.1f ms of CPU in a second",
            bytes >> 10, busy);
        waits.begins();
        all.forEach(Lease::close);
        waits.judge("L6", CONNECTIONS);
        Chaos.say("RS-24: pinned %s", pinned.found());
        assertThat(bytes).isLessThan(MOST_BYTES);
        assertThat(busy).isLessThan(200);
        assertThat(pinned.found()).isEmpty();
      } finally {
        pool.close();
      }
    }
  }

  @Test
  @DisplayName("L3: 500 waiters on 10 connections: nobody waits much longer than the others")
  void fiveHundredOnTen() throws Exception {
    try (Site site = Site.plain()) {
      PgPool pool = pool(site);
      try {
        new Waits(pool, 500, 10 * borrows).judge("L3", CONNECTIONS);
      } finally {
        pool.close();
      }
    }
  }

  @Test
  @DisplayName("L6: each of 2,000 waiters is told when its own deadline has passed")
  void everyoneIsToldInTime() throws Exception {
    try (Site site = Site.plain()) {
      PgPool pool = pool(site);
      try {
        List<Lease> all = all(pool);
        AtomicLong worst = new AtomicLong();
        AtomicLong early = new AtomicLong();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
          Duration limit = Duration.ofMillis(300 + i % 700);
          threads.add(Thread.startVirtualThread(() -> worst(pool, limit, worst, early, wrong)));
        }
        for (Thread thread : threads) {
          thread.join();
        }
        Chaos.say("L6: 2,000 deadlines, the worst overrun %.1f ms", worst.get() / 1e6);
        assertThat(wrong).isEmpty();
        assertThat(early.get()).isZero();
        assertThat(worst.get()).isLessThan(Duration.ofSeconds(1).toNanos());
        assertThat(pool.state().waiting()).isZero();
        all.forEach(Lease::close);
      } finally {
        pool.close();
      }
    }
  }

  private static void worst(
      PgPool pool,
      Duration limit,
      AtomicLong worst,
      AtomicLong early,
      ConcurrentLinkedQueue<Throwable> wrong) {
    long begun = System.nanoTime();
    try (Lease lease = Deadline.within(limit, pool::acquire)) {
      wrong.add(new AssertionError("lent " + lease.connection()));
    } catch (PgPoolException told) {
      long over = System.nanoTime() - begun - limit.toNanos();
      worst.accumulateAndGet(over, Math::max);
      if (over < 0) {
        early.incrementAndGet();
      }
      if (told.reason() != PgPoolException.Reason.ACQUIRE_TIMEOUT) {
        wrong.add(told);
      }
    } catch (RuntimeException | Error other) {
      wrong.add(other);
    }
  }

  /** Ten connections that stand, and the code of borrowing warm. */
  private static PgPool pool(Site site) throws InterruptedException {
    PgPool pool =
        Chaos.pool(
            site.config()
                .with("pool_max", Integer.toString(CONNECTIONS))
                .with("pool_acquire_timeout", "120"));
    all(pool).forEach(Lease::close);
    new Waits(pool, 500, 40).awaitEnd();
    return pool;
  }

  private static List<Lease> all(PgPool pool) {
    List<Lease> all = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      all.add(pool.acquire());
    }
    return all;
  }

  /** Milliseconds of CPU that this process takes in one second in which nothing is done. */
  private static double busyInASecond() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = system.getProcessCpuTime();
    Chaos.pause(Duration.ofSeconds(1));
    return (system.getProcessCpuTime() - before) / 1e6;
  }

  /** Threads that borrow at once, several times each, and how long they waited. Thread-safe. */
  private static final class Waits {

    private final PgPool pool;
    private final int times;
    private final int waiters;
    private final long[] waits;
    private final AtomicLong service = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final CountDownLatch running;
    // Nothing could be had before; set while all wait.
    private volatile long opened = Long.MIN_VALUE;

    Waits(PgPool pool, int waiters, int times) {
      this.pool = pool;
      this.times = times;
      this.waiters = waiters;
      this.waits = new long[waiters * times];
      this.running = new CountDownLatch(waiters);
      for (int i = 0; i < waiters; i++) {
        int number = i;
        Thread.startVirtualThread(() -> wait(number));
      }
    }

    /**
     * What they have waited until now does not count: from here on there is something to be had.
     */
    void begins() {
      opened = System.nanoTime();
    }

    private void wait(int number) {
      try {
        for (int i = 0; i < times; i++) {
          long begun = System.nanoTime();
          try (Lease lease = pool.acquire()) {
            long got = System.nanoTime();
            waits[number * times + i] = got - Math.max(begun, opened);
            int n = number * times + i;
            if (lease.query("select $1::int4", n).row(0).intValue(0) != n) {
              throw new AssertionError("another's answer");
            }
            service.addAndGet(System.nanoTime() - got);
          }
        }
      } catch (RuntimeException | Error failed) {
        wrong.add(failed);
      } finally {
        running.countDown();
      }
    }

    void awaitEnd() throws InterruptedException {
      running.await();
      assertThat(wrong).isEmpty();
    }

    void judge(String id, int connections) throws InterruptedException {
      awaitEnd();
      long[] sorted = waits.clone();
      Arrays.sort(sorted);
      double mean = Arrays.stream(sorted).average().orElseThrow();
      long high = sorted[(int) (sorted.length * 0.999)];
      long longest = sorted[sorted.length - 1];
      double bound = 2.0 * waiters * (service.get() / (double) sorted.length) / connections;
      Chaos.say(
          "%s: %d waiters, %d borrows: mean wait %.1f ms, p99.9 %.1f ms = %.2f times the mean,"
              + " longest %.1f ms, twice queue x service / connections %.1f ms",
          id,
          waiters,
          sorted.length,
          mean / 1e6,
          high / 1e6,
          high / mean,
          longest / 1e6,
          bound / 1e6);
      assertThat(high / mean).isLessThan(3);
    }
  }
}
