// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.time.LocalTime;

/**
 * A time of day in which {@code 24:00:00} is a value of its own, as in PostgreSQL. Immutable.
 *
 * @param micros microseconds since midnight, 0 to 86,400,000,000
 */
public record PgTime(long micros) implements Comparable<PgTime> {

  private static final long DAY_MICROS = 86_400_000_000L;

  /** {@code 24:00:00}. */
  public static final PgTime END_OF_DAY = new PgTime(DAY_MICROS);

  public PgTime {
    if (micros < 0 || micros > DAY_MICROS) {
      throw PgValueException.encode("a time of day outside 00:00:00 to 24:00:00");
    }
  }

  /** Nanoseconds below a microsecond are cut off. */
  public static PgTime of(LocalTime time) {
    return new PgTime(time.toNanoOfDay() / 1000);
  }

  /**
   * The same time in the JDK's class.
   *
   * @throws PgValueException for {@code 24:00:00}, which that class cannot hold
   */
  public LocalTime toLocalTime() {
    if (micros == DAY_MICROS) {
      throw PgValueException.decode(
          "the time 24:00:00 cannot be read as "
              + LocalTime.class.getName()
              + "; read it as "
              + PgTime.class.getName());
    }
    return LocalTime.ofNanoOfDay(micros * 1000);
  }

  @Override
  public int compareTo(PgTime other) {
    return Long.compare(micros, other.micros);
  }

  /** As PostgreSQL writes it: {@code 04:05:06.789}. */
  @Override
  public String toString() {
    return Interval.clock(new StringBuilder(15), micros).toString();
  }
}
