// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.console.NotificationSections;
import dev.upq.examples.flights.Announcements;
import dev.upq.examples.flights.FlightData;
import dev.upq.examples.flights.Loader;
import dev.upq.examples.flights.Traffic;
import dev.upq.examples.flights.Verifier;
import dev.upq.examples.flights.Work;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.testkit.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code ./upq run} runs, on a server that is killed under it. Long: {@code
 * -Dupq.chaos.flights=20}.
 */
@Timeout(600)
final class FlightsTest {

  private static final int CALLERS = 24;
  private static final int LONGEST_AWAY_MILLIS = 400;

  /** What stood for less than half a second is not followed by another connection at once. */
  private static final int LEAST_LIFE_MILLIS = 600;

  private final int kills = Chaos.count("flights", 2);
  private final long seed = Chaos.seed(2001);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Duration> gapTold = new ArrayList<>();

  @Test
  @DisplayName(
      "issue 6 bar 5: through kills of the server the example's miles keep their sum, no answer is"
          + " wrong, and no announcement is missing outside a gap")
  void whatIsMovedAndAnnouncedSurvivesKills() {
    FlightData data = FlightData.read();
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().durable().start();
        PgPool pool =
            PgPool.builder(PgConfig.parse(server.url()).with("pool_max", "8"))
                .name("flights")
                .open();
        Announcements announcements = Announcements.open(pool, CALLERS)) {
      new Loader(pool).load(data, (what, rows, of) -> {});
      try (Traffic traffic = new Traffic(pool, data, CALLERS, announcements)) {
        traffic.start(seed);
        for (int i = 1; i <= kills; i++) {
          worked(traffic);
          killed(server, traffic, i);
        }
        worked(traffic);
        traffic.stop();
        Verifier.Findings findings = new Verifier(pool, data).verify(traffic);
        told(traffic, findings);
        assertThat(findings.wrong()).isEmpty();
        assertThat(traffic.failedOtherwise()).as("%s", traffic.failuresTold()).isZero();
        assertThat(announcements.heard()).isPositive();
        assertThat(announcements.gaps()).as("one gap a kill").isEqualTo(kills);
        shown(announcements.dispatcher());
      }
    }
  }

  /** Miles are moved, and late flights heard of, in each life of the server. */
  private void worked(Traffic traffic) {
    long moved = traffic.latencies(Work.TRANSFER).count() + 10 + random.nextInt(30);
    long heard = traffic.announcements().heard() + 1;
    Chaos.pause(Duration.ofMillis(LEAST_LIFE_MILLIS));
    Chaos.until(
        Duration.ofSeconds(30),
        () -> "work goes on: " + traffic.failuresTold(),
        () ->
            traffic.latencies(Work.TRANSFER).count() >= moved
                && traffic.announcements().heard() >= heard);
  }

  private void killed(EmbeddedPostgres server, Traffic traffic, int gaps) {
    server.kill();
    Chaos.pause(Duration.ofMillis(random.nextInt(LONGEST_AWAY_MILLIS)));
    server.restart();
    Announcements its = traffic.announcements();
    gapTold.add(
        Chaos.until(
            Duration.ofSeconds(40),
            () -> "gap " + gaps + ": " + its.dispatcher() + ", " + its.dispatcher().failure(),
            () -> its.gaps() >= gaps));
  }

  private void told(Traffic traffic, Verifier.Findings findings) {
    Announcements its = traffic.announcements();
    Chaos.say(
        "flights: %d kills; %,d pieces of work, %,d of them moved miles; %d calls failed, %d"
            + " unknown outcomes; %,d remarks",
        kills,
        traffic.done(),
        traffic.latencies(Work.TRANSFER).count(),
        traffic.failed(),
        traffic.unknownOutcomes(),
        findings.remarks());
    Chaos.say(
        "flights: %,d announced, %,d heard, %d missing in %d gaps, told %s after the restart",
        its.sent(),
        its.heard(),
        its.missed(),
        its.gaps(),
        Chaos.spread(gapTold.stream().mapToLong(Duration::toNanos).toArray()));
  }

  /** The console's tables say the same as the dispatcher. */
  private void shown(PgChannelDispatcher bus) {
    List<Object> connection = NotificationSections.connection(bus).rows().get().getFirst();
    assertThat(connection.get(2)).as("channels").isEqualTo(1);
    assertThat(connection.get(4)).as("gaps").isEqualTo((long) kills);
    assertThat(connection.get(5)).as("dropped").isEqualTo(bus.counts().dropped());
    assertThat(NotificationSections.subscriptions(bus).rows().get())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row).startsWith("flight.*", "live"));
  }
}
