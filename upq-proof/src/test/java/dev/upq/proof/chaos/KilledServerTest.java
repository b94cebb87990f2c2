// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.pool.PoolState;
import dev.upq.row.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server dies under load, again and again. Long: {@code -Dupq.chaos.kills=100}. */
@Timeout(1_800)
final class KilledServerTest {

  private static final int CALLERS = 64;
  private static final int CONNECTIONS = 32;
  private static final Load.Deadlines DEADLINES = new Load.Deadlines(500, 1_500);

  private final int kills = Chaos.count("kills", 2);
  private final long seed = Chaos.seed(1);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Duration> settled = new ArrayList<>();
  private final List<Duration> first = new ArrayList<>();
  private final List<Duration> restored = new ArrayList<>();

  @Test
  @DisplayName(
      "C1, issue 5 bar 1: kill -9 of the postmaster and all: no wrong answer, no hung call, no"
          + " acknowledged commit lost, 32 connections back")
  void theWholeServer() throws InterruptedException, ExecutionException {
    try (Site site = Site.durable()) {
      Baseline before = Baseline.now();
      PgPool pool = pool(site);
      Ledger ledger = new Ledger();
      try (Load load = Load.start(pool, ledger, CALLERS, DEADLINES, seed)) {
        for (int i = 0; i < kills; i++) {
          load.awaitRights(200 + random.nextInt(400));
          CompletableFuture<Duration> calls = load.settled();
          site.server().kill();
          load.tally().watch();
          site.server().restart();
          healed(pool, load, System.nanoTime());
          settled.add(calls.get());
        }
        told("C1", kills);
        Ledger.Found found = site.judge(pool, load, ledger, before);
        assertThat(found.acknowledged()).isGreaterThan(10 * kills);
      } finally {
        pool.close();
      }
    }
  }

  @Test
  @DisplayName("C8: kill -9 of one backend under load: all sessions end, and the pool heals")
  void oneBackend() throws InterruptedException, ExecutionException {
    try (Site site = Site.plain()) {
      Baseline before = Baseline.now();
      PgPool pool = pool(site);
      Ledger ledger = new Ledger();
      try (Load load = Load.start(pool, ledger, CALLERS, DEADLINES, seed)) {
        for (int i = 0; i < kills; i++) {
          load.awaitRights(200 + random.nextInt(400));
          List<Integer> victims = backends(site);
          CompletableFuture<Duration> calls = load.settled();
          ProcessHandle.of(victims.get(random.nextInt(victims.size())))
              .orElseThrow()
              .destroyForcibly();
          load.handedOut().awaitGone(victims);
          load.tally().watch();
          healed(pool, load, System.nanoTime());
          settled.add(calls.get());
        }
        told("C8", kills);
        site.judge(pool, load, ledger, before);
      } finally {
        pool.close();
      }
    }
  }

  private static PgPool pool(Site site) {
    PgPool pool =
        Chaos.pool(
            site.config()
                .with("pool_max", Integer.toString(CONNECTIONS))
                .with("pool_min", Integer.toString(CONNECTIONS)));
    Chaos.until("32 at the start", () -> standing(pool) == CONNECTIONS);
    return pool;
  }

  private static List<Integer> backends(Site site) {
    List<Integer> pids = new ArrayList<>();
    try (PgConnection witness = site.witness()) {
      for (Row row :
          witness.query("select pid from pg_stat_activity where application_name = 'chaos'")) {
        pids.add(row.intValue(0));
      }
    }
    return pids;
  }

  /** One that is cleaned behind a cancelled call stands as well. */
  private static int standing(PgPool pool) {
    PoolState state = pool.state();
    return state.idle() + state.lent() + state.settling();
  }

  private void healed(PgPool pool, Load load, long accepting) {
    first.add(Duration.ofNanos(Math.max(0, load.tally().awaitFirstRight() - accepting)));
    Chaos.until(() -> "32 again: " + pool.state(), () -> standing(pool) == CONNECTIONS);
    restored.add(Duration.ofNanos(System.nanoTime() - accepting));
  }

  private void told(String id, int cycles) {
    Chaos.say("%s: %d cycles, %d callers", id, cycles, CALLERS);
    Chaos.say("%s: calls settled %s after the kill", id, spread(settled));
    Chaos.say("%s: first right answer %s after the server accepts", id, spread(first));
    Chaos.say("%s: 32 connections %s after the server accepts", id, spread(restored));
    assertThat(settled).hasSize(cycles).allMatch(each -> each.compareTo(Chaos.HUNG) < 0);
  }

  private static String spread(List<Duration> times) {
    return Chaos.spread(times.stream().mapToLong(Duration::toNanos).toArray());
  }
}
