// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgUsageException;
import dev.upq.notify.Gap;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.standing.StandingConnection.State;
import dev.upq.testkit.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are no place to listen, or become none. */
@Timeout(120)
final class NotifyServersTest {

  @Test
  @DisplayName("NT-17: behind a pooler in transaction mode it refuses, and not past it")
  void behindAPooler() {
    assumeTrue(PgBouncer.executable().isPresent(), "pgbouncer is not installed");
    PgConfig server = Servers.config().with("sslmode", "disable");
    try (PgBouncer pooler = PgBouncer.start(server, 2);
        PgPool pg = Servers.pool(pooler.config().with("transaction_pooler", "1"))) {
      assertThatThrownBy(() -> PgChannelDispatcher.open(pg))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("pooler");
      Heard heard = new Heard();
      try (PgChannelDispatcher past =
          PgChannelDispatcher.builder(pg)
              .direct(
                  "postgresql://"
                      + server.user()
                      + "@"
                      + server.hosts().getFirst()
                      + "/"
                      + server.database())
              .open()) {
        past.on("pooled", heard).awaitLive(NotifyTest.PATIENCE);
        past.publish("pooled", "x");
        heard.awaitPayload("x");
      }
      try (PgChannelDispatcher waits = PgChannelDispatcher.builder(pg).openInBackground()) {
        Soak.eventually("it has refused", () -> waits.failure().isPresent());
        assertThat(waits.failure()).containsInstanceOf(PgUsageException.class);
        assertThat(waits.state()).isNotEqualTo(State.STANDING);
      }
    }
  }

  @Test
  @DisplayName("NT-17: a pooler in session mode serves, where the settings say so")
  void behindAPoolerOfSessions() {
    assumeTrue(PgBouncer.executable().isPresent(), "pgbouncer is not installed");
    PgConfig server = Servers.config().with("sslmode", "disable");
    try (PgBouncer pooler = PgBouncer.start(server, 5, "session");
        PgPool pg = Servers.pool(pooler.config().with("transaction_pooler", "0"));
        PgChannelDispatcher bus = PgChannelDispatcher.open(pg)) {
      Heard heard = new Heard();
      bus.on("sessions", heard).awaitLive(NotifyTest.PATIENCE);
      bus.publish("sessions", "x");
      heard.awaitPayload("x");
    }
  }

  @Test
  @DisplayName("NT-18, N7: the share of the queue in use is a gauge, and warned of from a half on")
  void theQueueIsWatched() {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().setting("max_notify_queue_pages", "64").start()) {
      PgConfig config = PgConfig.parse(server.url()).with("pool_max", "4");
      Told told = new Told();
      try (PgPool pg = PgPool.open(Servers.setup(config).withProbe(told));
          PgConnection idle = Servers.connect(config);
          PgChannelDispatcher bus =
              PgChannelDispatcher.builder(pg)
                  .probe(Duration.ofMillis(50), Duration.ofSeconds(10))
                  .canaryEvery(1)
                  .open()) {
        assertThat(bus.counts().queueUsage()).isLessThan(0.5);
        idle.script("listen anything");
        idle.script("begin; select 1");
        for (int i = 0; i < 45; i++) {
          pg.query("select pg_notify('full', repeat('x', 7900) || $1::text)", Integer.toString(i));
        }
        Soak.eventually("it is seen", () -> bus.counts().queueUsage() >= 0.5);
        Soak.eventually(
            "warned of", () -> told.warnings.stream().anyMatch(line -> line.contains("% full")));
        assertThat(pg.stats().metricsDump())
            .containsPattern("upq_notification_queue_percent\\{[^}]*} [5-9]\\d");
        idle.script("commit");
        Soak.eventually("it empties", () -> bus.counts().queueUsage() < 0.5);
        assertThat(told.warnings.stream().filter(line -> line.contains("% full"))).hasSize(1);
      }
    }
  }

  @Test
  @DisplayName("NT-23: after a failover it listens to the new primary, and never to a standby")
  void afterAFailover() throws IOException {
    try (ReplicaPair pair = ReplicaPair.start(Servers.NEWEST)) {
      pair.await();
      Heard heard = new Heard();
      try (PgPool onStandby = Servers.pool(pair.replica())) {
        assertThatThrownBy(() -> PgChannelDispatcher.open(onStandby))
            .hasMessageContaining("target_session_attrs");
      }
      PgConfig both =
          pair.config().with("target_session_attrs", "read-write").with("pool_max", "2");
      try (PgPool pg = Servers.pool(both);
          PgChannelDispatcher bus = PgChannelDispatcher.open(pg)) {
        bus.on("over", heard).awaitLive(NotifyTest.PATIENCE);
        pair.failOver();
        heard.awaitGaps(1);
        try (PgConnection there = Servers.connect(pair.replica())) {
          there.query("select pg_notify('over', 'from the new one')");
        }
        heard.awaitPayload("from the new one");
        assertThat(heard.all(Gap.class)).hasSize(1);
      }
    }
  }
}
