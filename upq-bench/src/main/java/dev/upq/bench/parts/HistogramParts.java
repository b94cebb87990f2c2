// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.bench.load.Latencies;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Counting a latency, and reading a quantile. Shared by its threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HistogramParts {

  private static final double P99 = 0.99;
  private static final long NANOS_MASK = (1 << 20) - 1;

  private final Latencies latencies = new Latencies();

  @Benchmark
  public void record() {
    latencies.record(0, System.nanoTime() & NANOS_MASK);
  }

  @Benchmark
  @Threads(2)
  public void recordFromTwoThreads() {
    latencies.record((int) Thread.currentThread().threadId(), System.nanoTime() & NANOS_MASK);
  }

  @Benchmark
  public long quantile() {
    return latencies.quantile(P99);
  }
}
