// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times that were observed: how many, how long together, and how they are spread. Immutable.
 *
 * <p>Quantiles are at most 1.6 % away from a time that was observed; counts are exact.
 */
public final class LatencySnapshot {

  private static final long[] NO_COUNTS = {};

  private final Ladder ladder;
  // The cells from the first to the last that is not empty.
  private final int from;
  private final long[] counts;
  private final long count;
  private final long sumNanos;

  /**
   * @param cells the counts of all cells; copied
   */
  LatencySnapshot(Ladder ladder, long[] cells, long sumNanos) {
    int first = 0;
    int end = cells.length;
    while (end > 0 && cells[end - 1] == 0) {
      end--;
    }
    while (first < end && cells[first] == 0) {
      first++;
    }
    long all = 0;
    for (int cell = first; cell < end; cell++) {
      all += cells[cell];
    }
    this.ladder = ladder;
    this.from = first;
    this.counts = Arrays.copyOfRange(cells, first, end);
    this.count = all;
    this.sumNanos = sumNanos;
  }

  static LatencySnapshot none(Ladder ladder) {
    return new LatencySnapshot(ladder, NO_COUNTS, 0);
  }

  Ladder ladder() {
    return ladder;
  }

  /** The counts of all cells, in an array of the caller's own. */
  private long[] cells() {
    long[] cells = new long[ladder.cells()];
    System.arraycopy(counts, 0, cells, from, counts.length);
    return cells;
  }

  /** How many there were. */
  public long count() {
    return count;
  }

  /** All of them together, in nanoseconds. */
  public long sumNanos() {
    return sumNanos;
  }

  /** The mean, in nanoseconds; 0 where there was none. */
  public long meanNanos() {
    return count == 0 ? 0 : sumNanos / count;
  }

  /**
   * The time that a share of all did not exceed, in nanoseconds; 0 where there was none.
   *
   * @param share 0 to 1, for example 0.99
   */
  public long quantileNanos(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1: " + share);
    }
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      seen += counts[cell];
      if (seen >= rank) {
        return ladder.middle(from + cell);
      }
    }
    return 0;
  }

  /** The median, in nanoseconds. */
  public long p50Nanos() {
    return quantileNanos(0.5);
  }

  /** What one in ten exceeds, in nanoseconds. */
  public long p90Nanos() {
    return quantileNanos(0.9);
  }

  /** What one in a hundred exceeds, in nanoseconds. */
  public long p99Nanos() {
    return quantileNanos(0.99);
  }

  /** What one in a thousand exceeds, in nanoseconds. */
  public long p999Nanos() {
    return quantileNanos(0.999);
  }

  /** The longest, in nanoseconds, exact to 1.6 %. */
  public long maxNanos() {
    return quantileNanos(1);
  }

  /** The bounds of {@link #cumulative()}. */
  public List<Duration> bounds() {
    List<Duration> bounds = new ArrayList<>(ladder.bounds());
    for (int i = 0; i < ladder.bounds(); i++) {
      bounds.add(Duration.ofNanos(ladder.bound(i)));
    }
    return List.copyOf(bounds);
  }

  /** How many did not exceed each bound, and at last how many there were. */
  public List<Long> cumulative() {
    long[] buckets = new long[ladder.bounds() + 1];
    for (int cell = 0; cell < counts.length; cell++) {
      buckets[ladder.bucket(from + cell)] += counts[cell];
    }
    List<Long> sums = new ArrayList<>(buckets.length);
    long sum = 0;
    for (long bucket : buckets) {
      sum += bucket;
      sums.add(sum);
    }
    return List.copyOf(sums);
  }

  /** Those that were observed since an earlier snapshot of the same. */
  public LatencySnapshot since(LatencySnapshot earlier) {
    long[] rest = cells();
    for (int i = 0; i < earlier.counts.length; i++) {
      rest[earlier.from + i] = Math.max(0, rest[earlier.from + i] - earlier.counts[i]);
    }
    return new LatencySnapshot(ladder, rest, Math.max(0, sumNanos - earlier.sumNanos));
  }

  /** These and those of another together. */
  public LatencySnapshot plus(LatencySnapshot other) {
    if (other.count == 0) {
      return this;
    }
    long[] all = cells();
    for (int i = 0; i < other.counts.length; i++) {
      all[other.from + i] += other.counts[i];
    }
    return new LatencySnapshot(ladder, all, sumNanos + other.sumNanos);
  }

  @Override
  public String toString() {
    return "LatencySnapshot[count="
        + count
        + ", p50="
        + p50Nanos()
        + " ns, p99="
        + p99Nanos()
        + " ns, max="
        + maxNanos()
        + " ns]";
  }
}
