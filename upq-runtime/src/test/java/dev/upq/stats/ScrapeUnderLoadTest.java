// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.probe.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scrapes while 16 threads count. {@code -Dupq.stats.scrapes=10000} for the long run. */
@Timeout(900)
final class ScrapeUnderLoadTest {

  private static final int WRITERS = 16;
  private static final int QUERIES = 48;
  private static final long REST_NANOS = 5_000_000;
  private static final int SCRAPES = Integer.getInteger("upq.stats.scrapes", 40);

  private final PgStatsRegistry registry = PgStatsRegistry.create();
  private final PoolStats stats = registry.open("orders", Probe.NONE);
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong written = new AtomicLong();
  private final Queue<Long> took = new ConcurrentLinkedQueue<>();
  private final AtomicInteger samples = new AtomicInteger();

  private long write(int number) {
    SplittableRandom random = new SplittableRandom(number);
    Probe server = stats.at("db" + number % 2, 5432, "primary");
    List<Done> selects = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      selects.add(Done.query("-- name: q" + i + "\nselect 1", "SELECT 1", 1));
    }
    Done insert = Done.query("insert into t", "INSERT 0 1", 1);
    long count = 0;
    while (!over.get()) {
      long nanos = 1L << random.nextInt(36);
      Done select = selects.get(random.nextInt(QUERIES));
      server.executed(random.nextInt(3) == 0 ? insert : select, nanos, null);
      if (random.nextInt(20) == 0) {
        server.executed(insert, nanos, new PgTimeoutException("late", Sent.MAYBE));
        count++;
      }
      stats.acquired(nanos);
      stats.bytes(nanos & 1_023, 5);
      count++;
    }
    written.addAndGet(count);
    return count;
  }

  /** The reader checks that buckets rise and that +Inf is the count; here, that nothing falls. */
  private int scrape(MetricsFormat format, int times) throws IOException {
    Map<String, Double> before = Map.of();
    for (int i = 0; i < times; i++) {
      // A scraper comes now and then: it has not used up its share of the cores.
      LockSupport.parkNanos(REST_NANOS);
      StringBuilder text = new StringBuilder();
      long begun = System.nanoTime();
      registry.write(format, text);
      took.add(System.nanoTime() - begun);
      Scraped scraped =
          switch (format) {
            case PROMETHEUS -> Scraped.prometheus(text.toString());
            case OPEN_METRICS -> Scraped.openMetrics(text.toString());
          };
      Map<String, Double> now = scraped.values();
      before.forEach(
          (series, value) -> {
            if (!series.startsWith("upq_avg_latency_us")) {
              assertThat(now).as("a series goes away").containsKey(series);
              assertThat(now.get(series)).as(series).isGreaterThanOrEqualTo(value);
            }
          });
      before = now;
    }
    samples.set(before.size());
    return times;
  }

  private void told() {
    List<Long> sorted = took.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "stats: %d scrapes of %d samples under %d writers on %d cores: median %.2f ms, 99th of a"
            + " hundred %.2f ms, longest %.2f ms%n",
        sorted.size(),
        samples.get(),
        WRITERS,
        Runtime.getRuntime().availableProcessors(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.getLast() / 1e6);
  }

  @Test
  @DisplayName("ST-04, ST-05: two scrapers under 16 writers: +Inf is the count, nothing ever falls")
  void everyScrapeIsConsistent() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Long>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        Callable<Long> writer = () -> write(number);
        writers.add(threads.submit(writer));
      }
      Callable<Integer> other = () -> scrape(MetricsFormat.OPEN_METRICS, SCRAPES / 2);
      try {
        Future<Integer> second = threads.submit(other);
        assertThat(scrape(MetricsFormat.PROMETHEUS, SCRAPES - SCRAPES / 2)).isPositive();
        assertThat(second.get()).isPositive();
      } finally {
        over.set(true);
      }
      for (Future<Long> writer : writers) {
        assertThat(writer.get()).isPositive();
      }
    }
    told();
    assertThat(stats.snapshot().count()).as("nothing is lost").isEqualTo(written.get());
  }
}
