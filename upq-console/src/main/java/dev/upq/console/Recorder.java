// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import dev.upq.stats.PgStatsRegistry;
import dev.upq.stats.StatsSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at the pools, keeps what it saw, and tells those who listen. Thread-safe: one thread looks,
 * and those who begin to listen ask for the past.
 */
final class Recorder implements AutoCloseable {

  private static final int LOOKS_A_SECOND = 10;

  private final List<Watched> pools;
  private final PgStatsRegistry stats;
  private final List<ConsoleSection> sections;
  private final EventStream events;
  private final int seconds;
  private final long started = System.currentTimeMillis();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock, as all of pools is.
  private String lastTick = "";

  Recorder(
      List<Watched> pools,
      PgStatsRegistry stats,
      List<ConsoleSection> sections,
      EventStream events,
      int seconds) {
    this.pools = pools;
    this.stats = stats;
    this.sections = sections;
    this.events = events;
    this.seconds = seconds;
  }

  /** Looks until closed; on a thread of its own. The first second was measured before. */
  void run() {
    long tick = TimeUnit.SECONDS.toNanos(1) / LOOKS_A_SECOND;
    long next = System.nanoTime() + tick;
    int looks = 0;
    try {
      while (!closing.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        if (++looks % LOOKS_A_SECOND == 0) {
          second();
        } else {
          look();
        }
        // After a pause of the whole process the looks that were missed are not made up for.
        next = Math.max(next + tick, System.nanoTime());
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    lock.lock();
    try {
      pools.forEach(Watched::look);
    } finally {
      lock.unlock();
    }
  }

  /** One second's measurement, told to all who listen. */
  void second() {
    StatsSnapshot snapshot = stats.snapshot();
    long nanos = System.nanoTime();
    long millis = System.currentTimeMillis();
    String tick;
    lock.lock();
    try {
      for (Watched pool : pools) {
        pool.second(millis, nanos, snapshot.pool(pool.name()));
      }
      tick = tick(millis);
      lastTick = tick;
    } finally {
      lock.unlock();
    }
    events.publish(EventStream.event("tick", tick));
  }

  private String tick(long millis) {
    Json json = new Json().object().field("at", millis).name("pools").array();
    pools.forEach(pool -> pool.tick(json));
    json.endArray().name("tables").object();
    for (ConsoleSection section : sections) {
      json.name(section.id());
      SectionText.rows(section, json);
    }
    return json.endObject().endObject().toString();
  }

  /** For one who begins to listen: what there is, the past, and the newest second. */
  byte[] first() {
    Json json = new Json().object();
    String tick;
    lock.lock();
    try {
      json.field("started", started)
          .field("intervalMillis", 1_000)
          .field("keep", seconds)
          .name("series")
          .array();
      History.SERIES.forEach(json::value);
      json.endArray().name("pools").array();
      pools.forEach(pool -> pool.describe(json));
      json.endArray().name("sections").array();
      sections.forEach(section -> SectionText.describe(section, json));
      json.endArray().endObject();
      tick = lastTick;
    } finally {
      lock.unlock();
    }
    byte[] hello = EventStream.event("hello", json.toString());
    if (tick.isEmpty()) {
      return hello;
    }
    byte[] now = EventStream.event("tick", tick);
    byte[] both = Arrays.copyOf(hello, hello.length + now.length);
    System.arraycopy(now, 0, both, hello.length, now.length);
    return both;
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
