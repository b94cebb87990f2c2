// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.type.BitString;
import dev.upq.type.Geometry.Box;
import dev.upq.type.Geometry.Circle;
import dev.upq.type.Geometry.Line;
import dev.upq.type.Geometry.LineSegment;
import dev.upq.type.Geometry.Path;
import dev.upq.type.Geometry.Point;
import dev.upq.type.Geometry.Polygon;
import dev.upq.type.NumberVector;
import dev.upq.type.PgInet;
import dev.upq.type.PgLsn;
import dev.upq.type.PgMacAddress;
import dev.upq.type.PgMoney;
import dev.upq.type.Snapshot;
import dev.upq.type.Tid;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Values of the rarer types, each as the server keeps it, so that it comes back as it went. One
 * thread at a time.
 */
final class MoreValues {

  private static final double[] COORDINATES = {
    0.0,
    -0.0,
    1.0,
    -1.5,
    1e15,
    1e300,
    1e-5,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final String[] PATHS = {
    "$", "$.\"a\"", "$.\"a b\"[*]", "strict $.\"a\".\"b\"", "$[*]", "$.\"a\"?(@ > 1)", "($ + 1)"
  };
  private static final String[] REGS = {
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regclass",
    "regtype",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regrole",
    "regcollation"
  };

  private final SplittableRandom random;

  MoreValues(SplittableRandom random) {
    this.random = random;
  }

  void addTo(Map<String, Supplier<Object>> makers) {
    makers.put("xid8", random::nextLong);
    makers.put("tid", () -> new Tid(bits(32), (int) bits(16)));
    makers.put("pg_lsn", () -> new PgLsn(bits(64)));
    makers.put("money", () -> new PgMoney(bits(64)));
    makers.put("bit", this::bitString);
    makers.put("varbit", this::bitString);
    makers.put("macaddr", () -> new PgMacAddress(random.nextLong() >>> 16, 6));
    makers.put("macaddr8", () -> new PgMacAddress(random.nextLong(), 8));
    makers.put("inet", () -> inet(false));
    makers.put("cidr", () -> inet(true));
    makers.put("int2vector", () -> vector(16));
    makers.put("oidvector", () -> vector(32));
    makers.put("pg_snapshot", this::snapshot);
    makers.put("txid_snapshot", this::snapshot);
    makers.put("jsonpath", () -> PATHS[random.nextInt(PATHS.length)]);
    makers.put("xml", () -> "<a>" + "é<b/> x &lt; ".repeat(random.nextInt(3)) + "</a>");
    for (String reg : REGS) {
      makers.put(reg, () -> random.nextInt(10) == 0 ? 0L : random.nextLong(1L << 30, 1L << 32));
    }
    makers.put("point", this::point);
    makers.put("line", () -> new Line(random.nextInt(1, 9), coordinate(), coordinate()));
    makers.put("lseg", () -> new LineSegment(point(), point()));
    makers.put("box", this::box);
    makers.put("path", () -> new Path(points(), random.nextBoolean()));
    makers.put("polygon", () -> new Polygon(points()));
    makers.put("circle", this::circle);
    new SearchValues(random).addTo(makers);
    new RangeValues(random).addTo(makers);
  }

  /** As many bits at most, few more often than many. */
  private long bits(int most) {
    return random.nextLong() >>> 64 - most >>> random.nextInt(most);
  }

  private BitString bitString() {
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    return BitString.of(bytes, bytes.length == 0 ? 0 : 8 * bytes.length - random.nextInt(8));
  }

  private PgInet inet(boolean cidr) {
    byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(octets);
    int prefix = random.nextBoolean() ? octets.length * 8 : random.nextInt(octets.length * 8 + 1);
    if (octets.length == 16) {
      for (int words = random.nextInt(8); words > 0; words--) {
        int word = random.nextInt(8);
        octets[2 * word] = 0;
        octets[2 * word + 1] = 0;
      }
      if (random.nextInt(6) == 0) {
        Arrays.fill(octets, 0, 12, (byte) 0);
        octets[10] = octets[11] = (byte) (random.nextBoolean() ? 0xff : 0);
      }
    }
    for (int bit = prefix; cidr && bit < octets.length * 8; bit++) {
      octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    try {
      return new PgInet(
          octets.length == 4
              ? InetAddress.getByAddress(octets)
              : Inet6Address.getByAddress(null, octets, -1),
          prefix);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private NumberVector vector(int bits) {
    List<Long> numbers = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      numbers.add(bits == 16 ? (short) random.nextInt() : bits(bits));
    }
    return new NumberVector(numbers);
  }

  private Snapshot snapshot() {
    TreeSet<Long> ids = new TreeSet<>();
    for (int i = random.nextInt(2, 6); i > 0; i--) {
      ids.add(1 + bits(40));
    }
    List<Long> inProgress = new ArrayList<>(ids);
    long xmax = inProgress.removeLast();
    return new Snapshot(ids.first(), xmax, inProgress);
  }

  private double coordinate() {
    return switch (random.nextInt(4)) {
      case 0 -> COORDINATES[random.nextInt(COORDINATES.length)];
      case 1 -> random.nextInt(-1000, 1000) / 8.0;
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isNaN(any) ? Double.NaN : any;
      }
    };
  }

  private Point point() {
    return new Point(coordinate(), coordinate());
  }

  private List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      points.add(point());
    }
    return points;
  }

  private Box box() {
    double a = coordinate();
    double b = coordinate();
    double c = coordinate();
    double d = coordinate();
    return new Box(
        new Point(greater(a, b) ? a : b, greater(c, d) ? c : d),
        new Point(greater(a, b) ? b : a, greater(c, d) ? d : c));
  }

  /** As the server compares: NaN is above all, the zeros are equal. */
  private static boolean greater(double a, double b) {
    return Double.isNaN(a) ? !Double.isNaN(b) : a > b;
  }

  private Circle circle() {
    double radius = coordinate();
    return new Circle(point(), radius < 0 ? -radius : radius);
  }
}
