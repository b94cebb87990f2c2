// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.List;

/**
 * The geometric types, each a record of its own. Immutable. Coordinates are any {@code double}, NaN
 * and the infinities included; two values are equal where their coordinates are, bit for bit but
 * for the kinds of NaN.
 *
 * @see <a href="https://www.postgresql.org/docs/18/datatype-geometric.html">Geometric types</a>
 */
public sealed interface Geometry {

  /** A point. */
  record Point(double x, double y) implements Geometry {}

  /** The line {@code ax + by + c = 0}; the server refuses it where a and b are both 0. */
  record Line(double a, double b, double c) implements Geometry {}

  /** An lseg: the stretch between two points. */
  record LineSegment(Point from, Point to) implements Geometry {}

  /** A box between two opposite corners; the server stores the upper right one as {@code high}. */
  record Box(Point high, Point low) implements Geometry {}

  /** A path of one point or more, closed where its end is joined with its beginning. */
  record Path(List<Point> points, boolean closed) implements Geometry {

    public Path {
      points = someOf(points);
    }
  }

  /** A polygon of one point or more. */
  record Polygon(List<Point> points) implements Geometry {

    public Polygon {
      points = someOf(points);
    }
  }

  /** A circle; the server refuses a radius below 0. */
  record Circle(Point center, double radius) implements Geometry {}

  private static List<Point> someOf(List<Point> points) {
    if (points.isEmpty()) {
      throw PgValueException.encode("a path or polygon without a point");
    }
    return List.copyOf(points);
  }
}
