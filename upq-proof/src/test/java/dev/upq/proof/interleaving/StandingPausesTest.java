// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgConnection;
import dev.upq.proof.sim.ModelServer;
import dev.upq.proof.sim.SimOptions;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimTransport;
import dev.upq.standing.Arrivals;
import dev.upq.standing.Duty;
import dev.upq.standing.StandingConfig;
import dev.upq.standing.StandingConnection;
import dev.upq.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long a standing connection waits before it comes back, in virtual time. */
class StandingPausesTest {

  private static final Duration SHORT_LIFE = Duration.ofMillis(100);
  private static final Duration LONG_LIFE = Duration.ofMillis(600);
  private static final int FALLS = 10;
  private static final int SEEDS = 20;

  /** Connections that are lost each after its time; when each began to stand, and fell. */
  private static final class Falls implements Duty {
    private final SimScheduler sim;
    private final ModelServer server;
    private final List<Duration> lives;
    private final List<Long> pauses = new ArrayList<>();
    private long fellAt;

    Falls(SimScheduler sim, ModelServer server, List<Duration> lives) {
      this.sim = sim;
      this.server = server;
      this.lives = lives;
    }

    @Override
    public void begin(PgConnection connection, long epoch) {
      long now = sim.clock().nanos();
      if (epoch > 1) {
        pauses.add(TimeUnit.NANOSECONDS.toMillis(now - fellAt));
      }
      if (epoch <= lives.size()) {
        Duration life = lives.get((int) epoch - 1);
        fellAt = now + life.toNanos();
        sim.clock().after(life, server::crash);
      }
    }

    @Override
    public long turn(PgConnection connection, Arrivals arrivals) {
      return Clock.NEVER;
    }
  }

  /** The milliseconds between each fall and the next connection. */
  private static List<Long> pauses(long seed, List<Duration> lives) {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(seed))) {
      ModelServer server = new ModelServer(sim);
      SimTransport network = new SimTransport(sim);
      network.listen(Scenario.DB, server);
      PgConfig config = Scenario.pooled("falls", 1, world -> {}).setup().config();
      ConnectionSetup setup =
          ConnectionSetup.of(config).withSeams(sim.clock(), sim.crew(), network);
      Falls falls = new Falls(sim, server, lives);
      StandingConfig its = StandingConfig.standard("falls").withCanaryEvery(0);
      StandingConnection standing = StandingConnection.open(setup, its, falls);
      sim.runFor(Duration.ofMinutes(10)).check();
      sim.caller("close", standing::close);
      sim.run().check();
      assertThat(falls.pauses).hasSize(lives.size());
      return falls.pauses;
    }
  }

  private static List<Duration> lives(Duration first, int count, Duration... more) {
    List<Duration> lives = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lives.add(first);
    }
    lives.addAll(List.of(more));
    return lives;
  }

  @Test
  @DisplayName("bar 6: what falls again within half a second is waited for longer and longer")
  void aConnectionThatFallsAtOnceDoesNotResetThePauses() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Long> pauses = pauses(seed, lives(SHORT_LIFE, FALLS));
      long sum = pauses.stream().mapToLong(Long::longValue).sum();
      assertThat(sum).as("seed %d: %s", seed, pauses).isGreaterThan(FALLS * 50L);
      for (int i = 0; i < FALLS; i++) {
        assertThat(pauses.get(i))
            .as("seed %d, pause %d", seed, i)
            .isLessThanOrEqualTo((50L << i) + 1);
      }
    }
  }

  @Test
  @DisplayName("bar 6: one that has stood for half a second is followed by another at once")
  void aConnectionThatStoodIsFollowedByAnotherAtOnce() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Long> pauses = pauses(seed, lives(SHORT_LIFE, FALLS, LONG_LIFE, SHORT_LIFE, LONG_LIFE));
      assertThat(pauses.get(FALLS)).as("seed %d: %s", seed, pauses).isLessThanOrEqualTo(1);
      assertThat(pauses.get(FALLS + 1)).as("the first pause again").isLessThanOrEqualTo(51);
      assertThat(pauses.get(FALLS + 2)).isLessThanOrEqualTo(1);
    }
  }
}
