// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import dev.upq.bench.load.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came of one client in one case: medians over its rounds, for one of what is counted.
 * Immutable. NaN is what is not known.
 *
 * @param rate a second
 * @param cpuMicros CPU time of the client for each
 * @param allocatedBytes for each
 * @param p50Micros how long a piece of work took; half took less
 * @param heapBytes the smallest heap that does, over what an idle client uses
 */
public record Figures(
    double rate,
    double cpuMicros,
    double allocatedBytes,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double heapBytes) {

  /** Of at least one sample; a piece of work counts as so many units. */
  public static Figures of(List<Sample> samples, int units) {
    return new Figures(
        median(samples, s -> s.operations() * (double) units / s.seconds()),
        median(samples, s -> known(s.cpuNanos()) / 1e3 / s.operations() / units),
        median(samples, s -> known(s.allocatedBytes()) / s.operations() / units),
        median(samples, s -> known(s.p50()) / 1e3),
        median(samples, s -> known(s.p99()) / 1e3),
        median(samples, s -> known(s.p999()) / 1e3),
        Double.NaN);
  }

  /** The same, with the smallest heap that does. */
  public Figures withHeap(double bytes) {
    return new Figures(rate, cpuMicros, allocatedBytes, p50Micros, p99Micros, p999Micros, bytes);
  }

  private static double known(long figure) {
    return figure < 0 ? Double.NaN : figure;
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
  }
}
