// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Geometry;
import dev.upq.type.Geometry.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * point, line, lseg, box, path, polygon and circle: their coordinates as float8, one after the
 * other; in front of the points of a path or polygon stands their number. Immutable.
 *
 * <p>Read as the record of that name in Geometry and as String; written from the record and from
 * CharSequence. An array of boxes has semicolons in text.
 */
abstract sealed class GeometryCodec<T extends Geometry> extends Printed<T> {

  private static final FloatCodec.Float8 NUMBERS = new FloatCodec.Float8();
  private static final int POINT_BYTES = 16;

  private GeometryCodec(String typeName, Class<T> javaType, int width) {
    super(typeName, javaType, width);
  }

  static Point readPoint(ByteReader in) {
    return new Point(in.float8(), in.float8());
  }

  static void writePoint(Point point, ByteWriter out) {
    out.float8(point.x()).float8(point.y());
  }

  static double number(TextScanner in) {
    return NUMBERS.parse(in.until(",()[]{}<>"));
  }

  static Point parsePoint(TextScanner in) {
    in.expect('(');
    double x = number(in);
    in.expect(',');
    double y = number(in);
    in.expect(')');
    return new Point(x, y);
  }

  static String print(double number) {
    return FloatText.of(number);
  }

  static String printPoint(Point point) {
    return "(" + print(point.x()) + "," + print(point.y()) + ")";
  }

  final List<Point> readPoints(ByteReader in) {
    int count = in.count(in.int4(), POINT_BYTES);
    if (count == 0) {
      throw Malformed.value(this, "no point");
    }
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      points.add(readPoint(in));
    }
    return points;
  }

  static void writePoints(List<Point> points, ByteWriter out) {
    out.int4(points.size());
    points.forEach(point -> writePoint(point, out));
  }

  static List<Point> parsePoints(TextScanner in) {
    List<Point> points = new ArrayList<>();
    do {
      points.add(parsePoint(in));
    } while (in.accept(','));
    return points;
  }

  static String printPoints(List<Point> points) {
    StringBuilder text = new StringBuilder();
    for (Point point : points) {
      text.append(text.isEmpty() ? "" : ",").append(printPoint(point));
    }
    return text.toString();
  }

  /** point. */
  static final class OfPoint extends GeometryCodec<Point> {

    OfPoint() {
      super("point", Point.class, POINT_BYTES);
    }

    @Override
    Point read(ByteReader in) {
      return readPoint(in);
    }

    @Override
    Point parse(TextScanner in) {
      return parsePoint(in);
    }

    @Override
    String print(Point value) {
      return printPoint(value);
    }

    @Override
    public void encode(Point value, ByteWriter out) {
      writePoint(value, out);
    }
  }

  /** line. */
  static final class OfLine extends GeometryCodec<Geometry.Line> {

    OfLine() {
      super("line", Geometry.Line.class, 24);
    }

    @Override
    Geometry.Line read(ByteReader in) {
      return new Geometry.Line(in.float8(), in.float8(), in.float8());
    }

    @Override
    Geometry.Line parse(TextScanner in) {
      in.expect('{');
      double a = number(in);
      in.expect(',');
      double b = number(in);
      in.expect(',');
      double c = number(in);
      in.expect('}');
      return new Geometry.Line(a, b, c);
    }

    @Override
    String print(Geometry.Line value) {
      return "{" + print(value.a()) + "," + print(value.b()) + "," + print(value.c()) + "}";
    }

    @Override
    public void encode(Geometry.Line value, ByteWriter out) {
      out.float8(value.a()).float8(value.b()).float8(value.c());
    }
  }

  /** lseg. */
  static final class OfSegment extends GeometryCodec<Geometry.LineSegment> {

    OfSegment() {
      super("lseg", Geometry.LineSegment.class, 2 * POINT_BYTES);
    }

    @Override
    Geometry.LineSegment read(ByteReader in) {
      return new Geometry.LineSegment(readPoint(in), readPoint(in));
    }

    @Override
    Geometry.LineSegment parse(TextScanner in) {
      in.expect('[');
      Point from = parsePoint(in);
      in.expect(',');
      Point to = parsePoint(in);
      in.expect(']');
      return new Geometry.LineSegment(from, to);
    }

    @Override
    String print(Geometry.LineSegment value) {
      return "[" + printPoint(value.from()) + "," + printPoint(value.to()) + "]";
    }

    @Override
    public void encode(Geometry.LineSegment value, ByteWriter out) {
      writePoint(value.from(), out);
      writePoint(value.to(), out);
    }
  }

  /** box. */
  static final class OfBox extends GeometryCodec<Geometry.Box> {

    OfBox() {
      super("box", Geometry.Box.class, 2 * POINT_BYTES);
    }

    @Override
    public char delimiter() {
      return ';';
    }

    @Override
    Geometry.Box read(ByteReader in) {
      return new Geometry.Box(readPoint(in), readPoint(in));
    }

    @Override
    Geometry.Box parse(TextScanner in) {
      Point high = parsePoint(in);
      in.expect(',');
      return new Geometry.Box(high, parsePoint(in));
    }

    @Override
    String print(Geometry.Box value) {
      return printPoint(value.high()) + "," + printPoint(value.low());
    }

    @Override
    public void encode(Geometry.Box value, ByteWriter out) {
      writePoint(value.high(), out);
      writePoint(value.low(), out);
    }
  }

  /** path: a byte in front tells whether it is closed. */
  static final class OfPath extends GeometryCodec<Geometry.Path> {

    OfPath() {
      super("path", Geometry.Path.class, -1);
    }

    @Override
    Geometry.Path read(ByteReader in) {
      boolean closed = in.int1() != 0;
      return new Geometry.Path(readPoints(in), closed);
    }

    @Override
    Geometry.Path parse(TextScanner in) {
      boolean closed = in.accept('(');
      if (!closed) {
        in.expect('[');
      }
      List<Point> points = parsePoints(in);
      in.expect(closed ? ')' : ']');
      return new Geometry.Path(points, closed);
    }

    @Override
    String print(Geometry.Path value) {
      String points = printPoints(value.points());
      return value.closed() ? "(" + points + ")" : "[" + points + "]";
    }

    @Override
    public void encode(Geometry.Path value, ByteWriter out) {
      out.int1(value.closed() ? 1 : 0);
      writePoints(value.points(), out);
    }
  }

  /** polygon. */
  static final class OfPolygon extends GeometryCodec<Geometry.Polygon> {

    OfPolygon() {
      super("polygon", Geometry.Polygon.class, -1);
    }

    @Override
    Geometry.Polygon read(ByteReader in) {
      return new Geometry.Polygon(readPoints(in));
    }

    @Override
    Geometry.Polygon parse(TextScanner in) {
      in.expect('(');
      List<Point> points = parsePoints(in);
      in.expect(')');
      return new Geometry.Polygon(points);
    }

    @Override
    String print(Geometry.Polygon value) {
      return "(" + printPoints(value.points()) + ")";
    }

    @Override
    public void encode(Geometry.Polygon value, ByteWriter out) {
      writePoints(value.points(), out);
    }
  }

  /** circle. */
  static final class OfCircle extends GeometryCodec<Geometry.Circle> {

    OfCircle() {
      super("circle", Geometry.Circle.class, 24);
    }

    @Override
    Geometry.Circle read(ByteReader in) {
      return new Geometry.Circle(readPoint(in), in.float8());
    }

    @Override
    Geometry.Circle parse(TextScanner in) {
      in.expect('<');
      Point center = parsePoint(in);
      in.expect(',');
      double radius = number(in);
      in.expect('>');
      return new Geometry.Circle(center, radius);
    }

    @Override
    String print(Geometry.Circle value) {
      return "<" + printPoint(value.center()) + "," + print(value.radius()) + ">";
    }

    @Override
    public void encode(Geometry.Circle value, ByteWriter out) {
      writePoint(value.center(), out);
      out.float8(value.radius());
    }
  }
}
