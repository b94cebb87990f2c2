// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.PgPool;
import dev.upq.pool.Lease;
import dev.upq.testkit.EmbeddedPostgres;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Borrowing a connection and giving it back, on platform threads. Thread-safe once set up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PoolParts {

  private @Nullable EmbeddedPostgres server;
  private @Nullable PgPool pool;

  @Setup(Level.Trial)
  public void open() {
    EmbeddedPostgres started = EmbeddedPostgres.start();
    server = started;
    PgPool opened = PgPool.open(started.url() + "?pool_max=2");
    opened.acquire().close();
    pool = opened;
  }

  @TearDown(Level.Trial)
  public void close() {
    if (pool != null) {
      pool.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static long borrowed(@Nullable PgPool pool) {
    if (pool == null) {
      throw new IllegalStateException("not set up");
    }
    try (Lease lease = pool.acquire()) {
      return lease.connection().processId();
    }
  }

  @Benchmark
  public long borrowAndReturn() {
    return borrowed(pool);
  }

  @Benchmark
  @Threads(4)
  public long borrowAndReturnFourThreadsTwoConnections() {
    return borrowed(pool);
  }
}
