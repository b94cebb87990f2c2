// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of very many connections, and of a pool that is closed under load. */
@Timeout(900)
final class LeakTest {

  private static final int CONNECTORS = 8;
  private static final long MOST_GROWTH = 8L << 20;

  private final int connects = Chaos.count("connects", 300);
  private final int closes = Chaos.count("closes", 2);

  /** Long: {@code -Dupq.chaos.connects=20000}. */
  @Test
  @DisplayName("L2: thousands of real connections later: descriptors, threads and heap as before")
  void nothingIsLeft() throws InterruptedException {
    try (Site site = Site.plain()) {
      connect(site, 300);
      Baseline before = Baseline.now();
      connect(site, connects);
      before.awaitAgain();
      long growth = before.heapGrowth();
      Chaos.say("L2: %,d connects, heap grew by %,d bytes", connects, growth);
      assertThat(growth).isLessThan(MOST_GROWTH);
      try (PgConnection witness = site.witness()) {
        Chaos.until("the server is empty", () -> Site.sessions(witness, "true") == 0);
      }
    }
  }

  private static void connect(Site site, int times) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(times);
    ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTORS; i++) {
        threads.execute(
            () -> {
              while (left.getAndDecrement() > 0 && wrong.isEmpty()) {
                try (PgConnection made = Chaos.connect(site.config())) {
                  assertThat(made.query("select 1").oneLong()).isOne();
                } catch (RuntimeException | Error failed) {
                  wrong.add(failed);
                }
              }
            });
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Long: {@code -Dupq.chaos.closes=50}. */
  @Test
  @DisplayName(
      "L5, issue 5 bar 5: closed by ten threads under mixed load: a result or \"closed\" for"
          + " everyone, and nobody left on the server 2 s later")
  void closedUnderLoad() throws InterruptedException {
    long seed = Chaos.seed(55);
    long[] empty = new long[closes];
    try (Site site = Site.plain()) {
      for (int i = 0; i < closes; i++) {
        try (PgConnection fresh = site.witness()) {
          Ledger.prepare(fresh);
        }
        Baseline before = Baseline.now();
        PgPool pool = Chaos.pool(site.config().with("pool_max", "16"));
        Ledger ledger = new Ledger();
        try (Load load = Load.start(pool, ledger, 64, new Load.Deadlines(3_000, 4_000), seed + i);
            PgConnection witness = site.witness()) {
          load.awaitRights(200);
          long begun = System.nanoTime();
          for (int t = 0; t < 10; t++) {
            Thread.startVirtualThread(pool::close);
          }
          Chaos.until("the server is empty", () -> Site.sessions(witness, "true") == 0);
          empty[i] = System.nanoTime() - begun;
          witness.close();
          load.close();
          assertThat(load.tally().wrong()).isEmpty();
        }
        before.awaitAgain();
      }
    }
    Chaos.say("L5: nobody left on the server after %s", Chaos.spread(empty));
  }
}
