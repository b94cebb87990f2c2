// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.probe.Execution;
import dev.upq.probe.Probe;
import dev.upq.stats.MetricsFormat;
import dev.upq.stats.PgStatsRegistry;
import dev.upq.stats.PoolStats;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What counting costs a statement, and a scrape of about 2,000 samples. Shared by its threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class StatsParts {

  private static final int SERVERS = 10;
  private static final int NAMES = 40;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final long NANOS_MASK = (1 << 22) - 1;

  private final PgStatsRegistry registry = PgStatsRegistry.create();
  private final PoolStats pool = registry.open("bench", Probe.NONE);
  private final Probe server = pool.at("localhost", 5432, "primary");
  private final Done select = new Done("select 1", "SELECT 1");
  private final AtomicReference<@Nullable Object> unused = new AtomicReference<>();

  /** A scrape has something to show: servers, kinds of operations, and queries with names. */
  public StatsParts() {
    for (int i = 0; i < SERVERS; i++) {
      Probe each = pool.at("host" + i, 5432, "standby");
      for (String tag : new String[] {"SELECT 1", "INSERT 0 1", "UPDATE 1", "DELETE 1"}) {
        each.executed(new Done("select 1", tag), i, null);
      }
    }
    for (int i = 0; i < NAMES; i++) {
      server.executed(new Done("-- name: q" + i + "\nselect 1", "SELECT 1"), i, null);
    }
  }

  private record Done(String sql, String commandTag, AtomicReference<@Nullable Object> place)
      implements Execution {
    Done(String sql, String commandTag) {
      this(sql, commandTag, new AtomicReference<>());
    }

    @Override
    public Way way() {
      return Way.QUERY;
    }

    @Override
    public long rows() {
      return 1;
    }

    @Override
    public int statements() {
      return 1;
    }
  }

  private static long time(long counter) {
    return counter * SPREAD & NANOS_MASK;
  }

  /** One observation of one series. */
  @Benchmark
  public void observed() {
    pool.acquired(time(Thread.currentThread().threadId()));
  }

  /** All that is counted of a statement: its operation, its query, their rows. */
  @Benchmark
  public void executed() {
    server.executed(select, time(Thread.currentThread().threadId()), null);
  }

  @Benchmark
  @Threads(2)
  public void executedFromTwoThreads() {
    server.executed(select, time(Thread.currentThread().threadId()), null);
  }

  /** The same with nobody who counts. */
  @Benchmark
  public Probe executedWithoutStats() {
    Probe.NONE.executed(select, time(unused.hashCode()), null);
    return Probe.NONE;
  }

  @Benchmark
  public int scrape() throws IOException {
    StringBuilder text = new StringBuilder();
    registry.write(MetricsFormat.PROMETHEUS, text);
    return text.length();
  }

  /** A scrape while sixteen threads count, on however many cores there are. */
  @Benchmark
  @Group("scrapeUnderLoad")
  @GroupThreads(1)
  public int scrapeUnderLoad() throws IOException {
    return scrape();
  }

  @Benchmark
  @Group("scrapeUnderLoad")
  @GroupThreads(16)
  public void executedUnderLoad() {
    executed();
  }
}
