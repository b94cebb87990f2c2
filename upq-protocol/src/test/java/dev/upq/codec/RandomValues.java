// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Infinity;
import dev.upq.type.Interval;
import dev.upq.type.PgArray;
import dev.upq.type.PgComposite;
import dev.upq.type.PgNumeric;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Values of every built-in type, the awkward ones often: limits, specials, empties. One thread at a
 * time; the same seed gives the same values.
 *
 * <p>A value is what {@code Codec.decodeObject} returns for it; arrays come as {@link PgArray} with
 * random dimensions, lower bounds and nulls. Every value is one that PostgreSQL 17 and newer store;
 * before 17, infinite intervals are not. Text of jsonb is in the server's own form, so it comes
 * back as it went.
 */
public final class RandomValues {

  private static final long[] LONG_EDGES = {
    0,
    1,
    -1,
    127,
    -128,
    32767,
    -32768,
    32768,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 53,
    (1L << 53) + 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    9999,
    10000,
    100_000_000
  };
  private static final double[] DOUBLE_EDGES = {
    0.0,
    -0.0,
    1.0,
    0.1,
    1e15,
    1e14,
    1e-4,
    1e-5,
    1e300,
    123456789012345678.0,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final float[] FLOAT_EDGES = {
    0.0f,
    -0.0f,
    0.1f,
    1e6f,
    999999f,
    1e5f,
    1e-4f,
    1e-5f,
    Float.MAX_VALUE,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    16777217f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY
  };
  private static final String[] TEXT_EDGES = {
    "",
    "NULL",
    "null",
    "\"",
    "\\",
    "{",
    "}",
    ",",
    " ",
    "a b",
    "{1,2}",
    "it's",
    "\t\n\r",
    "\\x41",
    "é",
    "ß€",
    "\ud83d\ude00",
    "\ufffd",
    "[1:2]={a,b}"
  };
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final long TIMESTAMP_MIN = -211_813_488_000_000_000L;
  private static final long TIMESTAMP_END = 9_223_371_331_200_000_000L;

  private final SplittableRandom random;
  private final Map<String, Supplier<Object>> makers = new LinkedHashMap<>();

  /** The same seed, the same values. */
  public RandomValues(long seed) {
    random = new SplittableRandom(seed);
    makers.put("bool", random::nextBoolean);
    makers.put("int2", () -> (short) wide());
    makers.put("int4", () -> (int) wide());
    makers.put("int8", this::wide);
    makers.put("oid", () -> wide() & 0xffff_ffffL);
    makers.put("xid", () -> wide() & 0xffff_ffffL);
    makers.put("cid", () -> wide() & 0xffff_ffffL);
    makers.put("float4", this::float4);
    makers.put("float8", this::float8);
    makers.put("numeric", this::numeric);
    makers.put("text", () -> text(20));
    makers.put("varchar", () -> text(20));
    makers.put("bpchar", () -> text(20));
    makers.put("name", () -> text(15));
    makers.put("char", () -> (char) random.nextInt(256));
    makers.put("refcursor", () -> text(8));
    makers.put("json", () -> json(2));
    makers.put("jsonb", () -> json(2));
    makers.put("bytea", this::bytes);
    makers.put("uuid", () -> new UUID(random.nextLong(), random.nextLong()));
    makers.put("date", this::date);
    makers.put("time", this::time);
    makers.put("timetz", this::timeTz);
    makers.put("timestamp", this::timestamp);
    makers.put("timestamptz", this::timestampTz);
    makers.put("interval", this::interval);
    new MoreValues(random).addTo(makers);
  }

  /** What makes the values, by type; others may add to it. */
  Map<String, Supplier<Object>> makers() {
    return makers;
  }

  /** The types that {@link #value} makes, arrays not listed. */
  public List<String> scalars() {
    return List.copyOf(makers.keySet());
  }

  /** A value of the type of that {@code typname}, or of its array where {@code []} follows. */
  public Object value(String typeName) {
    if (typeName.endsWith("[]")) {
      return array(typeName.substring(0, typeName.length() - 2));
    }
    Supplier<Object> maker = makers.get(typeName);
    if (maker == null) {
      throw new IllegalArgumentException("no values of " + typeName);
    }
    return maker.get();
  }

  /** Equality that sees into byte arrays and counts floats by their bits. */
  public static boolean same(Object a, Object b) {
    if (a instanceof byte[] x && b instanceof byte[] y) {
      return Arrays.equals(x, y);
    }
    if (a instanceof float[] x && b instanceof float[] y) {
      return Arrays.equals(x, y);
    }
    if (a instanceof PgComposite x && b instanceof PgComposite y) {
      return x.names().equals(y.names()) && same(x.values(), y.values());
    }
    if (a instanceof PgArray x && b instanceof PgArray y) {
      return x.dimensions().equals(y.dimensions()) && same(x.elements(), y.elements());
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!same(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(a, b);
  }

  private PgArray array(String element) {
    int dimensions = random.nextInt(8) == 0 ? 0 : 1 + Math.max(0, random.nextInt(10) - 6);
    if (dimensions == 0) {
      return PgArray.EMPTY;
    }
    List<PgArray.Dimension> shape = new ArrayList<>();
    int count = 1;
    for (int i = 0; i < dimensions; i++) {
      int length = 1 + random.nextInt(dimensions == 1 ? 6 : 3);
      shape.add(new PgArray.Dimension(length, random.nextInt(3) == 0 ? random.nextInt(-5, 5) : 1));
      count *= length;
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(random.nextInt(6) == 0 ? null : value(element));
    }
    return new PgArray(shape, elements);
  }

  private long wide() {
    if (random.nextInt(4) == 0) {
      return LONG_EDGES[random.nextInt(LONG_EDGES.length)];
    }
    return random.nextLong() >> random.nextInt(64);
  }

  private Float float4() {
    return switch (random.nextInt(4)) {
      case 0 -> FLOAT_EDGES[random.nextInt(FLOAT_EDGES.length)];
      case 1 -> (float) (random.nextInt(2_000_000) - 1_000_000) / 1000;
      default -> Float.intBitsToFloat(orNaN(random.nextInt()));
    };
  }

  private static int orNaN(int bits) {
    return Float.isNaN(Float.intBitsToFloat(bits)) ? Float.floatToIntBits(Float.NaN) : bits;
  }

  private Double float8() {
    return switch (random.nextInt(4)) {
      case 0 -> DOUBLE_EDGES[random.nextInt(DOUBLE_EDGES.length)];
      case 1 -> (double) (random.nextInt(2_000_000) - 1_000_000) / 1000;
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isNaN(any) ? Double.NaN : any;
      }
    };
  }

  private Object numeric() {
    return switch (random.nextInt(16)) {
      case 0 -> PgNumeric.Special.values()[random.nextInt(3)];
      case 1 -> new BigDecimal(BigInteger.ZERO, random.nextInt(8));
      case 2 -> new BigDecimal(BigInteger.ONE.negate(), random.nextInt(200));
      case 3 -> BigDecimal.TEN.pow(random.nextInt(300));
      case 4 -> new BigDecimal(bits(2000), random.nextInt(700));
      case 5, 6 -> new BigDecimal(bits(200), random.nextInt(60));
      default -> BigDecimal.valueOf(wide(), random.nextInt(20));
    };
  }

  private BigInteger bits(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most / 8)];
    random.nextBytes(bytes);
    return new BigInteger(bytes);
  }

  private String text(int most) {
    if (random.nextInt(3) == 0) {
      return TEXT_EDGES[random.nextInt(TEXT_EDGES.length)];
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      int point =
          switch (random.nextInt(8)) {
            case 0 -> random.nextInt(1, 0x800);
            case 1 -> random.nextInt(0x800, 0xd800);
            case 2 -> random.nextInt(0x10000, 0x110000);
            default -> random.nextInt(32, 127);
          };
      text.appendCodePoint(point);
      if (text.length() * 3 > 60) {
        break;
      }
    }
    return text.toString();
  }

  private String json(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2 -> Long.toString(wide());
      case 3 -> "\"" + text(9).replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\"";
      case 4 -> "[]";
      case 5 -> "[" + json(depth - 1) + ", " + json(depth - 1) + "]";
      default -> "{\"k\": " + json(depth - 1) + "}";
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Object date() {
    return switch (random.nextInt(8)) {
      case 0 -> infinity();
      case 1 -> LocalDate.of(-4712, 1, 1);
      case 2 -> LocalDate.of(5_874_897, 12, 31);
      case 3 -> LocalDate.ofEpochDay(random.nextLong(-2_440_588, 2_145_042_906L));
      case 4 -> LocalDate.ofYearDay(random.nextInt(-400, 400), 1 + random.nextInt(365));
      default -> LocalDate.ofYearDay(1900 + random.nextInt(200), 1 + random.nextInt(365));
    };
  }

  private Infinity infinity() {
    return random.nextBoolean() ? Infinity.POSITIVE : Infinity.NEGATIVE;
  }

  private long timeMicros() {
    long micros = random.nextLong(DAY_MICROS);
    return random.nextBoolean() ? micros : micros / 1_000_000 * 1_000_000;
  }

  private Object time() {
    return random.nextInt(10) == 0 ? PgTime.END_OF_DAY : new PgTime(timeMicros()).toLocalTime();
  }

  private Object timeTz() {
    int offset =
        switch (random.nextInt(4)) {
          case 0 -> 57_599;
          case 1 -> -57_599;
          case 2 -> random.nextInt(-57_599, 57_600);
          default -> random.nextInt(-12, 13) * 3600;
        };
    return random.nextInt(10) == 0
        ? new PgTimeTz(PgTime.END_OF_DAY, offset)
        : new PgTimeTz(new PgTime(timeMicros()), offset).toOffsetTime();
  }

  private long timestampMicros() {
    return switch (random.nextInt(6)) {
      case 0 -> TIMESTAMP_MIN;
      case 1 -> TIMESTAMP_END - 1;
      case 2 -> random.nextLong(TIMESTAMP_MIN, TIMESTAMP_END);
      default ->
          random.nextLong(-4_000_000_000L, 4_000_000_000L) * 1_000_000 + random.nextInt(3) * 120;
    };
  }

  private Object timestamp() {
    Object moment = timestampTz();
    return moment instanceof Instant instant
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : moment;
  }

  private Object timestampTz() {
    if (random.nextInt(10) == 0) {
      return infinity();
    }
    long micros = timestampMicros();
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L) + 946_684_800, Math.floorMod(micros, 1_000_000L) * 1000);
  }

  private Interval interval() {
    return switch (random.nextInt(8)) {
      case 0 -> Interval.ZERO;
      case 1 -> random.nextBoolean() ? Interval.POSITIVE_INFINITY : Interval.NEGATIVE_INFINITY;
      case 2 -> new Interval((int) wide(), (int) wide(), wide());
      default ->
          new Interval(
              random.nextInt(-30, 30),
              random.nextInt(-3, 3),
              random.nextLong(-10_000, 10_000) * 250_000);
    };
  }
}
