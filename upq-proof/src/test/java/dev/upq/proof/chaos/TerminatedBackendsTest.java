// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every session is ended, again and again. Long: {@code -Dupq.chaos.terminate=60}. */
@Timeout(300)
final class TerminatedBackendsTest {

  private static final Duration EVERY = Duration.ofMillis(200);

  private final Duration duration = Chaos.seconds("terminate", 3_000);
  private final long seed = Chaos.seed(3);

  @Test
  @DisplayName(
      "C3, issue 5 bar 2, RS-02: every backend is terminated every 200 ms: right answers in every"
          + " second, none wrong, and no dead connection is lent 10 ms after its end")
  void allOfThemAllTheTime() {
    try (Site site = Site.plain()) {
      Baseline before = Baseline.now();
      PgPool pool = Chaos.pool(site.config().with("pool_max", "16"));
      Ledger ledger = new Ledger();
      try (Load load = Load.start(pool, ledger, 64, new Load.Deadlines(1_000, 2_000), seed)) {
        load.awaitRights(200);
        int ended = terminateAgainAndAgain(site, load);
        int least = load.tally().leastInASecond();
        HandedOut dead = load.handedOut();
        Chaos.say(
            "C3: %d backends, least right in a second %d, died with a borrower %d,"
                + " asked for > 10 ms after the end %d, got > 10 ms after it %d (worst %.1f ms)",
            ended, least, dead.all(), dead.askedTooLate(), dead.gotTooLate(), dead.worstMillis());
        load.awaitRights(200);
        site.judge(pool, load, ledger, before);
        assertThat(least).isPositive();
        assertThat(dead.all()).isPositive();
        assertThat(dead.askedTooLate()).isZero();
        assertThat(dead.worstMillis()).isLessThan(200);
      } finally {
        pool.close();
      }
    }
  }

  private int terminateAgainAndAgain(Site site, Load load) {
    int ended = 0;
    try (PgConnection killer = site.witness()) {
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() < end) {
        List<Integer> victims = terminate(killer);
        load.handedOut().awaitGone(victims);
        ended += victims.size();
        Chaos.pause(EVERY);
      }
    }
    return ended;
  }

  private static List<Integer> terminate(PgConnection killer) {
    List<Integer> pids = new ArrayList<>();
    for (Row row :
        killer.query(
            "with victims as materialized (select pid from pg_stat_activity where application_name"
                + " = 'chaos') select pid from victims where pg_terminate_backend(pid)")) {
      pids.add(row.intValue(0));
    }
    return pids;
  }
}
