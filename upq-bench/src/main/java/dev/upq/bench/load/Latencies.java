// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.load;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long pieces of work took, in classes that are at most 1.6 % wide. Thread-safe; recording is
 * one addition in one of a few stripes. From 1 ns to 2^40 ns (18 minutes); longer counts as that.
 */
public final class Latencies {

  private static final int SUB_BITS = 6;
  private static final int SUB = 1 << SUB_BITS;
  private static final int MOST_BITS = 40;
  private static final int CLASSES = (MOST_BITS - SUB_BITS + 1) * SUB;
  private static final int STRIPES = 4;

  private final AtomicLongArray[] stripes = new AtomicLongArray[STRIPES];

  public Latencies() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new AtomicLongArray(CLASSES);
    }
  }

  /** Counts one of {@code nanos}; {@code stripe} spreads the callers. */
  public void record(int stripe, long nanos) {
    stripes[stripe & (STRIPES - 1)].getAndIncrement(index(nanos));
  }

  /**
   * The value, in nanoseconds, that a share of 0 to 1 is not above; 0 where nothing was counted.
   */
  public long quantile(double share) {
    long total = count();
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < CLASSES; i++) {
      seen += at(i);
      if (total > 0 && seen >= rank) {
        return middle(i);
      }
    }
    return 0;
  }

  public long count() {
    long count = 0;
    for (int i = 0; i < CLASSES; i++) {
      count += at(i);
    }
    return count;
  }

  private long at(int index) {
    long count = 0;
    for (AtomicLongArray stripe : stripes) {
      count += stripe.get(index);
    }
    return count;
  }

  private static int index(long nanos) {
    long value = Math.clamp(nanos, 1, (1L << MOST_BITS) - 1);
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - SUB_BITS - 1);
    return (shift << SUB_BITS) + (int) (value >>> shift);
  }

  private static long middle(int index) {
    if (index < 2 * SUB) {
      return index;
    }
    int shift = (index >> SUB_BITS) - 1;
    long low = (long) (index - (shift << SUB_BITS)) << shift;
    return low + (1L << shift) / 2;
  }
}
