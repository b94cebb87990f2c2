// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.connection.PgConnection;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every process of the server halts, and goes on. Long: {@code -Dupq.chaos.freeze=30}. */
@Timeout(300)
final class FrozenServerTest {

  private static final int MAX = 16;

  /** The test's own bound, for machines that are busy; the bar is {@link Tally#GRACE}. */
  private static final Duration GENEROUS = Duration.ofSeconds(1);

  private final Duration freeze = Chaos.seconds("freeze", 2_000);
  private final long seed = Chaos.seed(2);

  @Test
  @DisplayName(
      "C2, RS-06: a frozen server: calls end by their deadline, never more connections than the"
          + " maximum, late answers reach nobody, and all is well after the thaw")
  void everythingHalts() {
    try (Site site = Site.plain()) {
      Baseline before = Baseline.now();
      PgPool pool = Chaos.pool(site.config().with("pool_max", Integer.toString(MAX)));
      Ledger ledger = new Ledger();
      try (Load load = Load.start(pool, ledger, 64, new Load.Deadlines(100, 800), seed)) {
        load.awaitRights(500);
        site.server().freeze();
        long end = System.nanoTime() + freeze.toNanos();
        int most = 0;
        while (System.nanoTime() < end) {
          most = Math.max(most, pool.state().total());
          Chaos.pause(Duration.ofMillis(1));
        }
        long fromNow = load.tally().watch();
        site.server().thaw();
        double normal = (load.tally().awaitFirstRight() - fromNow) / 1e6;
        load.awaitRights(500);
        try (PgConnection witness = site.witness()) {
          Chaos.until(
              "the server sees no more than the maximum",
              () -> Site.sessions(witness, "true") <= site.mostSessions(pool));
        }
        Chaos.say("C2: frozen for %s, first right answer %.1f ms after the thaw", freeze, normal);
        site.judge(pool, load, ledger, before);
        assertThat(most).isLessThanOrEqualTo(MAX);
        assertThat(load.tally().worstOverrun()).isLessThan(GENEROUS);
      } finally {
        pool.close();
      }
    }
  }
}
