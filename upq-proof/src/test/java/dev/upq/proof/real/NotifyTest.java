// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.console.ConsoleSection;
import dev.upq.console.NotificationSections;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgUsageException;
import dev.upq.notify.Event;
import dev.upq.notify.Notification;
import dev.upq.notify.NotificationStream;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.Subscribed;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionOptions;
import dev.upq.pool.Lease;
import dev.upq.standing.StandingConnection.State;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.tx.PgTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscriptions, and what they are told, on a server that stays. */
@Timeout(120)
final class NotifyTest {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PgPool pg = Servers.pool(Servers.config().with("pool_max", "8"));
  private final PgChannelDispatcher bus = PgChannelDispatcher.open(pg);

  @AfterEach
  void end() {
    bus.close();
    pg.close();
  }

  @Test
  void anInterruptEndsTheWaitForAnEventAndLosesNone() throws InterruptedException {
    try (NotificationStream news = bus.listen("quiet")) {
      assertThat(news.next(PATIENCE)).containsInstanceOf(Subscribed.class);
      AtomicReference<Throwable> told = new AtomicReference<>();
      Thread waiting =
          Thread.startVirtualThread(() -> told.set(catchThrowable(() -> news.next(PATIENCE))));
      Soak.eventually("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
      waiting.interrupt();
      waiting.join();
      assertThat(told.get()).isInstanceOf(PgInterruptedException.class);
      bus.publish("quiet", "later");
      assertThat(news.next(PATIENCE)).containsInstanceOf(Notification.class);
    }
  }

  @Test
  void aCallbackInThreeLines() {
    List<String> news = new ArrayList<>();
    Subscription subscription =
        bus.on(
            "news",
            event -> {
              if (event instanceof Notification it) {
                news.add(it.payload());
              }
            });
    subscription.awaitLive(PATIENCE);
    bus.publish("news", "hello");
    Soak.eventually("it has come", () -> subscription.counts().handled() == 2);
    assertThat(news).containsExactly("hello");
    assertThat(subscription.live()).isTrue();
    assertThat(bus.state()).isEqualTo(State.STANDING);
    assertThat(bus.counts().channels()).isOne();
    assertThat(bus.subscriptions()).containsExactly(subscription);
  }

  @Test
  void anIteratorInThreeLines() throws Exception {
    List<Event> read = new ArrayList<>();
    try (NotificationStream news = bus.listen("loop");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(news.next(PATIENCE)).containsInstanceOf(Subscribed.class);
      bus.publish("loop", "a");
      bus.publish("loop", "b");
      for (Event event : news) {
        read.add(event);
        if (read.size() == 2) {
          break;
        }
      }
      assertThat(news.next(Duration.ofMillis(1))).isEmpty();
      Future<?> waiting = threads.submit(() -> news.next(PATIENCE));
      news.close();
      waiting.get();
    }
    assertThat(read).extracting(each -> ((Notification) each).payload()).containsExactly("a", "b");
  }

  @Test
  @DisplayName("NT-12, NT-13, N6: equal ones of one transaction are one, a rolled back one is none")
  void whatATransactionSends() {
    Heard heard = new Heard();
    bus.on("tx", heard).awaitLive(PATIENCE);
    try (PgTransaction tx = pg.begin()) {
      bus.publish(tx, "tx", "same");
      bus.publish(tx, "tx", "same");
      bus.publish(tx, "tx", "other");
      tx.commit();
    }
    try (PgTransaction tx = pg.begin()) {
      bus.publish(tx, "tx", "never");
      tx.rollback();
    }
    bus.publish("tx", "same");
    bus.publish("tx", "end");
    heard.awaitPayload("end");
    assertThat(heard.payloads()).containsExactly("same", "other", "same", "end");
  }

  @Test
  @DisplayName("NT-10: the same handler twice: two handles, two deliveries")
  void theSameHandlerTwice() {
    Heard heard = new Heard();
    Subscription first = bus.on("twice", heard).awaitLive(PATIENCE);
    Subscription second = bus.on("twice", heard).awaitLive(PATIENCE);
    bus.publish("twice", "x");
    heard.awaitCount(2);
    first.close();
    bus.publish("twice", "y");
    heard.awaitPayload("y");
    assertThat(heard.payloads()).containsExactly("x", "x", "y");
    assertThat(second.live()).isTrue();
    assertThat(first.live()).isFalse();
  }

  @Test
  @DisplayName("NT-09: a handler subscribes, unsubscribes and closes the dispatcher")
  void handlersMaySubscribe() {
    Heard inner = new Heard();
    List<Subscription> made = new ArrayList<>();
    Subscription[] self = new Subscription[1];
    Heard gone = new Heard();
    self[0] =
        bus.on(
            "outer",
            event -> {
              if (event instanceof Notification it && it.payload().equals("more")) {
                made.add(bus.on("inner", inner).awaitLive(PATIENCE));
              } else if (event instanceof Notification it && it.payload().equals("leave")) {
                self[0].close();
              } else {
                gone.handle(event);
              }
            });
    self[0].awaitLive(PATIENCE);
    bus.publish("outer", "more");
    inner.awaitSubscribed();
    bus.publish("inner", "within");
    inner.awaitPayload("within");
    bus.publish("outer", "leave");
    Soak.eventually("it has left", () -> self[0].closed());
    bus.publish("outer", "unheard");
    bus.publish("inner", "after");
    inner.awaitPayload("after");
    assertThat(gone.payloads()).isEmpty();
    bus.on("last", event -> bus.close());
    Soak.eventually("closed from within", () -> bus.state() == State.CLOSED);
  }

  @Test
  @DisplayName("NT-08: 100 threads subscribe and unsubscribe one channel; who stays misses nothing")
  void manyComeAndGo() throws Exception {
    int threads = 100;
    int rounds = Soak.times(20);
    Heard stays = new Heard();
    Subscription staying = bus.on("busy", stays).awaitLive(PATIENCE);
    AtomicInteger sent = new AtomicInteger();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        done.add(
            all.submit(
                () -> {
                  for (int j = 0; j < rounds; j++) {
                    try (Subscription mine = bus.on("busy", event -> {});
                        Subscription other = bus.on("side" + number % 7, event -> {})) {
                      if (j % 5 == 0) {
                        other.awaitLive(PATIENCE);
                        bus.publish("busy", Integer.toString(sent.incrementAndGet()));
                      }
                      assertThat(mine.closed()).isFalse();
                    }
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    bus.publish("busy", "end");
    stays.awaitPayload("end");
    assertThat(stays.payloads()).hasSize(sent.get() + 1).doesNotHaveDuplicates();
    assertThat(bus.counts().channels()).isOne();
    Soak.eventually("only one is listened to", () -> listened(staying).equals(List.of("busy")));
  }

  /** What of these channels the dispatcher's session listens to, seen by who it hears. */
  private List<String> listened(Subscription of) {
    long before = bus.counts().received();
    for (int i = 0; i < 7; i++) {
      bus.publish("side" + i, "");
    }
    bus.publish("busy", "asked");
    Soak.eventually("asked", () -> bus.counts().received() > before);
    long others = bus.counts().received() - before - 1;
    return others == 0 ? of.channels() : List.of();
  }

  @Test
  @DisplayName(
      "NT-02, N6: names of 63 bytes, with quotes, blanks, dots, emoji, capitals: as they are")
  void channelsAreWhatTheyAreCalled() {
    List<String> names =
        List.of(
            "a".repeat(63),
            "\u00e9".repeat(31),
            "Mixed",
            "mixed",
            "with \"quotes\"",
            "with space",
            "with.dot",
            "\ud83d\ude80 rocket",
            "semi; select 1 --",
            "'",
            "a\\b");
    Map<String, Heard> heard = new ConcurrentHashMap<>();
    for (String name : names) {
      heard.put(name, new Heard());
      bus.on(name, heard.get(name)).awaitLive(PATIENCE);
    }
    names.forEach(name -> bus.publish(name, "for " + name));
    for (String name : names) {
      heard.get(name).awaitPayload("for " + name);
      assertThat(heard.get(name).all(Notification.class))
          .singleElement()
          .satisfies(it -> assertThat(it.channel()).isEqualTo(name));
    }
    for (String wrong : List.of("", "a".repeat(64), "\u00e9".repeat(32), "a\0b", "a.*")) {
      assertThatThrownBy(() -> bus.on(wrong, event -> {})).isInstanceOf(PgUsageException.class);
    }
    assertThatThrownBy(() -> bus.publish("\u00e9".repeat(32), ""))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("64 in UTF-8");
  }

  @Test
  @DisplayName(
      "NT-01, N6: 7,999 bytes pass, 8,000 and 4,000 characters of two bytes are refused unsent")
  void payloadsAreMeasuredInBytes() {
    Heard heard = new Heard();
    bus.on("long", heard).awaitLive(PATIENCE);
    bus.publish("long", "x".repeat(7_999));
    bus.publish("long", "\u00e9".repeat(3_999));
    bus.publish("long", "");
    heard.awaitCount(3);
    assertThat(heard.payloads()).containsExactly("x".repeat(7_999), "\u00e9".repeat(3_999), "");
    long before = bus.counts().received();
    for (String tooLong : List.of("x".repeat(8_000), "\u00e9".repeat(4_000), "a\0b")) {
      assertThatThrownBy(() -> bus.publish("long", tooLong)).isInstanceOf(PgUsageException.class);
    }
    bus.publish("long", "end");
    heard.awaitPayload("end");
    assertThat(bus.counts().received() - before).isOne();
  }

  @Test
  void aDatabaseInLatin1CountsItsOwnBytes() {
    pg.execute("drop database if exists notify_latin1");
    pg.execute("create database notify_latin1 encoding latin1 locale 'C' template template0");
    PgConfig config = Servers.config().withDatabase("notify_latin1");
    try (PgPool there = Servers.pool(config);
        PgChannelDispatcher dispatcher = PgChannelDispatcher.open(there)) {
      Heard heard = new Heard();
      dispatcher.on("\u00e9".repeat(63), heard).awaitLive(PATIENCE);
      dispatcher.publish("\u00e9".repeat(63), "\u00e9".repeat(7_999));
      heard.awaitPayload("\u00e9".repeat(7_999));
      assertThatThrownBy(() -> dispatcher.publish("a", "\u00e9".repeat(8_000)))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("ISO-8859-1");
    }
    pg.execute("drop database notify_latin1");
  }

  @Test
  @DisplayName("NT-19: 10,000 channels on one connection, each heard")
  void tenThousandChannels() {
    int channels = Integer.getInteger("upq.notify.channels", 2_000);
    Heard heard = new Heard();
    List<String> names = IntStream.range(0, channels).mapToObj(i -> "many_" + i).toList();
    Subscription all =
        bus.among("*", names, SubscriptionOptions.standard().withQueue(100_000, 64 << 20), heard);
    heard.awaitSubscribed();
    assertThat(all.channels()).hasSize(channels);
    pg.query(
        "select count(pg_notify('many_' || i, i::text)) from generate_series(0, $1) i",
        channels - 1);
    heard.awaitCount(channels);
    assertThat(heard.payloads())
        .isEqualTo(IntStream.range(0, channels).mapToObj(Integer::toString).toList());
    assertThat(
            pg.query("select count(*) from pg_stat_activity where application_name like '% notify'")
                .oneLong())
        .isGreaterThanOrEqualTo(1);
  }

  @Test
  @DisplayName("NT-15: what comes among answers, in segments of a byte, is understood")
  void oneByteAtATime() {
    PgConfig direct = Servers.config();
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", direct.hosts().getFirst().port())) {
      proxy.add(new Rule.Slices(Direction.TO_CLIENT, 1), new Rule.Slices(Direction.TO_SERVER, 1));
      PgConfig slow =
          direct.toBuilder().host(proxy.host(), proxy.port()).set("sslmode", "disable").build();
      Heard heard = new Heard();
      try (PgPool there = Servers.pool(slow);
          PgChannelDispatcher dispatcher = PgChannelDispatcher.open(there)) {
        dispatcher.on("bytes", heard).awaitLive(PATIENCE);
        for (int i = 0; i < 20; i++) {
          try (Lease lease = there.acquire()) {
            lease.script("set application_name = 'n" + i + "'; notify bytes, '" + i + "'");
          }
          dispatcher.on("other" + i, event -> {});
        }
        heard.awaitCount(20);
      }
      assertThat(heard.payloads())
          .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  @DisplayName("the console's tables show the connection and who is subscribed")
  void theConsoleShowsIt() {
    Heard heard = new Heard();
    bus.on("shown", heard).awaitLive(PATIENCE);
    bus.publish("shown", "x");
    heard.awaitPayload("x");
    Soak.eventually("handled", () -> bus.counts().handled() == 2);
    ConsoleSection connection = NotificationSections.connection(bus);
    List<Object> row = connection.rows().get().getFirst();
    assertThat(row).hasSameSizeAs(connection.columns());
    assertThat(row.subList(0, 7)).containsExactly(State.STANDING, 1L, 1, 1L, 0L, 0L, 0L);
    ConsoleSection subscriptions = NotificationSections.subscriptions(bus);
    assertThat(subscriptions.rows().get())
        .containsExactly(List.of("shown", "live", 0, 2L, 0L, 0L, 0L));
    assertThat(subscriptions.columns()).hasSize(7);
  }

  @Test
  void whatTheOwnPoolSendsMayBeLeftOut() {
    Heard others = new Heard();
    Heard all = new Heard();
    bus.on("own", SubscriptionOptions.standard().ignoringOwn(), others).awaitLive(PATIENCE);
    bus.on("own", all).awaitLive(PATIENCE);
    bus.publish("own", "mine");
    try (PgPool other = Servers.pool(Servers.config())) {
      other.query("select pg_notify('own', 'theirs')");
      others.awaitPayload("theirs");
      all.awaitPayload("theirs");
    }
    assertThat(others.payloads()).containsExactly("theirs");
    assertThat(all.payloads()).containsExactly("mine", "theirs");
  }
}
