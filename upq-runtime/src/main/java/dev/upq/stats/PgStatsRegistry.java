// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.probe.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The numbers of any number of pools. Thread-safe.
 *
 * <pre>{@code
 * PgStatsRegistry stats = PgStatsRegistry.create();
 * PgPool orders = PgPool.builder(uri).name("orders").stats(stats).open();
 * System.out.println(stats.metricsDump());
 * }</pre>
 *
 * <p>A pool that is given none has one of its own.
 */
public final class PgStatsRegistry {

  private final boolean on;
  private final Ladder ladder;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final TreeMap<String, PoolStats> pools = new TreeMap<>();

  private PgStatsRegistry(boolean on, Ladder ladder) {
    this.on = on;
    this.ladder = ladder;
  }

  public static PgStatsRegistry create() {
    return new PgStatsRegistry(true, Ladder.standard());
  }

  /** A registry whose pools count nothing. */
  public static PgStatsRegistry off() {
    return new PgStatsRegistry(false, Ladder.standard());
  }

  /** False where nothing is counted. */
  public boolean on() {
    return on;
  }

  /**
   * The numbers of a pool that opens. One that was closed and opens again under its name goes on
   * counting; where a pool of that name is open, the next free of {@code name-2}, {@code name-3} is
   * taken.
   *
   * @param also who is told beside it, of all connections alike: it is not asked for one of each
   */
  public PoolStats open(String name, Probe also) {
    lock.lock();
    try {
      String free = name;
      PoolStats known = pools.get(free);
      for (int number = 2; known != null && !known.reopen(also); number++) {
        free = name + "-" + number;
        known = pools.get(free);
      }
      if (known == null) {
        known = new PoolStats(free, ladder, also);
        pools.put(free, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** All pools, each as it stands at this moment. */
  public StatsSnapshot snapshot() {
    List<PoolSnapshot> all = new ArrayList<>();
    for (PoolStats pool : pools()) {
      all.add(pool.snapshot());
    }
    return new StatsSnapshot(List.copyOf(all));
  }

  /** In the text format of Prometheus, 0.0.4. */
  public String metricsDump() {
    StringBuilder text = new StringBuilder();
    try {
      write(MetricsFormat.PROMETHEUS, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** Writes all numbers in that format, in UTF-8 where {@code out} becomes bytes. */
  public void write(MetricsFormat format, Appendable out) throws IOException {
    List<PoolReading> readings = new ArrayList<>();
    for (PoolStats pool : pools()) {
      readings.add(pool.read());
    }
    Exposition.write(readings, format, out);
  }

  private List<PoolStats> pools() {
    lock.lock();
    try {
      return List.copyOf(pools.values());
    } finally {
      lock.unlock();
    }
  }
}
