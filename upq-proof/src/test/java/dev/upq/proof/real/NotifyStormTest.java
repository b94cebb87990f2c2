// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.EventHandler;
import dev.upq.notify.Gap;
import dev.upq.notify.Message;
import dev.upq.notify.Notification;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.Subscribed;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionOptions;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many disconnects under many senders, and many readings of state beside notifications. Small here;
 * {@code -Dupq.notify.cuts=100 -Dupq.notify.seconds=60}, {@code -Dupq.notify.trials=100000} and
 * {@code -Dupq.notify.runs=1000} make it long.
 */
@Timeout(900)
final class NotifyStormTest {

  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start();
  private static final int SENDERS = 8;
  private static final int BATCH = 25;
  private static final int RATE = Integer.getInteger("upq.notify.rate", 10_000);
  private static final int CUTS = Integer.getInteger("upq.notify.cuts", 5);
  private static final int SECONDS = Integer.getInteger("upq.notify.seconds", 2);
  private static final int RUNS = Integer.getInteger("upq.notify.runs", 20);
  private static final int TRIALS = Integer.getInteger("upq.notify.trials", 150);

  @AfterAll
  static void end() {
    SERVER.close();
  }

  private static PgConfig config() {
    return PgConfig.parse(SERVER.url()).with("sslmode", "disable").with("pool_max", "16");
  }

  private static String url(FaultProxy proxy) {
    return "postgresql://%s@%s:%d/%s?sslmode=disable"
        .formatted(config().user(), proxy.host(), proxy.port(), config().database());
  }

  /** Looks at each event as it comes. Its handler is one thread at a time. */
  private static final class Ledger implements EventHandler {
    final long[] last = new long[SENDERS];
    final boolean[] hidden = new boolean[SENDERS];
    final List<String> wrong = new ArrayList<>();
    long seen;
    long missing;
    long gaps;
    long epoch;

    @Override
    public void handle(Event event) {
      switch (event) {
        case Subscribed now -> epoch = now.epoch();
        case Gap gap -> {
          gaps++;
          if (gap.oldEpoch() != epoch || gap.newEpoch() < epoch) {
            wrong.add("after epoch " + epoch + " came " + gap);
          }
          epoch = gap.newEpoch();
          Arrays.fill(hidden, true);
        }
        case Dropped some -> wrong.add(some.toString());
        case Notification it -> take(it);
      }
    }

    private void take(Notification it) {
      int dot = it.payload().indexOf('.');
      int sender = Integer.parseInt(it.payload().substring(0, dot));
      long number = Long.parseLong(it.payload().substring(dot + 1));
      seen++;
      if (it.epoch() != epoch) {
        wrong.add("in epoch " + epoch + " came " + it);
      } else if (number <= last[sender]) {
        wrong.add("twice or out of order, behind " + last[sender] + ": " + it.payload());
      } else if (number > last[sender] + 1 && !hidden[sender]) {
        wrong.add("unannounced, behind " + last[sender] + ": " + it.payload());
      } else {
        missing += number - last[sender] - 1;
      }
      last[sender] = number;
      hidden[sender] = false;
    }
  }

  @Test
  @DisplayName(
      "NT-03, N1: disconnects under 8 senders: all that is missing is announced, none twice")
  void cutsUnderLoad() throws Exception {
    Random random = new Random(Soak.seed(5_150));
    Ledger ledger = new Ledger();
    AtomicBoolean stop = new AtomicBoolean();
    SubscriptionOptions roomy =
        SubscriptionOptions.standard()
            .withQueue(1_000_000, 256 << 20)
            .blocking(Duration.ofSeconds(30));
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SERVER.port());
        PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus =
            PgChannelDispatcher.builder(pg)
                .direct(url(proxy))
                .longestPause(Duration.ofMillis(100))
                .open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Subscription storm = bus.on("storm", roomy, ledger).awaitLive(NotifyTest.PATIENCE);
      List<Future<Long>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        int sender = i;
        senders.add(threads.submit(() -> send(bus, sender, stop)));
      }
      long pause = Duration.ofSeconds(SECONDS).toNanos() / (CUTS + 1);
      for (int i = 0; i < CUTS; i++) {
        LockSupport.parkNanos(pause / 2 + random.nextLong(pause));
        cut(pg, proxy, random.nextInt(3));
      }
      LockSupport.parkNanos(pause);
      stop.set(true);
      long sent = 0;
      for (Future<Long> each : senders) {
        sent += each.get();
      }
      long gaps = bus.counts().gaps();
      Soak.eventually("it stands", () -> storm.live() && bus.failure().isEmpty());
      List<Message> lasts = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        lasts.add(new Message("storm", i + "." + (senders.get(i).get() + 1)));
      }
      bus.publisher().publishAll(lasts);
      long all = sent + SENDERS;
      Soak.eventually("the last have come", () -> complete(ledger, senders));
      System.out.printf(
          "%d cuts, %,d sent, %,d seen, %,d missing in %d gaps, %d wrong%n",
          CUTS, all, ledger.seen, ledger.missing, ledger.gaps, ledger.wrong.size());
      assertThat(ledger.wrong).isEmpty();
      assertThat(ledger.seen + ledger.missing).isEqualTo(all);
      assertThat(ledger.gaps).isEqualTo(gaps).isPositive().isLessThanOrEqualTo(CUTS);
    }
  }

  private static boolean complete(Ledger ledger, List<Future<Long>> senders) {
    for (int i = 0; i < SENDERS; i++) {
      if (ledger.last[i] != senders.get(i).resultNow() + 1) {
        return false;
      }
    }
    return true;
  }

  private static void cut(PgPool pg, FaultProxy proxy, int how) {
    switch (how) {
      case 0 -> proxy.cutAll(Cut.RESET);
      case 1 -> proxy.cutAll(Cut.FIN);
      default ->
          pg.query(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where application_name like '% notify'");
    }
  }

  /** How many it has sent, each in order, at its part of the rate. */
  private static long send(PgChannelDispatcher bus, int sender, AtomicBoolean stop) {
    long number = 0;
    long interval = 1_000_000_000L * SENDERS * BATCH / RATE;
    long next = System.nanoTime();
    while (!stop.get()) {
      List<Message> batch = new ArrayList<>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        number++;
        batch.add(new Message("storm", sender + "." + number));
      }
      bus.publisher().publishAll(batch);
      next += interval;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    return number;
  }

  @Test
  @DisplayName("N3, bar 2: listen, read, then handle, at any moment: no change is missed")
  void listenReadHandle() throws Exception {
    Random random = new Random(Soak.seed(3_003));
    try (PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus =
            PgChannelDispatcher.builder(pg).longestPause(Duration.ofMillis(100)).open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      pg.execute("create table state (version int8 not null)");
      pg.execute("insert into state values (0)");
      AtomicLong written = new AtomicLong();
      AtomicBoolean stop = new AtomicBoolean();
      Future<?> writer =
          threads.submit(
              () -> {
                while (!stop.get()) {
                  written.set(
                      pg.query(
                              "with w as (update state set version = version + 1 returning version)"
                                  + " select version, pg_notify('state', version::text) from w")
                          .row(0)
                          .longValue(0));
                }
              });
      List<String> missed = new CopyOnWriteArrayList<>();
      AtomicLong begun = new AtomicLong();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        Random own = new Random(random.nextLong());
        readers.add(
            threads.submit(
                () -> {
                  for (long trial = begun.incrementAndGet();
                      trial <= TRIALS;
                      trial = begun.incrementAndGet()) {
                    LockSupport.parkNanos(own.nextInt(300_000));
                    trial(pg, bus, written, missed);
                    if (trial % 100 == 0) {
                      pg.query(
                          "select pg_terminate_backend(pid) from pg_stat_activity"
                              + " where application_name like '% notify'");
                    }
                  }
                }));
      }
      for (Future<?> each : readers) {
        each.get();
      }
      stop.set(true);
      writer.get();
      System.out.printf("%,d trials, %,d changes, %s%n", TRIALS, written.get(), missed);
      assertThat(missed).isEmpty();
    }
  }

  @Test
  @DisplayName("N2, NT-08: channels come and go while the link is cut; in the end just the wanted")
  void comingAndGoingWhileTheLinkIsCut() throws Exception {
    Random random = new Random(Soak.seed(2_002));
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SERVER.port());
        PgPool pg = Servers.pool(config());
        PgChannelDispatcher bus =
            PgChannelDispatcher.builder(pg)
                .direct(url(proxy))
                .longestPause(Duration.ofMillis(100))
                .open()) {
      Heard marks = new Heard();
      bus.on("mark", marks).awaitLive(NotifyTest.PATIENCE);
      Map<String, Subscription> wanted = new HashMap<>();
      for (int run = 0; run < RUNS; run++) {
        for (int step = random.nextInt(20); step >= 0; step--) {
          String channel = "come" + random.nextInt(20);
          Subscription there = wanted.remove(channel);
          if (there == null) {
            wanted.put(channel, bus.on(channel, event -> {}));
          } else {
            there.close();
          }
          if (random.nextInt(10) == 0) {
            cut(pg, proxy, random.nextInt(3));
          }
        }
        wanted.values().forEach(each -> each.awaitLive(NotifyTest.PATIENCE));
        Set<String> heard = heard(bus, marks, run);
        assertThat(heard).as("run " + run).isEqualTo(wanted.keySet());
      }
    }
  }

  /**
   * The channels that the dispatcher's session listens to; asked again where a cut came between.
   */
  private static Set<String> heard(PgChannelDispatcher bus, Heard marks, int run) {
    for (int round = 0; ; round++) {
      String mark = run + "." + round;
      Soak.eventually("it stands", () -> bus.failure().isEmpty());
      long epoch = bus.counts().epoch();
      // What was unwanted before the first is not listened to any more when the second is heard.
      for (String first : List.of("first " + mark, "second " + mark)) {
        bus.publish("mark", first);
        Soak.eventually("asked", () -> marks.payloads().contains(first) || lost(bus, epoch));
      }
      long before = bus.counts().received();
      List<Message> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(new Message("come" + i, mark));
      }
      bus.publisher().publishAll(all);
      bus.publish("mark", mark);
      Soak.eventually("told", () -> marks.payloads().contains(mark) || lost(bus, epoch));
      if (lost(bus, epoch)) {
        continue;
      }
      long heard = bus.counts().received() - before - 1;
      Set<String> named = new HashSet<>();
      bus.subscriptions().stream()
          .map(Subscription::pattern)
          .filter(each -> each.startsWith("come"))
          .forEach(named::add);
      return heard == named.size() ? named : Set.of(heard + " of " + named.size());
    }
  }

  private static boolean lost(PgChannelDispatcher bus, long epoch) {
    return bus.counts().epoch() != epoch || bus.failure().isPresent();
  }

  /** Every version above the one that was read has to come by a notification. */
  private static void trial(
      PgPool pg, PgChannelDispatcher bus, AtomicLong written, List<String> missed) {
    AtomicLong known = new AtomicLong(-1);
    try (Subscription subscription =
        bus.on(
            "state",
            SubscriptionOptions.standard()
                .withQueue(100_000, 64 << 20)
                .withResync(event -> known.set(pg.query("select version from state").oneLong())),
            event -> {
              if (event instanceof Notification it) {
                long version = Long.parseLong(it.payload());
                long before = known.get();
                if (version > before + 1) {
                  missed.add("behind " + before + " came " + version);
                }
                known.set(Math.max(version, before));
              }
            })) {
      Soak.eventually("it reads", () -> known.get() >= 0);
      long now = written.get();
      Soak.eventually("it has seen " + now, () -> known.get() >= now);
      assertThat(subscription.closed()).isFalse();
    }
  }
}
