// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.channel.ChannelLimits;
import dev.upq.config.PgConfig;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements that are given up, and those that come after them. */
@Timeout(300)
final class CancelTest {

  private static final int CANCEL_REQUEST = 80_877_102;

  private static PgConfig through(FaultProxy proxy, PgConfig config) {
    return config.with("host", proxy.host()).with("port", Integer.toString(proxy.port()));
  }

  private static FaultProxy proxy(PgConfig config) {
    return FaultProxy.to(config.hosts().getFirst().host(), config.hosts().getFirst().port());
  }

  private static PgException givenUp(PgConnection connection, String sql) {
    return catchThrowableOfType(
        PgException.class,
        () -> Deadline.within(Duration.ofMillis(30), () -> connection.query(sql)));
  }

  @Test
  @DisplayName("I4: 2,000 cancels timed around a statement's end hit no innocent")
  void lateCancelsHitNoInnocent() throws InterruptedException, ExecutionException {
    long seed = Soak.seed(4);
    AtomicInteger cancelled = new AtomicInteger();
    try (PgPool pool = Servers.pool(Servers.config().with("pool_max", "4"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        callers.add(
            threads.submit(
                () -> {
                  for (int left = Soak.times(500); left > 0; left--) {
                    cancelled.addAndGet(cancelAroundTheEnd(pool, random));
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
    assertThat(cancelled.get()).isBetween(Soak.times(100), Soak.times(2_000));
  }

  /** A statement of about a millisecond with a deadline of about that, then an innocent one. */
  private static int cancelAroundTheEnd(PgPool pool, SplittableRandom random) {
    int cancelled = 0;
    try (var lease = pool.acquire()) {
      try {
        Duration about = Duration.ofNanos(random.nextLong(500_000, 3_000_000));
        Deadline.within(about, () -> lease.query("select pg_sleep(0.001)"));
      } catch (PgTimeoutException late) {
        cancelled++;
      }
      long nonce = random.nextLong();
      assertThat(lease.query("select $1::int8, pg_sleep(0.001)", nonce).row(0).longValue(0))
          .isEqualTo(nonce);
    }
    return cancelled;
  }

  @Test
  @DisplayName("I5: a thread that is interrupted already fails at once, and nothing is touched")
  void anInterruptedThreadTouchesNothing() {
    PgConfig config = Servers.config();
    try (FaultProxy proxy = proxy(config);
        PgConnection connection = Servers.connect(through(proxy, config))) {
      connection.query("select 1");
      int before = proxy.connection(1).transcript().size();
      Thread.currentThread().interrupt();
      for (Runnable call :
          List.<Runnable>of(
              () -> connection.query("select 1"),
              () -> connection.script("select 1"),
              () -> connection.stream("select 1"),
              () -> pipeline(connection))) {
        PgException told = catchThrowableOfType(PgException.class, call::run);
        assertThat(told).isInstanceOf(PgInterruptedException.class);
        assertThat(told.sent()).isEqualTo(Sent.NOTHING);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      }
      assertThat(connection.clean()).isTrue();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(proxy.connection(1).transcript()).hasSize(before);
      assertThat(connection.query("select 2").oneLong()).isEqualTo(2);
      assertThat(proxy.connections()).isOne();
    }
  }

  private static void pipeline(PgConnection connection) {
    try (var pipeline = connection.pipeline()) {
      pipeline.query("select 1");
      pipeline.run();
    }
  }

  @Test
  @DisplayName("I5: borrowing and connecting on an interrupted thread fail at once")
  void anInterruptedThreadBorrowsNothing() {
    try (PgPool pool = Servers.pool(Servers.config())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(pool::acquire).isInstanceOf(PgInterruptedException.class);
      assertThatThrownBy(() -> Servers.connect(Servers.config()))
          .isInstanceOf(PgInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(pool.state().total()).isZero();
      assertThat(pool.query("select 1").oneLong()).isOne();
    }
  }

  @Test
  @DisplayName(
      "I6: a cancel socket that is a black hole ends the connection, and the pool replaces it")
  void aBlackHoledCancelEndsTheConnection() {
    PgConfig config = Servers.config().with("pool_max", "1");
    assertThat(ChannelLimits.standard().cancelEnd()).isEqualTo(Duration.ofSeconds(2));
    ChannelLimits usual = ChannelLimits.standard();
    ChannelLimits quick =
        new ChannelLimits(
            usual.maxMessageBytes(),
            usual.outboxBytes(),
            usual.replyBytes(),
            Duration.ofMillis(200),
            usual.drain());
    try (FaultProxy proxy = proxy(config);
        PgPool pool = PgPool.open(Servers.setup(through(proxy, config)).withLimits(quick))) {
      proxy.addTo(2, new Rule.Stall(Direction.TO_SERVER, true));
      PgConnection connection;
      try (var lease = pool.acquire()) {
        connection = lease.connection();
        assertThat(givenUp(connection, "select pg_sleep(60)"))
            .isInstanceOf(PgTimeoutException.class);
        assertThatThrownBy(() -> lease.query("select 1"))
            .isInstanceOf(PgConnectionLostException.class)
            .hasMessageContaining("cancel request was not confirmed");
      }
      assertThat(pool.query("select 3").oneLong()).isEqualTo(3);
      assertThat(connection.ended()).isTrue();
      assertThat(pool.state().total()).isOne();
    }
  }

  @Test
  @DisplayName("I6: many cancels at once leave the bystanders alone")
  void manyCancelsAtOnceLeaveBystandersAlone() throws InterruptedException, ExecutionException {
    try (PgPool pool = Servers.pool(Servers.config().with("pool_max", "24"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch over = new CountDownLatch(20);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(
            threads.submit(
                () -> {
                  for (int k = 0; k < 5; k++) {
                    try (var lease = pool.acquire()) {
                      assertThat(givenUp(lease.connection(), "select pg_sleep(60)"))
                          .isInstanceOf(PgTimeoutException.class);
                    }
                  }
                  over.countDown();
                }));
      }
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> {
                  for (long nonce = 0; over.getCount() > 0; nonce++) {
                    assertThat(
                            pool.query("select $1::int8, pg_sleep(0.001)", nonce)
                                .row(0)
                                .longValue(0))
                        .isEqualTo(nonce);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      Soak.eventually("all settled", () -> pool.state().idle() == pool.state().total());
    }
  }

  @Test
  @DisplayName("S8: the cancel request of a TLS session is never seen in the clear")
  void theCancelOfATlsSessionIsEncrypted() {
    PgConfig config = SecureServer.config("postgres").with("sslmode", "verify-full");
    try (FaultProxy proxy = proxy(config);
        PgConnection connection = new Connector(Servers.setup(through(proxy, config))).connect()) {
      assertThat(givenUp(connection, "select pg_sleep(60)")).isInstanceOf(PgTimeoutException.class);
      assertThat(connection.query("select 4").oneLong()).isEqualTo(4);
      assertThat(proxy.connections()).isGreaterThanOrEqualTo(2);
      for (int i = 1; i <= proxy.connections(); i++) {
        assertThat(holds(proxy.connection(i).bytes(Direction.TO_SERVER), CANCEL_REQUEST)).isFalse();
      }
    }
    PgConfig clear = Servers.config();
    try (FaultProxy proxy = proxy(clear);
        PgConnection connection = Servers.connect(through(proxy, clear))) {
      assertThat(givenUp(connection, "select pg_sleep(60)")).isInstanceOf(PgTimeoutException.class);
      assertThat(connection.query("select 4").oneLong()).isEqualTo(4);
      assertThat(holds(proxy.connection(2).bytes(Direction.TO_SERVER), CANCEL_REQUEST)).isTrue();
    }
  }

  private static boolean holds(byte[] bytes, int word) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int i = 0; i + 4 <= bytes.length; i++) {
      if (buffer.getInt(i) == word) {
        return true;
      }
    }
    return false;
  }
}
