// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Infinity;
import dev.upq.type.Multirange;
import dev.upq.type.Range;
import dev.upq.type.Range.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Ranges and multiranges, each as the server keeps it. One thread at a time. */
final class RangeValues {

  private final SplittableRandom random;

  RangeValues(SplittableRandom random) {
    this.random = random;
  }

  void addTo(Map<String, Supplier<Object>> makers) {
    add(makers, "int4", true, 1L << 30, at -> (int) at);
    add(makers, "int8", true, 1L << 62, at -> at);
    add(makers, "date", true, 800_000, LocalDate::ofEpochDay);
    add(makers, "num", false, 1L << 62, at -> new BigDecimal(BigInteger.valueOf(at), 7));
    add(makers, "tstz", false, 100_000_000_000_000L, RangeValues::instant);
    add(
        makers,
        "ts",
        false,
        100_000_000_000_000L,
        at -> LocalDateTime.ofInstant(instant(at), ZoneOffset.UTC));
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis - 60_000_000_000_000L);
  }

  private void add(
      Map<String, Supplier<Object>> makers,
      String name,
      boolean discrete,
      long span,
      LongFunction<Object> value) {
    makers.put(name + "range", () -> range(name, discrete, span, value));
    makers.put(name + "multirange", () -> multirange(discrete, span, value));
  }

  private Range<Object> range(
      String name, boolean discrete, long span, LongFunction<Object> value) {
    return switch (random.nextInt(10)) {
      case 0 -> Range.empty();
      case 1 -> Range.all();
      case 2 -> Range.atLeast(value.apply(at(span)));
      case 3 -> Range.lessThan(value.apply(at(span)));
      case 4 ->
          name.startsWith("ts")
              ? Range.closed(Infinity.NEGATIVE, value.apply(at(span)))
              : Range.all();
      default -> {
        TreeSet<Long> ends = ends(span, 2);
        yield between(discrete, value.apply(ends.first()), value.apply(ends.last()));
      }
    };
  }

  /** A discrete range is kept with its lower end in and its upper end out. */
  private Range<Object> between(boolean discrete, Object lower, Object upper) {
    return new Range.Between<>(
        discrete || random.nextBoolean()
            ? new Bound.Inclusive<>(lower)
            : new Bound.Exclusive<>(lower),
        !discrete && random.nextBoolean()
            ? new Bound.Inclusive<>(upper)
            : new Bound.Exclusive<>(upper));
  }

  private Multirange<Object> multirange(boolean discrete, long span, LongFunction<Object> value) {
    List<Long> ends = new ArrayList<>(ends(span, 2 * random.nextInt(4)));
    List<Range<Object>> ranges = new ArrayList<>();
    for (int i = 0; i < ends.size(); i += 2) {
      ranges.add(between(discrete, value.apply(ends.get(i)), value.apply(ends.get(i + 1))));
    }
    if (!ranges.isEmpty() && random.nextInt(5) == 0) {
      ranges.set(ranges.size() - 1, Range.atLeast(value.apply(ends.get(ends.size() - 2))));
    }
    return new Multirange<>(ranges);
  }

  private TreeSet<Long> ends(long span, int count) {
    TreeSet<Long> ends = new TreeSet<>();
    while (ends.size() < count) {
      ends.add(at(span));
    }
    return ends;
  }

  private long at(long span) {
    return random.nextInt(3) == 0 ? random.nextInt(100) : random.nextLong(-span, span);
  }
}
