// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.standing.Arrivals;
import dev.upq.standing.Duty;
import dev.upq.standing.Loss;
import dev.upq.standing.StandingConfig;
import dev.upq.standing.StandingConnection;
import dev.upq.standing.StandingConnection.State;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection beside the pool that comes back, whatever its duty is. */
@Timeout(120)
final class StandingTest {

  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start();

  @AfterAll
  static void end() {
    SERVER.close();
  }

  /** A duty that keeps a lock of its session, as a scheduler would. */
  private static final class KeepsALock implements Duty {
    final List<String> story = new CopyOnWriteArrayList<>();
    final AtomicInteger turns = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public String opening() {
      return "set lock_timeout = '1s'";
    }

    @Override
    public void begin(PgConnection connection, long epoch) {
      connection.query("select pg_advisory_lock(4711)");
      story.add("begin " + epoch);
    }

    @Override
    public long turn(PgConnection connection, Arrivals arrivals) {
      turns.incrementAndGet();
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("a mistake in the duty");
      }
      return Clock.NEVER;
    }

    @Override
    public void lost(Loss loss) {
      story.add("lost " + loss.kind());
    }
  }

  private static PgConfig config() {
    return PgConfig.parse(SERVER.url()).with("sslmode", "disable").with("connect_timeout", "10");
  }

  private static long holders(PgPool pg) {
    return pg.query("select count(*) from pg_locks where locktype = 'advisory' and objid = 4711")
        .oneLong();
  }

  private static void await(StandingConnection standing) {
    standing.awaitFirst(Deadline.after(Clock.system(), NotifyTest.PATIENCE));
  }

  @Test
  @DisplayName("bar 6: each epoch begins and ends once; a killed, a restarted server, a mistake")
  void epochsBeginAndEndOnce() {
    KeepsALock duty = new KeepsALock();
    StandingConfig quick =
        StandingConfig.standard("clock").withLongestPause(Duration.ofMillis(100));
    try (PgPool pg = Servers.pool(config().with("pool_acquire_timeout", "60"));
        StandingConnection standing = StandingConnection.open(pg.setup(), quick, duty)) {
      await(standing);
      assertThat(holders(pg)).isOne();
      pg.query(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name = 'upq clock'");
      Soak.eventually("again", () -> standing.epoch() == 2);
      SERVER.kill();
      SERVER.restart();
      Soak.eventually("and again", () -> standing.epoch() == 3);
      duty.failures.set(1);
      standing.rouse();
      Soak.eventually("after a mistake too", () -> standing.epoch() == 4);
      assertThat(standing.state()).isEqualTo(State.STANDING);
      Soak.eventually("it has the lock", () -> holders(pg) == 1);
    }
    assertThat(duty.story)
        .containsExactly(
            "begin 1", "lost ENDED", "begin 2", "lost ENDED", "begin 3", "lost ENDED", "begin 4");
  }

  @Test
  @DisplayName("bar 2 of the issue: at rest nothing wakes up but the probe")
  void atRestNothingWakesUp() {
    KeepsALock duty = new KeepsALock();
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SERVER.port());
        PgPool pg = Servers.pool(config());
        StandingConnection standing =
            StandingConnection.open(
                pg.setup()
                    .withConfig(config().toBuilder().host(proxy.host(), proxy.port()).build()),
                StandingConfig.standard("rest"),
                duty)) {
      await(standing);
      Soak.eventually("its first turn", () -> duty.turns.get() == 1);
      int bytes = proxy.connection(1).bytes(Direction.TO_SERVER).length;
      for (int i = 0; i < 50; i++) {
        pg.query("select pg_sleep(0.01)");
      }
      assertThat(duty.turns).hasValue(1);
      assertThat(proxy.connection(1).bytes(Direction.TO_SERVER)).hasSize(bytes);
      standing.rouse();
      Soak.eventually("roused", () -> duty.turns.get() == 2);
    }
  }

  @Test
  @DisplayName("NT-05: a connection that hears nothing is given up; what it sends itself tells")
  void aSilentServerIsGivenUp() {
    KeepsALock duty = new KeepsALock();
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SERVER.port());
        PgPool pg = Servers.pool(config());
        StandingConnection standing =
            StandingConnection.open(
                pg.setup()
                    .withConfig(config().toBuilder().host(proxy.host(), proxy.port()).build()),
                StandingConfig.standard("silent")
                    .withProbe(Duration.ofMillis(100), Duration.ofMillis(200))
                    .withCanaryEvery(2),
                duty)) {
      await(standing);
      Soak.eventually("canaries were sent", () -> duty.turns.get() > 6);
      assertThat(standing.epoch()).isOne();
      Rule stall = new Rule.Stall(Direction.TO_CLIENT, true);
      proxy.addTo(1, stall);
      Soak.eventually("given up", () -> duty.story.contains("lost SILENT"));
      pg.query(
          "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
              + " and objid = 4711 and pid <> pg_backend_pid()");
      Soak.eventually("it stands again", () -> standing.epoch() > 1);
    }
  }

  @Test
  @DisplayName("bar 5: a connection that hears nothing of what it sends itself is given up")
  void aDeafConnectionIsGivenUp() {
    List<String> story = new CopyOnWriteArrayList<>();
    Duty deafAtFirst =
        new Duty() {
          @Override
          public void begin(PgConnection connection, long epoch) {
            story.add("begin " + epoch);
            if (epoch == 1) {
              connection.script("unlisten *");
            }
          }

          @Override
          public long turn(PgConnection connection, Arrivals arrivals) {
            return Clock.NEVER;
          }

          @Override
          public void lost(Loss loss) {
            story.add("lost " + loss.kind());
          }
        };
    StandingConfig often =
        StandingConfig.standard("deaf")
            .withProbe(Duration.ofMillis(50), Duration.ofMillis(400))
            .withCanaryEvery(1);
    try (PgPool pg = Servers.pool(config());
        StandingConnection standing = StandingConnection.open(pg.setup(), often, deafAtFirst)) {
      Soak.eventually("it stands again", () -> standing.epoch() == 2);
    }
    assertThat(story).startsWith("begin 1", "lost DEAF", "begin 2");
  }
}
