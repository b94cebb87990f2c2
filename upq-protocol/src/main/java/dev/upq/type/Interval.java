// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.time.Duration;
import java.time.Period;

/**
 * An interval: months, days and microseconds, kept apart because a month has no fixed number of
 * days and a day with a clock change has no fixed number of hours. Immutable.
 *
 * <p>Equality compares the three parts, so {@code 24:00:00} and {@code 1 day} differ here, while
 * PostgreSQL's {@code =} takes them as equal.
 *
 * @param months months, years included, any sign
 * @param days days, any sign
 * @param micros microseconds, any sign
 */
public record Interval(int months, int days, long micros) {

  public static final Interval ZERO = new Interval(0, 0, 0);

  /** {@code infinity}, known to PostgreSQL 17 and newer. */
  public static final Interval POSITIVE_INFINITY =
      new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

  /** {@code -infinity}, known to PostgreSQL 17 and newer. */
  public static final Interval NEGATIVE_INFINITY =
      new Interval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

  /**
   * An interval of microseconds only. Nanoseconds below a microsecond are cut off.
   *
   * @throws PgValueException beyond 292,271 years, the range of the microseconds
   */
  public static Interval of(Duration duration) {
    try {
      // Towards zero first, so that the least number of microseconds passes too.
      int carry = duration.isNegative() && duration.getNano() > 0 ? 1 : 0;
      long micros = Math.multiplyExact(duration.getSeconds() + carry, 1_000_000L);
      return new Interval(
          0, 0, Math.addExact(micros, duration.getNano() / 1000 - carry * 1_000_000L));
    } catch (ArithmeticException tooLong) {
      throw PgValueException.encode(
          "this java.time.Duration does not fit the microseconds of interval");
    }
  }

  /**
   * An interval of months and days.
   *
   * @throws PgValueException where the months pass the range of an {@code int}
   */
  @SuppressWarnings("JavaPeriodGetDays") // years and months are taken as months, days on their own
  public static Interval of(Period period) {
    long months = period.toTotalMonths();
    if (months != (int) months) {
      throw PgValueException.encode("this java.time.Period does not fit the months of interval");
    }
    return new Interval((int) months, period.getDays(), 0);
  }

  /** True for {@code infinity} and {@code -infinity}. */
  public boolean isInfinite() {
    return equals(POSITIVE_INFINITY) || equals(NEGATIVE_INFINITY);
  }

  /**
   * Days and microseconds as one duration, a day taken as 24 hours.
   *
   * @throws PgValueException where there are months, or the interval is infinite
   */
  public Duration toDuration() {
    if (months != 0) {
      throw PgValueException.decode(
          "an interval with months cannot be read as java.time.Duration; read it as "
              + getClass().getName());
    }
    return Duration.ofDays(days)
        .plusSeconds(Math.floorDiv(micros, 1_000_000L))
        .plusNanos(Math.floorMod(micros, 1_000_000L) * 1000);
  }

  /**
   * Months and days as a period of years, months and days.
   *
   * @throws PgValueException where there are microseconds, or the interval is infinite
   */
  public Period toPeriod() {
    if (micros != 0) {
      throw PgValueException.decode(
          "an interval with a time cannot be read as java.time.Period; read it as "
              + getClass().getName());
    }
    return Period.of(months / 12, months % 12, days);
  }

  /**
   * As PostgreSQL writes it under its default IntervalStyle: {@code 1 year 2 mons -3 days
   * +04:05:06.7}.
   */
  @Override
  public String toString() {
    if (isInfinite()) {
      return months > 0 ? "infinity" : "-infinity";
    }
    StringBuilder text = new StringBuilder();
    boolean negativeBefore = part(text, months / 12, "year", false);
    negativeBefore = part(text, months % 12, "mon", negativeBefore);
    negativeBefore = part(text, days, "day", negativeBefore);
    if (micros != 0 || text.isEmpty()) {
      if (!text.isEmpty()) {
        text.append(' ');
      }
      if (micros < 0) {
        text.append('-');
      } else if (negativeBefore) {
        text.append('+');
      }
      clock(text, micros);
    }
    return text.toString();
  }

  private static boolean part(StringBuilder text, int value, String unit, boolean negativeBefore) {
    if (value == 0) {
      return negativeBefore;
    }
    if (!text.isEmpty()) {
      text.append(' ');
    }
    if (negativeBefore && value > 0) {
      text.append('+');
    }
    text.append(value).append(' ').append(unit);
    if (value != 1) {
      text.append('s');
    }
    return value < 0;
  }

  /**
   * Appends hours, minutes and seconds without a sign; zeros at the end of the fraction are left
   * out.
   */
  static StringBuilder clock(StringBuilder text, long micros) {
    // Long.MIN_VALUE has no positive twin: its remainders do, once divided.
    long seconds = Math.abs(micros / 1_000_000);
    int fraction = (int) Math.abs(micros % 1_000_000);
    long hours = seconds / 3600;
    if (hours < 10) {
      text.append('0');
    }
    text.append(hours);
    twoDigits(text.append(':'), (int) (seconds / 60 % 60));
    twoDigits(text.append(':'), (int) (seconds % 60));
    if (fraction != 0) {
      text.append('.');
      for (int unit = 100_000; fraction != 0; unit /= 10) {
        text.append((char) ('0' + fraction / unit));
        fraction %= unit;
      }
    }
    return text;
  }

  static StringBuilder twoDigits(StringBuilder text, int value) {
    return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }
}
