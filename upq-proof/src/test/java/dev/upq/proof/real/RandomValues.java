// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.type.Infinity;
import dev.upq.type.Interval;
import dev.upq.type.PgArray;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values that a server stores, for each built-in type; awkward ones are as frequent as plain ones.
 * One thread at a time; the same seed gives the same values.
 */
final class RandomValues {

  private static final LocalDate FIRST_DATE = LocalDate.of(-4713, 11, 24);
  private static final LocalDate LAST_DATE = LocalDate.of(5_874_897, 12, 31);
  private static final Instant FIRST_INSTANT = FIRST_DATE.atStartOfDay().toInstant(ZoneOffset.UTC);
  private static final Instant END_OF_INSTANTS =
      LocalDate.of(294_277, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
  private static final List<String> HARD_TEXTS =
      List.of(
          "",
          " ",
          "NULL",
          "null",
          "{}",
          "{1,2}",
          "\"",
          "\\",
          "\\\\",
          "a\\\"b",
          ",",
          "'",
          "\t\n\r\f",
          "\u0001\u007f",
          "\u00a0",
          "\u2028",
          "\ufeff",
          "\ufffd",
          "\ud83d\ude00",
          "e\u0301",
          "[0:1]={a,b}",
          "a,b",
          "trailing  ");

  private final SplittableRandom random;
  private final boolean infiniteIntervals;
  private final Map<String, Supplier<Object>> kinds = new LinkedHashMap<>();

  RandomValues(long seed, int serverVersion) {
    random = new SplittableRandom(seed);
    infiniteIntervals = serverVersion >= 17;
    kinds.put("bool", random::nextBoolean);
    kinds.put("int2", () -> (short) bits());
    kinds.put("int4", () -> (int) bits());
    kinds.put("int8", this::bits);
    kinds.put("oid", () -> bits() & 0xffff_ffffL);
    kinds.put("xid", () -> bits() & 0xffff_ffffL);
    kinds.put("float4", this::real);
    kinds.put("float8", this::doubles);
    kinds.put("numeric", this::numeric);
    kinds.put("text", () -> text(40));
    kinds.put("varchar", () -> text(40));
    kinds.put("bpchar", () -> text(40));
    kinds.put("name", () -> text(12));
    kinds.put("char", () -> (char) random.nextInt(256));
    kinds.put("json", () -> json(3));
    kinds.put("jsonb", () -> json(3));
    kinds.put("bytea", this::octets);
    kinds.put("uuid", () -> new UUID(random.nextLong(), random.nextLong()));
    kinds.put("date", this::date);
    kinds.put("time", this::time);
    kinds.put("timetz", this::timeTz);
    kinds.put("timestamp", this::timestamp);
    kinds.put("timestamptz", this::timestampTz);
    kinds.put("interval", this::interval);
    kinds.put("cid", () -> bits() & 0xffff_ffffL);
    kinds.put("refcursor", () -> text(8));
    new MoreValues(random).addTo(kinds);
  }

  /** The types that there are values of. */
  List<String> types() {
    return List.copyOf(kinds.keySet());
  }

  /** What the codec's {@code decodeObject} gives for it. */
  Object value(String type) {
    Supplier<Object> kind = kinds.get(type);
    if (kind == null) {
      throw new IllegalArgumentException(type);
    }
    return kind.get();
  }

  /** Up to three dimensions, any lower bounds, nulls. */
  PgArray array(String element) {
    List<PgArray.Dimension> dimensions = new ArrayList<>();
    int elements = 1;
    for (int i = random.nextInt(4); i > 0; i--) {
      int length = 1 + random.nextInt(4);
      dimensions.add(
          new PgArray.Dimension(length, random.nextBoolean() ? 1 : random.nextInt(-9, 9)));
      elements *= length;
    }
    if (dimensions.isEmpty()) {
      return PgArray.EMPTY;
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      values.add(random.nextInt(5) == 0 ? null : value(element));
    }
    return new PgArray(dimensions, values);
  }

  private long bits() {
    long small = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(6)) {
      case 0 -> 1L << random.nextInt(64);
      case 1 -> (1L << random.nextInt(64)) - 1;
      case 2 -> -(1L << random.nextInt(64));
      default -> small;
    };
  }

  private Object real() {
    float any = Float.intBitsToFloat(random.nextInt());
    return switch (random.nextInt(5)) {
      case 0 -> List.of(0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE).get(random.nextInt(4));
      case 1 -> 1f / random.nextInt(1, 1000);
      default -> Float.isNaN(any) ? Float.NaN : any;
    };
  }

  private Object doubles() {
    double any = Double.longBitsToDouble(random.nextLong());
    return switch (random.nextInt(6)) {
      case 0 -> List.of(0d, -0d, Double.MIN_VALUE, Double.MAX_VALUE).get(random.nextInt(4));
      case 1 -> 1d / random.nextInt(1, 1000);
      case 2 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      default -> Double.isNaN(any) ? Double.NaN : any;
    };
  }

  private Object numeric() {
    int kind = random.nextInt(12);
    if (kind == 0) {
      return PgNumeric.Special.values()[random.nextInt(3)];
    }
    byte[] digits = new byte[1 + random.nextInt(kind == 1 ? 300 : 12)];
    random.nextBytes(digits);
    BigInteger unscaled = kind == 2 ? BigInteger.ZERO : new BigInteger(digits);
    return new BigDecimal(unscaled, random.nextInt(kind == 1 ? 1_000 : 30));
  }

  private String text(int most) {
    if (random.nextInt(3) == 0) {
      return HARD_TEXTS.get(random.nextInt(HARD_TEXTS.size()));
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> text.append((char) random.nextInt(1, 0x100));
        case 1 -> text.append((char) random.nextInt(0x100, 0xd800));
        case 2 -> text.appendCodePoint(random.nextInt(0x1_0000, 0x11_0000));
        default -> text.append((char) random.nextInt(' ', 0x7f));
      }
    }
    return text.codePoints()
        .limit(15)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** As jsonb would write it, so that it comes back as it went. */
  private String json(int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 -> "null";
      case 1 -> Boolean.toString(random.nextBoolean());
      case 2 -> BigDecimal.valueOf(bits(), random.nextInt(10)).toPlainString();
      case 3 -> "\"" + text(10).replaceAll("[\"\\\\]|\\p{Cntrl}", "_") + "\"";
      case 4 -> "{}";
      case 5 -> "[" + json(depth - 1) + ", " + json(depth - 1) + "]";
      default -> "{\"a\": " + json(depth - 1) + ", \"b\": " + json(depth - 1) + "}";
    };
  }

  private byte[] octets() {
    byte[] octets = new byte[random.nextInt(50)];
    random.nextBytes(octets);
    return octets;
  }

  private Object date() {
    return switch (random.nextInt(8)) {
      case 0 -> infinity();
      case 1 -> random.nextBoolean() ? FIRST_DATE : LAST_DATE;
      case 2 ->
          LocalDate.ofEpochDay(
              random.nextLong(FIRST_DATE.toEpochDay(), LAST_DATE.toEpochDay() + 1));
      default -> LocalDate.ofEpochDay(random.nextLong(-800_000, 100_000));
    };
  }

  private Infinity infinity() {
    return random.nextBoolean() ? Infinity.POSITIVE : Infinity.NEGATIVE;
  }

  private PgTime pgTime() {
    long micros = random.nextLong(86_400_000_000L);
    return random.nextInt(12) == 0
        ? PgTime.END_OF_DAY
        : new PgTime(random.nextBoolean() ? micros : micros - micros % 60_000_000);
  }

  private Object time() {
    PgTime time = pgTime();
    return time.equals(PgTime.END_OF_DAY) ? time : time.toLocalTime();
  }

  private Object timeTz() {
    int offset =
        random.nextBoolean() ? random.nextInt(-57_599, 57_600) : random.nextInt(-15, 16) * 3_600;
    PgTimeTz time = new PgTimeTz(pgTime(), offset);
    boolean endOfDay = time.time().equals(PgTime.END_OF_DAY);
    return endOfDay ? time : time.toOffsetTime();
  }

  private Instant instant() {
    long first = FIRST_INSTANT.getEpochSecond();
    long end = END_OF_INSTANTS.getEpochSecond();
    return switch (random.nextInt(8)) {
      case 0 -> FIRST_INSTANT;
      case 1 -> END_OF_INSTANTS.minusNanos(1_000);
      case 2 ->
          Instant.ofEpochSecond(random.nextLong(first, end), random.nextInt(1_000_000) * 1_000L);
      default ->
          Instant.ofEpochSecond(
              random.nextLong(-70_000_000_000L, 10_000_000_000L),
              random.nextBoolean() ? 0 : random.nextInt(1_000_000) * 1_000L);
    };
  }

  private Object timestampTz() {
    return random.nextInt(12) == 0 ? infinity() : instant();
  }

  private Object timestamp() {
    return random.nextInt(12) == 0
        ? infinity()
        : LocalDateTime.ofInstant(instant(), ZoneOffset.UTC);
  }

  private Object interval() {
    return switch (random.nextInt(8)) {
      case 0 ->
          !infiniteIntervals
              ? Interval.ZERO
              : random.nextBoolean() ? Interval.POSITIVE_INFINITY : Interval.NEGATIVE_INFINITY;
      case 1 -> new Interval(random.nextInt(), random.nextInt(), random.nextLong());
      case 2 -> new Interval(0, 0, bits());
      default ->
          new Interval(
              random.nextInt(-40, 40),
              random.nextInt(-5, 5),
              random.nextLong(-90_000_000_000L, 90_000_000_000L));
    };
  }
}
