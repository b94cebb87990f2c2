// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.Gap;
import dev.upq.notify.Gap.Reason;
import dev.upq.notify.Notification;
import dev.upq.notify.OnFailure;
import dev.upq.notify.Overflow;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that are slow, fail, hang and run in parallel. */
@Timeout(120)
final class NotifyHandlersTest {

  private static final SubscriptionOptions STANDARD = SubscriptionOptions.standard();

  private final Told told = new Told();
  private final PgPool pg =
      PgPool.open(Servers.setup(Servers.config().with("pool_max", "4")).withProbe(told));
  private final PgChannelDispatcher bus = PgChannelDispatcher.open(pg);

  @AfterEach
  void end() {
    bus.close();
    pg.close();
  }

  /** One transaction. */
  private void send(String channel, int from, int to) {
    pg.query(
        "select count(pg_notify($1, i::text)) from generate_series($2::int, $3::int) i",
        channel,
        from,
        to);
  }

  @ParameterizedTest
  @DisplayName(
      "NT-06, N5: one that stands still among ten; the nine others hear all, it its policy")
  @EnumSource(Overflow.class)
  void oneStandsStill(Overflow policy) throws InterruptedException {
    int count = 1_000;
    List<Heard> quick = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      quick.add(new Heard());
      bus.on("ten", STANDARD.withQueue(count, 1 << 20), quick.getLast());
    }
    CountDownLatch go = new CountDownLatch(1);
    Heard slow = new Heard();
    SubscriptionOptions its =
        STANDARD
            .withQueue(100, 1 << 20)
            .blocking(Duration.ofMillis(50))
            .coalescing(Notification::payload)
            .withOverflow(policy);
    Subscription still =
        bus.on(
            "ten",
            its,
            event -> {
              if (event instanceof Notification) {
                go.await();
              }
              slow.handle(event);
            });
    still.awaitLive(NotifyTest.PATIENCE);
    send("ten", 1, 1);
    Soak.eventually("it is at work", () -> still.counts().handled() == 1 && still.waiting() == 0);
    send("ten", 2, count);
    for (Heard each : quick) {
      each.awaitCount(count);
      assertThat(each.payloads())
          .isEqualTo(IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
    }
    Soak.eventually("all have come", () -> still.counts().dropped() + still.waiting() == count - 1);
    go.countDown();
    Soak.eventually("it has caught up", () -> told(slow) == count);
    assertThat(still.counts().dropped()).isEqualTo(told.notificationsDropped.get()).isPositive();
    List<String> story = slow.story();
    switch (policy) {
      case DROP_OLDEST, COALESCE ->
          assertThat(story)
              .startsWith("subscribed 1", "1", "dropped 899 " + policy, "901")
              .endsWith("1000");
      case DROP_NEWEST ->
          assertThat(story).startsWith("subscribed 1", "1", "2").endsWith("dropped 899 " + policy);
      case GAP, BLOCK_READER ->
          assertThat(slow.all(Gap.class))
              .allMatch(gap -> gap.reason() == Reason.OVERFLOW)
              .isNotEmpty();
    }
  }

  /** What it was given, and what it was told to have missed. */
  private static long told(Heard heard) {
    return heard.payloads().size()
        + heard.all(Dropped.class).stream().mapToLong(Dropped::count).sum();
  }

  @Test
  @DisplayName("NT-06: BLOCK_READER loses nothing while the handler comes on in time")
  void blockingLosesNothing() {
    Heard heard = new Heard();
    bus.on(
            "block",
            STANDARD.withQueue(10, 1 << 20).blocking(Duration.ofSeconds(20)),
            event -> {
              Thread.yield();
              heard.handle(event);
            })
        .awaitLive(NotifyTest.PATIENCE);
    send("block", 1, 5_000);
    heard.awaitCount(5_000);
    assertThat(heard.payloads())
        .isEqualTo(IntStream.rangeClosed(1, 5_000).mapToObj(Integer::toString).toList());
    assertThat(heard.all(Gap.class)).isEmpty();
  }

  @Test
  @DisplayName("NT-07, bar 10: a handler that throws, throws an Error, leaves an interrupt")
  void failuresAreIsolated() {
    Heard good = new Heard();
    AtomicInteger interrupts = new AtomicInteger();
    Subscription bad =
        bus.on(
            "fail",
            event -> {
              if (Thread.currentThread().isInterrupted()) {
                interrupts.incrementAndGet();
              }
              if (event instanceof Notification it) {
                switch (it.payload()) {
                  case "1" -> throw new IllegalStateException("one");
                  case "2" -> throw new AssertionError("two");
                  case "3" -> Thread.currentThread().interrupt();
                  case "4" -> throw new Exception("four");
                  default -> {}
                }
              }
              good.handle(event);
            });
    bad.awaitLive(NotifyTest.PATIENCE);
    send("fail", 1, 6);
    good.awaitPayload("6");
    assertThat(good.payloads()).containsExactly("3", "5", "6");
    assertThat(interrupts).hasValue(0);
    assertThat(bad.counts().failures()).isEqualTo(3);
    assertThat(bad.failure()).get().extracting(Throwable::getMessage).isEqualTo("four");
    assertThat(bus.counts().failures()).isEqualTo(3);
    assertThat(told.warnings).anyMatch(line -> line.contains("fail") && line.contains("one"));
  }

  @Test
  @DisplayName("bar 10: retry(n) hands it over again, stop ends the subscription")
  void policiesOfFailure() {
    AtomicInteger tries = new AtomicInteger();
    Heard heard = new Heard();
    bus.on(
            "retry",
            STANDARD.onFailure(OnFailure.retry(3)),
            event -> {
              if (event instanceof Notification it
                  && it.payload().equals("1")
                  && tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
              heard.handle(event);
            })
        .awaitLive(NotifyTest.PATIENCE);
    Subscription stops =
        bus.on(
            "retry",
            STANDARD.onFailure(OnFailure.stop()),
            event -> {
              if (event instanceof Notification) {
                throw new IllegalStateException("enough");
              }
            });
    stops.awaitLive(NotifyTest.PATIENCE);
    send("retry", 1, 2);
    heard.awaitPayload("2");
    assertThat(heard.payloads()).containsExactly("1", "2");
    assertThat(tries).hasValue(3);
    Soak.eventually("it has stopped", stops::closed);
    assertThat(stops.counts().failures()).isOne();
    assertThat(bus.subscriptions()).hasSize(1);
  }

  @Test
  @DisplayName(
      "NT-07, bar 13: closing waits for the handler at work, and interrupts one that hangs")
  void closingWaits() throws InterruptedException {
    CountDownLatch at = new CountDownLatch(1);
    CountDownLatch hang = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Heard heard = new Heard();
    Subscription hangs =
        bus.on(
            "hang",
            STANDARD.withCloseWithin(Duration.ofMillis(50)),
            event -> {
              heard.handle(event);
              if (event instanceof Notification) {
                at.countDown();
                try {
                  hang.await();
                } catch (InterruptedException told) {
                  interrupted.countDown();
                }
              }
            });
    hangs.awaitLive(NotifyTest.PATIENCE);
    send("hang", 1, 5);
    at.await();
    hangs.close();
    interrupted.await();
    assertThat(heard.payloads()).containsExactly("1");
    assertThat(told.warnings).anyMatch(line -> line.contains("did not end in time"));
  }

  @Test
  @DisplayName(
      "NT-07: closing the dispatcher gives all that hang one time, not one after the other")
  void closingAllTakesOneTime() throws InterruptedException {
    int hanging = 20;
    CountDownLatch at = new CountDownLatch(hanging);
    CountDownLatch interrupted = new CountDownLatch(hanging);
    for (int i = 0; i < hanging; i++) {
      bus.on(
              "all hang",
              STANDARD.withCloseWithin(Duration.ofSeconds(1)),
              event -> {
                if (event instanceof Notification) {
                  at.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException told) {
                    interrupted.countDown();
                  }
                }
              })
          .awaitLive(NotifyTest.PATIENCE);
    }
    send("all hang", 1, 1);
    at.await();
    long begun = System.nanoTime();
    bus.close();
    System.out.printf("20 that hang, closed in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    interrupted.await();
    assertThat(bus.counts().subscriptions()).isZero();
  }

  @Test
  @DisplayName("bar 13: nothing is delivered after close has returned, over 300 rounds")
  void nothingAfterClose() {
    for (int round = 0; round < Soak.times(300); round++) {
      AtomicInteger late = new AtomicInteger();
      AtomicBoolean closed = new AtomicBoolean();
      Subscription brief =
          bus.on(
              "brief",
              event -> {
                LockSupport.parkNanos(100_000);
                late.addAndGet(closed.get() ? 1 : 0);
              });
      brief.awaitLive(NotifyTest.PATIENCE);
      send("brief", 1, 3);
      brief.close();
      closed.set(true);
      send("brief", 4, 4);
      assertThat(late).hasValue(0);
    }
    assertThat(bus.counts().subscriptions()).isZero();
  }

  @Test
  @DisplayName("bar 3: in parallel, those of one key in order, other events alone")
  void keysInParallel() {
    Map<Integer, List<Integer>> byKey = new ConcurrentHashMap<>();
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger beside = new AtomicInteger();
    SubscriptionOptions parallel =
        STANDARD
            .withQueue(10_000, 8 << 20)
            .inParallel(8, it -> Integer.parseInt(it.payload()) % 20);
    Subscription keyed =
        bus.on(
            "keys",
            parallel,
            event -> {
              int now = atWork.incrementAndGet();
              if (event instanceof Notification it) {
                most.accumulateAndGet(now, Math::max);
                int number = Integer.parseInt(it.payload());
                byKey.computeIfAbsent(number % 20, none -> new ArrayList<>()).add(number);
                Thread.yield();
              } else if (now > 1) {
                beside.incrementAndGet();
              }
              atWork.decrementAndGet();
            });
    keyed.awaitLive(NotifyTest.PATIENCE);
    send("keys", 0, 1_999);
    pg.query(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name like '% notify'");
    Soak.eventually("a gap", () -> keyed.counts().gaps() == 1);
    send("keys", 2_000, 3_999);
    Soak.eventually("all", () -> byKey.getOrDefault(19, List.of()).contains(3_999));
    Soak.eventually("at rest", () -> keyed.waiting() == 0 && atWork.get() == 0);
    Map<Integer, List<Integer>> sorted = new HashMap<>();
    byKey.forEach((key, numbers) -> sorted.put(key, numbers.stream().sorted().toList()));
    assertThat(byKey).isEqualTo(sorted).hasSize(20);
    assertThat(most.get()).isGreaterThan(1);
    assertThat(beside).hasValue(0);
  }

  @Test
  @DisplayName("bar 3: handlers run on the caller's executor; one that refuses loses nothing")
  void onAnExecutor() {
    List<String> threads = new ArrayList<>();
    Heard heard = new Heard();
    try (ExecutorService own =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "of the caller"))) {
      bus.on(
              "exec",
              STANDARD.on(own),
              event -> {
                threads.add(Thread.currentThread().getName());
                heard.handle(event);
              })
          .awaitLive(NotifyTest.PATIENCE);
      send("exec", 1, 3);
      heard.awaitCount(3);
    }
    assertThat(threads).hasSize(4).containsOnly("of the caller");
    Heard refused = new Heard();
    bus.on(
            "refuse",
            STANDARD.on(
                task -> {
                  throw new RejectedExecutionException("no");
                }),
            refused)
        .awaitLive(NotifyTest.PATIENCE);
    send("refuse", 1, 3);
    refused.awaitCount(3);
    assertThat(told.warnings).anyMatch(line -> line.contains("refuses work"));
  }

  @Test
  void eventsOfAHandlerAreToldApart() {
    Heard heard = new Heard();
    bus.on("kinds", heard).awaitLive(NotifyTest.PATIENCE);
    send("kinds", 1, 1);
    heard.awaitCount(1);
    Event last = heard.all().getLast();
    assertThat(last).isInstanceOf(Notification.class);
    assertThat(((Notification) last).seq()).isPositive();
    assertThat(((Notification) last).pid()).isPositive();
    assertThat(((Notification) last).epoch()).isOne();
  }
}
