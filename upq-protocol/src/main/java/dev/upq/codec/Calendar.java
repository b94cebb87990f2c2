// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.Infinity;
import dev.upq.type.Misfit;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL counts and writes days and microseconds: from 2000-01-01, on the proleptic
 * Gregorian calendar, 4713 BC to 5874897 AD for dates and to 294276 AD for timestamps. Immutable:
 * it has no state.
 *
 * @see <a href="https://www.postgresql.org/docs/18/datatype-datetime.html">Date/time types</a>
 */
final class Calendar {

  /** 2000-01-01 in days since 1970-01-01. */
  static final int EPOCH_DAY = 10_957;

  /** 2000-01-01 in seconds since 1970-01-01. */
  static final long EPOCH_SECOND = EPOCH_DAY * 86_400L;

  static final long SECOND_MICROS = 1_000_000L;
  static final long DAY_MICROS = 86_400L * SECOND_MICROS;

  /** -4713-11-24 of the proleptic calendar, which is Julian day 0. */
  private static final long MIN_DAY = -2_451_545;

  /** The day after 5874897-12-31. */
  private static final long END_DAY = 2_145_031_949;

  private static final long MIN_SECOND = MIN_DAY * 86_400;

  /** 294277-01-01. */
  private static final long END_SECOND = 9_223_371_331_200L;

  private Calendar() {}

  static boolean isDate(long daysSince2000) {
    return daysSince2000 >= MIN_DAY && daysSince2000 < END_DAY;
  }

  static boolean isTimestampSecond(long secondsSince2000) {
    return secondsSince2000 >= MIN_SECOND && secondsSince2000 < END_SECOND;
  }

  static @Nullable Infinity infinity(String text) {
    return switch (text) {
      case "infinity" -> Infinity.POSITIVE;
      case "-infinity" -> Infinity.NEGATIVE;
      default -> null;
    };
  }

  /**
   * A date, a time of day and an offset as they were written.
   *
   * @param micros since midnight, 0 where there was no time
   * @param offsetSeconds east of UTC, 0 where there was no offset
   */
  record Stamp(LocalDate date, long micros, int offsetSeconds) {}

  /**
   * {@code YYYY-MM-DD} with four to seven digits for the year, then the time and the offset where
   * they are due, then {@code BC} where it applies.
   */
  static Stamp scan(Codec<?> codec, String text, boolean timeDue, boolean offsetDue) {
    TextScanner scanner = new TextScanner(codec, text);
    int year = (int) scanner.digits(4, 7);
    scanner.expect('-');
    int month = (int) scanner.digits(2, 2);
    scanner.expect('-');
    int day = (int) scanner.digits(2, 2);
    long micros = 0;
    int offsetSeconds = 0;
    if (timeDue) {
      scanner.expect(' ');
      micros = scanTime(codec, scanner);
    }
    if (offsetDue) {
      offsetSeconds = scanOffset(codec, scanner);
    }
    boolean bc = scanner.accept(" BC");
    scanner.end();
    if (year == 0) {
      throw Misfit.text(codec);
    }
    try {
      return new Stamp(LocalDate.of(bc ? 1 - year : year, month, day), micros, offsetSeconds);
    } catch (DateTimeException impossible) {
      throw Misfit.text(codec);
    }
  }

  /** The text of a timestamp in microseconds since 2000-01-01. */
  static long scanTimestamp(Codec<?> codec, String text, boolean offsetDue) {
    Stamp stamp = scan(codec, text, true, offsetDue);
    long days = stamp.date().toEpochDay() - EPOCH_DAY;
    long seconds = days * 86_400 + stamp.micros() / SECOND_MICROS - stamp.offsetSeconds();
    if (!isTimestampSecond(seconds)) {
      throw Misfit.text(codec);
    }
    return seconds * SECOND_MICROS + stamp.micros() % SECOND_MICROS;
  }

  /** The infinity that these microseconds stand for, or null for a moment within the range. */
  static @Nullable Infinity infinity(Codec<?> codec, long micros) {
    if (micros == Long.MAX_VALUE) {
      return Infinity.POSITIVE;
    }
    if (micros == Long.MIN_VALUE) {
      return Infinity.NEGATIVE;
    }
    if (!isTimestampSecond(Math.floorDiv(micros, SECOND_MICROS))) {
      throw Misfit.value(codec, "a moment outside PostgreSQL's range");
    }
    return null;
  }

  /**
   * Microseconds since 2000-01-01 out of seconds since 1970; nanoseconds below a microsecond are
   * cut off.
   */
  static long micros(Codec<?> codec, Object value, long epochSecond, int nanos) {
    long seconds = epochSecond - EPOCH_SECOND;
    if (!isTimestampSecond(seconds)) {
      throw Misfit.outside(codec, value, "it takes 4713 BC to 294276 AD");
    }
    return seconds * SECOND_MICROS + nanos / 1000;
  }

  /**
   * {@code HH:MM:SS} with up to six digits of a fraction, in microseconds; 24:00:00 is the last.
   */
  static long scanTime(Codec<?> codec, TextScanner scanner) {
    long hour = scanner.digits(2, 2);
    scanner.expect(':');
    long minute = scanner.digits(2, 2);
    scanner.expect(':');
    long second = scanner.digits(2, 2);
    long micros = ((hour * 60 + minute) * 60 + second) * SECOND_MICROS + scanner.micros();
    if (minute > 59 || second > 59 || micros > DAY_MICROS) {
      throw Misfit.text(codec);
    }
    return micros;
  }

  /** {@code +HH}, {@code +HH:MM} or {@code +HH:MM:SS}, in seconds east of UTC. */
  static int scanOffset(Codec<?> codec, TextScanner scanner) {
    int sign = scanner.accept('-') ? -1 : 1;
    if (sign > 0) {
      scanner.expect('+');
    }
    int seconds = (int) scanner.digits(2, 2) * 3600;
    if (scanner.accept(':')) {
      seconds += (int) scanner.digits(2, 2) * 60;
      if (scanner.accept(':')) {
        seconds += (int) scanner.digits(2, 2);
      }
    }
    if (seconds > PgTimeTz.MAX_OFFSET_SECONDS) {
      throw Misfit.text(codec);
    }
    return sign * seconds;
  }

  /** The text of a date, or of a date with what follows it, in the server's form. */
  static String print(LocalDate date, String rest) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    StringBuilder text = new StringBuilder(32);
    for (int unit = 1000; unit > 1 && year < unit; unit /= 10) {
      text.append('0');
    }
    text.append(year).append('-');
    twoDigits(text, date.getMonthValue()).append('-');
    twoDigits(text, date.getDayOfMonth()).append(rest);
    return (date.getYear() > 0 ? text : text.append(" BC")).toString();
  }

  /** The text of a timestamp in the server's form. */
  static String print(LocalDateTime timestamp, String offset) {
    return print(timestamp.toLocalDate(), " " + PgTime.of(timestamp.toLocalTime()) + offset);
  }

  private static StringBuilder twoDigits(StringBuilder text, int value) {
    return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }
}
