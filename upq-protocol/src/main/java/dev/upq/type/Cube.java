// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.List;

/**
 * A cube of the extension of that name: two opposite corners, or one point. Immutable.
 *
 * @param high as many coordinates as {@code low}; equal to it for a point
 */
public record Cube(List<Double> low, List<Double> high) {

  /** The most dimensions that the extension takes. */
  public static final int MAX_DIMENSIONS = 100;

  public Cube {
    low = List.copyOf(low);
    high = List.copyOf(high);
    if (low.size() != high.size() || low.size() > MAX_DIMENSIONS) {
      throw PgValueException.encode("a cube whose corners differ in dimensions or have too many");
    }
  }

  /** A cube without extent. */
  public static Cube point(List<Double> point) {
    return new Cube(point, point);
  }

  public boolean isPoint() {
    return low.equals(high);
  }
}
