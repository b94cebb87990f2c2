// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.time.OffsetTime;
import java.time.ZoneOffset;

/**
 * A time of day with an offset from UTC, {@code 24:00:00} included. Immutable.
 *
 * @param time the local time of day
 * @param offsetSeconds seconds east of UTC, -57,599 to 57,599 (15:59:59)
 */
public record PgTimeTz(PgTime time, int offsetSeconds) {

  /** The largest offset, 15:59:59. */
  public static final int MAX_OFFSET_SECONDS = 57_599;

  public PgTimeTz {
    if (offsetSeconds < -MAX_OFFSET_SECONDS || offsetSeconds > MAX_OFFSET_SECONDS) {
      throw PgValueException.encode("an offset outside -15:59:59 to +15:59:59");
    }
  }

  /** Nanoseconds below a microsecond are cut off. */
  public static PgTimeTz of(OffsetTime time) {
    return new PgTimeTz(PgTime.of(time.toLocalTime()), time.getOffset().getTotalSeconds());
  }

  /**
   * The same time in the JDK's class.
   *
   * @throws PgValueException for {@code 24:00:00}, which that class cannot hold
   */
  public OffsetTime toOffsetTime() {
    return OffsetTime.of(time.toLocalTime(), ZoneOffset.ofTotalSeconds(offsetSeconds));
  }

  /** As PostgreSQL writes it: {@code 04:05:06.789+02}, {@code 00:00:00-15:59:59}. */
  @Override
  public String toString() {
    int seconds = Math.abs(offsetSeconds);
    StringBuilder text = Interval.clock(new StringBuilder(24), time.micros());
    Interval.twoDigits(text.append(offsetSeconds < 0 ? '-' : '+'), seconds / 3600);
    if (seconds % 3600 != 0) {
      Interval.twoDigits(text.append(':'), seconds / 60 % 60);
    }
    if (seconds % 60 != 0) {
      Interval.twoDigits(text.append(':'), seconds % 60);
    }
    return text.toString();
  }
}
