// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took: counts in buckets that grow by an eighth of their power of two, so that a
 * percentile is right to 12.5 %. Thread-safe; a reading while others write may miss the newest.
 */
public final class Latencies {

  private static final int PER_DOUBLING = 8;
  private static final int DOUBLINGS = 40;

  private final AtomicLongArray counts = new AtomicLongArray(PER_DOUBLING * DOUBLINGS);

  Latencies() {}

  /** Counts one of {@code nanos} nanoseconds. */
  public void add(long nanos) {
    counts.incrementAndGet(bucket(Math.max(1, nanos)));
  }

  public long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** Nanoseconds that {@code part} (0 to 1) of them did not exceed; 0 where there are none. */
  public long percentile(double part) {
    long wanted = (long) Math.ceil(count() * part);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return upper(i);
      }
    }
    return 0;
  }

  private int bucket(long nanos) {
    int doubling = 63 - Long.numberOfLeadingZeros(nanos);
    int eighth = doubling < 3 ? 0 : (int) (nanos >>> (doubling - 3)) & (PER_DOUBLING - 1);
    return Math.min(counts.length() - 1, doubling * PER_DOUBLING + eighth);
  }

  private static long upper(int bucket) {
    long base = 1L << (bucket / PER_DOUBLING);
    return base + base * (bucket % PER_DOUBLING + 1) / PER_DOUBLING;
  }
}
