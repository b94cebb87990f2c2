// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Arrays;

/**
 * How times fall into cells, and cells into the buckets that are shown. Immutable.
 *
 * <p>Below 64 ns a cell is one nanosecond; above, each power of two has 32 cells, so that the
 * middle of a cell is at most 1.6 % away from anything in it. A cell through which a bound goes is
 * two: what is counted up to a bound is exact.
 */
final class Ladder {

  /** The bounds of the buckets, in nanoseconds: 50 µs to 30 s. */
  private static final long[] STANDARD = {
    50_000L,
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    5_000_000_000L,
    30_000_000_000L
  };

  private static final int CELLS_BITS = 5;

  /** What is above, about two and a half hours, counts as this in the cells. */
  private static final long MOST = (1L << 43) - 1;

  private static final Ladder STANDARD_LADDER = new Ladder(STANDARD);

  private final long[] bounds;
  // Of each place on the scale its cell; the complement of the lower one where it is two.
  private final short[] cellOf;
  // The largest value of each cell.
  private final long[] tops;
  private final int[] bucketOf;

  private Ladder(long[] bounds) {
    this.bounds = bounds;
    int places = place(MOST) + 1;
    this.cellOf = new short[places];
    long[] ends = new long[places + bounds.length];
    int cell = 0;
    int bound = 0;
    for (int place = 0; place < places; place++) {
      long top = top(place);
      boolean split = bound < bounds.length && bounds[bound] < top;
      cellOf[place] = (short) (split ? ~cell : cell);
      if (split) {
        ends[cell++] = bounds[bound];
      }
      ends[cell++] = top;
      bound += bound < bounds.length && bounds[bound] <= top ? 1 : 0;
    }
    this.tops = Arrays.copyOf(ends, cell);
    this.bucketOf = new int[cell];
    for (int i = 0; i < cell; i++) {
      int at = Arrays.binarySearch(bounds, tops[i]);
      bucketOf[i] = at < 0 ? ~at : at;
    }
  }

  static Ladder standard() {
    return STANDARD_LADDER;
  }

  /**
   * With other bounds.
   *
   * @param bounds in nanoseconds, from 64 to an hour, each at least an eighth above the one before
   */
  static Ladder of(long... bounds) {
    long before = 56;
    for (long bound : bounds) {
      if (bound - before < before / 8 || bound > 3_600_000_000_000L) {
        throw new IllegalArgumentException(
            "bounds rise by an eighth at least, from 64 ns to an hour: " + bound + " ns");
      }
      before = bound;
    }
    return new Ladder(bounds.clone());
  }

  private static int place(long nanos) {
    int shift = Math.max(0, 63 - CELLS_BITS - Long.numberOfLeadingZeros(nanos | 1));
    return (shift << CELLS_BITS) + (int) (nanos >>> shift);
  }

  /** The largest value at that place. */
  private static long top(int place) {
    int shift = Math.max(0, (place >> CELLS_BITS) - 1);
    long low = (long) (place - (shift << CELLS_BITS)) << shift;
    return low + (1L << shift) - 1;
  }

  /** How many cells there are. */
  int cells() {
    return tops.length;
  }

  /** The cell of a time that is not negative. */
  int cell(long nanos) {
    long within = Math.min(nanos, MOST);
    int cell = cellOf[place(within)];
    if (cell >= 0) {
      return cell;
    }
    int lower = ~cell;
    return within > tops[lower] ? lower + 1 : lower;
  }

  /** The middle of a cell: what stands for everything in it. */
  long middle(int cell) {
    long low = cell == 0 ? 0 : tops[cell - 1] + 1;
    return low + (tops[cell] - low) / 2;
  }

  /** How many bounds there are; above the last one is one bucket more. */
  int bounds() {
    return bounds.length;
  }

  /** A bound, in nanoseconds. */
  long bound(int index) {
    return bounds[index];
  }

  /**
   * A bound in seconds, in the one spelling that the formats agree on: {@code 5e-05}, {@code
   * 0.0001}, {@code 1.0}.
   */
  String label(int index) {
    StringBuilder text = new StringBuilder();
    long nanos = bounds[index];
    if (nanos >= 100_000) {
      MetricsText.seconds(text, nanos);
      return text.indexOf(".") < 0 ? text + ".0" : text.toString();
    }
    text.append(nanos);
    int exponent = text.length() - 10;
    while (text.charAt(text.length() - 1) == '0') {
      text.setLength(text.length() - 1);
    }
    if (text.length() > 1) {
      text.insert(1, '.');
    }
    return text + "e-0" + -exponent;
  }

  /** The bucket that a cell belongs to; {@link #bounds()} for the one above the last bound. */
  int bucket(int cell) {
    return bucketOf[cell];
  }
}
