// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.crew.Crew;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.notify.Event;
import dev.upq.notify.Gap;
import dev.upq.notify.Gap.Reason;
import dev.upq.notify.Notification;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.Subscribed;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionOptions;
import dev.upq.standing.StandingConnection.State;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listening connections that are lost, and what subscriptions are told of it. */
@Timeout(120)
final class NotifyOutageTest {

  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start();

  private static final String TERMINATE =
      "select count(pg_terminate_backend(pid)) from pg_stat_activity"
          + " where application_name like '% notify'";

  @AfterAll
  static void end() {
    SERVER.close();
  }

  private static PgConfig config() {
    return PgConfig.parse(SERVER.url()).with("sslmode", "disable").with("connect_timeout", "10");
  }

  private static PgConfig through(FaultProxy proxy) {
    return config().toBuilder().host(proxy.host(), proxy.port()).build();
  }

  private static FaultProxy proxy() {
    return FaultProxy.to("127.0.0.1", SERVER.port());
  }

  @Test
  @DisplayName("NT-03, NT-16: the listening backend is terminated while 10,000 notifications flow")
  void oneGapAndNothingTwice() {
    Heard heard = new Heard();
    SubscriptionOptions roomy = SubscriptionOptions.standard().withQueue(100_000, 64 << 20);
    try (PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus = PgChannelDispatcher.open(pg)) {
      bus.on("flow", roomy, heard).awaitLive(NotifyTest.PATIENCE);
      for (int round = 0; round < 20; round++) {
        pg.query(
            "select count(pg_notify('flow', i::text)) from generate_series($1::int, $1 + 499) i",
            round * 500);
        if (round == 10) {
          assertThat(pg.query(TERMINATE).oneLong()).isOne();
        }
      }
      heard.awaitGaps(1);
      bus.publish("flow", "end");
      heard.awaitPayload("end");
      assertThat(bus.counts().gaps()).isOne();
      assertThat(bus.counts().epoch()).isEqualTo(2);
    }
    soundStory(heard.all(), 1);
    Gap gap = heard.all(Gap.class).getFirst();
    assertThat(gap.reason()).isEqualTo(Reason.LOST);
    assertThat(gap.downtime()).isPositive();
  }

  /** Epochs and numbers rise, gaps stand between epochs, nothing comes twice, only gaps hide. */
  private static void soundStory(List<Event> events, int gaps) {
    long epoch = 0;
    long seq = 0;
    int seen = 0;
    int last = -1;
    boolean hidden = false;
    Set<String> payloads = new HashSet<>();
    for (Event event : events) {
      if (event instanceof Subscribed now) {
        assertThat(epoch).isZero();
        epoch = now.epoch();
      } else if (event instanceof Gap gap) {
        assertThat(gap.oldEpoch()).isEqualTo(epoch);
        assertThat(gap.newEpoch()).isEqualTo(epoch + 1);
        epoch++;
        seq = 0;
        seen++;
        hidden = true;
      } else if (event instanceof Notification it) {
        assertThat(it.epoch()).isEqualTo(epoch);
        assertThat(it.seq()).isGreaterThan(seq);
        seq = it.seq();
        assertThat(payloads.add(it.payload())).as(it.payload()).isTrue();
        if (!it.payload().equals("end")) {
          int number = Integer.parseInt(it.payload());
          assertThat(number == last + 1 || (hidden && number > last)).as("after " + last).isTrue();
          last = number;
          hidden = false;
        }
      } else {
        throw new AssertionError("unexpected: " + event);
      }
    }
    assertThat(seen).isEqualTo(gaps);
  }

  @Test
  @DisplayName("NT-04: a server that is away: its downtime is told, and what is sent at once comes")
  void aRestart() {
    Heard heard = new Heard();
    try (PgPool pg = Servers.pool(config().with("pool_acquire_timeout", "60"));
        PgChannelDispatcher bus =
            PgChannelDispatcher.builder(pg).longestPause(Duration.ofMillis(100)).open()) {
      bus.on(
              "restart",
              event -> {
                heard.handle(event);
                if (event instanceof Gap) {
                  bus.publish("restart", "right behind the gap");
                }
              })
          .awaitLive(NotifyTest.PATIENCE);
      long begun = System.nanoTime();
      SERVER.stop();
      Soak.eventually("an attempt has failed", () -> bus.state() == State.PAUSING);
      assertThat(bus.failure()).isPresent();
      SERVER.restart();
      heard.awaitPayload("right behind the gap");
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      Gap gap = heard.all(Gap.class).getFirst();
      assertThat(gap.downtime()).isPositive().isLessThan(took);
      assertThat(heard.story())
          .containsExactly("subscribed 1", "gap LOST 1-2", "right behind the gap");
      assertThat(bus.failure()).isEmpty();
    }
  }

  @Test
  @DisplayName("NT-05, N4: a link that swallows everything is given up within the probe's budget")
  void aBlackHole() {
    Heard heard = new Heard();
    try (FaultProxy proxy = proxy();
        PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus =
            PgChannelDispatcher.builder(pg)
                .direct(url(proxy))
                .probe(Duration.ofMillis(200), Duration.ofMillis(300))
                .canaryEvery(1_000)
                .open()) {
      bus.on("hole", heard).awaitLive(NotifyTest.PATIENCE);
      proxy.addTo(1, new Rule.Stall(Direction.TO_CLIENT, true));
      heard.awaitGaps(1);
      bus.publish("hole", "again");
      heard.awaitPayload("again");
      assertThat(heard.all(Gap.class).getFirst().reason()).isEqualTo(Reason.SILENT);
      assertThat(heard.all(Gap.class).getFirst().downtime()).isPositive();
    }
  }

  private static String url(FaultProxy proxy) {
    return "postgresql://"
        + config().user()
        + "@"
        + proxy.host()
        + ":"
        + proxy.port()
        + "/"
        + config().database()
        + "?sslmode=disable&connect_timeout=10&application_name=through";
  }

  @Test
  @DisplayName("NT-21: lost between LISTEN and its answer: asked again, and nobody told before")
  void lostBeforeTheAnswer() throws InterruptedException {
    Heard first = new Heard();
    Heard second = new Heard();
    try (FaultProxy proxy = proxy();
        PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus = PgChannelDispatcher.builder(pg).direct(url(proxy)).open()) {
      bus.on("before", first).awaitLive(NotifyTest.PATIENCE);
      // Login, the opening's answer and the first LISTEN's: the next ReadyForQuery is the fourth.
      Rule.Hold answer = new Rule.Hold(Direction.TO_CLIENT, 'Z', 4);
      proxy.addTo(1, answer);
      Subscription late = bus.on("late", second);
      assertThat(answer.await(NotifyTest.PATIENCE)).isTrue();
      assertThat(late.live()).isFalse();
      assertThat(second.all()).isEmpty();
      answer.reset();
      late.awaitLive(NotifyTest.PATIENCE);
      bus.publish("late", "x");
      second.awaitPayload("x");
      assertThat(second.story()).containsExactly("subscribed 2", "x");
      assertThat(first.story()).containsExactly("subscribed 1", "gap LOST 1-2");
    }
  }

  @Test
  @DisplayName("NT-21: lost in the middle of the opening's answer")
  void lostInTheOpening() {
    Heard heard = new Heard();
    try (FaultProxy proxy = proxy();
        PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus = PgChannelDispatcher.builder(pg).direct(url(proxy)).open()) {
      bus.on("opening", heard).awaitLive(NotifyTest.PATIENCE);
      proxy.addTo(2, new Rule.CutBefore(Direction.TO_CLIENT, 'Z', 2, Cut.RESET));
      proxy.addTo(3, new Rule.CutBefore(Direction.TO_SERVER, 'Q', 1, Cut.FIN));
      proxy.connection(1).cut(Cut.RESET);
      heard.awaitGaps(1);
      assertThat(proxy.connections()).isEqualTo(4);
      bus.publish("opening", "x");
      heard.awaitPayload("x");
      assertThat(heard.story()).containsExactly("subscribed 1", "gap LOST 1-2", "x");
    }
  }

  /** Counts the threads of standing connections. Thread-safe. */
  private static final class Keepers implements Crew {
    final AtomicInteger running = new AtomicInteger();

    @Override
    public void start(String name, Runnable task) {
      boolean counts = name.equals("upq-standing");
      running.addAndGet(counts ? 1 : 0);
      Crew.system()
          .start(
              name,
              () -> {
                task.run();
                running.addAndGet(counts ? -1 : 0);
              });
    }

    @Override
    public void offload(String name, Runnable task) {
      Crew.system().offload(name, task);
    }

    @Override
    public void offloadHashing(String name, Runnable task) {
      Crew.system().offloadHashing(name, task);
    }
  }

  @Test
  @DisplayName(
      "NT-22: closed while it waits to try again, and while it connects: no thread is left")
  void closedDuringThePause() {
    Keepers keepers = new Keepers();
    ConnectionSetup usual = Servers.setup(config());
    try (FaultProxy proxy = proxy();
        PgPool pg = PgPool.open(usual.withSeams(usual.clock(), keepers, usual.transport()))) {
      proxy.add(new Rule.Refuse(Cut.RESET));
      PgChannelDispatcher pausing =
          PgChannelDispatcher.builder(pg)
              .direct(url(proxy))
              .longestPause(Duration.ofHours(1))
              .openInBackground();
      Soak.eventually("it pauses", () -> pausing.state() == State.PAUSING);
      pausing.close();
      proxy.clear();
      proxy.add(new Rule.Stall(Direction.TO_CLIENT, true));
      PgChannelDispatcher connecting =
          PgChannelDispatcher.builder(pg)
              .direct(url(proxy).replace("connect_timeout=10", "connect_timeout=600"))
              .openInBackground();
      Soak.eventually("it connects", () -> proxy.connections() > 1);
      connecting.close();
      Soak.eventually("no keeper is left", () -> keepers.running.get() == 0);
      assertThat(pausing.state()).isEqualTo(State.CLOSED);
      assertThat(connecting.state()).isEqualTo(State.CLOSED);
      assertThatThrownBy(() -> connecting.on("x", event -> {}))
          .isInstanceOf(PgUsageException.class);
      int attempts = proxy.connections();
      proxy.clear();
      try (PgChannelDispatcher other = PgChannelDispatcher.builder(pg).direct(url(proxy)).open()) {
        assertThat(other.state()).isEqualTo(State.STANDING);
      }
      assertThat(proxy.connections()).isEqualTo(attempts + 1);
    }
  }

  @Test
  @DisplayName("bar 10, NT-04: while the server cannot be reached, opening tells why, or goes on")
  void openingWithoutAServer() {
    Heard heard = new Heard();
    try (FaultProxy proxy = proxy();
        PgPool pg = Servers.pool(through(proxy))) {
      proxy.add(new Rule.Refuse(Cut.RESET));
      assertThatThrownBy(() -> PgChannelDispatcher.open(pg)).isInstanceOf(PgException.class);
      try (PgChannelDispatcher bus = PgChannelDispatcher.builder(pg).openInBackground()) {
        Subscription early = bus.on("early", heard);
        Soak.eventually("it has failed", () -> bus.failure().isPresent());
        assertThat(early.live()).isFalse();
        proxy.clear();
        early.awaitLive(NotifyTest.PATIENCE);
        assertThat(heard.story()).isIn(List.of(), List.of("subscribed 1"));
      }
    }
  }

  @Test
  @DisplayName(
      "bar 2: resync runs behind Subscribed and behind each gap, before anything else comes")
  void resyncIsOnePath() throws InterruptedException {
    List<String> story = new ArrayList<>();
    CountDownLatch read = new CountDownLatch(2);
    SubscriptionOptions options =
        SubscriptionOptions.standard()
            .withResync(
                event -> {
                  story.add("read");
                  read.countDown();
                });
    Heard heard = new Heard();
    try (PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus = PgChannelDispatcher.open(pg)) {
      bus.on(
              "sync",
              options,
              event -> {
                story.add(event.getClass().getSimpleName());
                heard.handle(event);
              })
          .awaitLive(NotifyTest.PATIENCE);
      bus.publish("sync", "a");
      heard.awaitPayload("a");
      pg.query(TERMINATE);
      read.await();
      bus.publish("sync", "b");
      heard.awaitPayload("b");
    }
    assertThat(story)
        .containsExactly("Subscribed", "read", "Notification", "Gap", "read", "Notification");
  }
}
