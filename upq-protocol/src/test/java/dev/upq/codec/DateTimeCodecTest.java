// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.Infinity;
import dev.upq.type.Interval;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateTimeCodecTest {

  private static final DateCodec DATE = new DateCodec();
  private static final TimeCodec TIME = new TimeCodec();
  private static final TimeTzCodec TIMETZ = new TimeTzCodec();
  private static final TimestampCodec TIMESTAMP = new TimestampCodec();
  private static final TimestampTzCodec TIMESTAMPTZ = new TimestampTzCodec();
  private static final IntervalCodec INTERVAL = new IntervalCodec();

  private static <U> U there(Codec<?> codec, Object value, Class<U> back) {
    return codec.decodeAs(new ByteReader(RoundTripTest.encode(codec, value)), back);
  }

  private static void refusedWith(Codec<?> codec, Object value, String hint) {
    assertThatThrownBy(() -> codec.encodeObject(value, new ByteWriter()))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining(codec.typeName())
        .hasMessageContaining(hint);
  }

  @Test
  @DisplayName("TY-02, TY-03: infinities are values of their own, never the least or greatest date")
  void infinitiesAreExplicit() {
    for (Codec<?> codec : new Codec<?>[] {DATE, TIMESTAMP, TIMESTAMPTZ}) {
      for (Infinity infinity : Infinity.values()) {
        assertThat(there(codec, infinity, Object.class)).isEqualTo(infinity);
        assertThat(there(codec, infinity, Infinity.class)).isEqualTo(infinity);
        assertThat(there(codec, infinity, String.class)).isEqualTo(infinity.toString());
        assertThatThrownBy(() -> there(codec, infinity, codec.javaType()))
            .isInstanceOf(PgValueException.class)
            .hasMessageContaining(Infinity.class.getName());
      }
    }
    assertThatThrownBy(() -> there(TIMESTAMPTZ, Infinity.POSITIVE, OffsetDateTime.class))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName("TY-02: both ends of timestamptz are exact, one microsecond further is refused")
  void timestampLimits() {
    Instant first = Instant.parse("-4713-11-24T00:00:00Z");
    Instant last = Instant.parse("+294276-12-31T23:59:59.999999Z");
    assertThat(there(TIMESTAMPTZ, first, Instant.class)).isEqualTo(first);
    assertThat(there(TIMESTAMPTZ, last, Instant.class)).isEqualTo(last);
    refusedWith(TIMESTAMPTZ, first.minusNanos(1000), "4713 BC");
    refusedWith(TIMESTAMPTZ, last.plusNanos(1000), "294276");
    refusedWith(TIMESTAMPTZ, Instant.MAX, "294276");
    refusedWith(TIMESTAMPTZ, Instant.MIN, "294276");
    refusedWith(TIMESTAMP, LocalDateTime.MAX, "294276");
    refusedWith(TIMESTAMP, LocalDateTime.MIN, "294276");
  }

  @Test
  @DisplayName("TY-02: both hours of an autumn night are moments of their own")
  void foldIsExact() {
    ZonedDateTime summer =
        ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
            .withEarlierOffsetAtOverlap();
    ZonedDateTime winter = summer.withLaterOffsetAtOverlap();
    assertThat(there(TIMESTAMPTZ, summer, Instant.class))
        .isEqualTo(Instant.parse("2024-10-27T00:30:00Z"));
    assertThat(there(TIMESTAMPTZ, winter, Instant.class))
        .isEqualTo(Instant.parse("2024-10-27T01:30:00Z"));
    assertThat(TIMESTAMPTZ.decodeText("2024-10-27 02:30:00+02")).isEqualTo(summer.toInstant());
    assertThat(there(TIMESTAMPTZ, winter.toOffsetDateTime(), OffsetDateTime.class))
        .isEqualTo(OffsetDateTime.of(2024, 10, 27, 1, 30, 0, 0, ZoneOffset.UTC));
  }

  @Test
  @DisplayName("TY-03: dates before Christ and at the limits are exact")
  void dateLimits() {
    LocalDate first = LocalDate.of(-4713, 11, 24);
    LocalDate last = LocalDate.of(5_874_897, 12, 31);
    assertThat(there(DATE, first, LocalDate.class)).isEqualTo(first);
    assertThat(there(DATE, last, LocalDate.class)).isEqualTo(last);
    assertThat(there(DATE, LocalDate.of(-43, 3, 15), String.class)).isEqualTo("0044-03-15 BC");
    refusedWith(DATE, first.minusDays(1), "4713 BC");
    refusedWith(DATE, last.plusDays(1), "5874897");
    refusedWith(DATE, LocalDate.MAX, "5874897");
    refusedWith(DATE, LocalDate.MIN, "5874897");
  }

  @Test
  @DisplayName("TY-05: 24:00 is kept where the class can hold it and refused where it cannot")
  void endOfDay() {
    assertThat(there(TIME, PgTime.END_OF_DAY, Object.class)).isEqualTo(PgTime.END_OF_DAY);
    assertThat(there(TIME, PgTime.END_OF_DAY, String.class)).isEqualTo("24:00:00");
    assertThatThrownBy(() -> there(TIME, PgTime.END_OF_DAY, LocalTime.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining(PgTime.class.getName());
    PgTimeTz end = new PgTimeTz(PgTime.END_OF_DAY, 3600);
    assertThat(there(TIMETZ, end, Object.class)).isEqualTo(end);
    assertThatThrownBy(() -> there(TIMETZ, end, OffsetTime.class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> TIME.decodeText("24:00:00.000001"))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName("TY-05: timetz takes offsets up to 15:59:59 either way and refuses the next")
  void offsetLimits() {
    OffsetTime east = OffsetTime.of(LocalTime.NOON, ZoneOffset.ofTotalSeconds(57_599));
    assertThat(there(TIMETZ, east, OffsetTime.class)).isEqualTo(east);
    assertThat(there(TIMETZ, east, String.class)).isEqualTo("12:00:00+15:59:59");
    refusedWith(TIMETZ, OffsetTime.of(LocalTime.NOON, ZoneOffset.ofHours(16)), "15:59:59");
  }

  @Test
  void momentsAndLocalTimesAreNeverMixed() {
    refusedWith(TIMESTAMP, Instant.EPOCH, "timestamptz");
    refusedWith(TIMESTAMP, OffsetDateTime.MIN, "zone");
    refusedWith(TIMESTAMP, ZonedDateTime.of(LocalDateTime.MIN, ZoneOffset.UTC), "zone");
    refusedWith(TIMESTAMPTZ, LocalDateTime.MIN, "zone");
    assertThatThrownBy(() -> there(TIMESTAMPTZ, Instant.EPOCH, LocalDateTime.class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(TIMESTAMP, LocalDateTime.of(2024, 1, 1, 0, 0), Instant.class))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  void nanosecondsAreCutOffTowardsThePast() {
    Instant instant = Instant.parse("1969-12-31T23:59:59.999999999Z");
    assertThat(there(TIMESTAMPTZ, instant, Instant.class))
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    assertThat(there(TIME, LocalTime.MAX, LocalTime.class))
        .isEqualTo(LocalTime.of(23, 59, 59, 999_999_000));
  }

  @Test
  void intervalIsADurationWithoutMonthsAndAPeriodWithoutATime() {
    assertThat(there(INTERVAL, Duration.ofMillis(-1500), Duration.class))
        .isEqualTo(Duration.ofMillis(-1500));
    assertThat(there(INTERVAL, new Interval(0, 2, 1), Duration.class))
        .isEqualTo(Duration.ofDays(2).plusNanos(1000));
    assertThat(there(INTERVAL, Period.of(1, 2, -3), Period.class)).isEqualTo(Period.of(1, 2, -3));
    assertThatThrownBy(() -> there(INTERVAL, Period.ofMonths(1), Duration.class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(INTERVAL, Duration.ofMillis(1), Period.class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(INTERVAL, Interval.POSITIVE_INFINITY, Duration.class))
        .isInstanceOf(PgValueException.class);
    Interval least = new Interval(0, 0, Long.MIN_VALUE);
    assertThat(there(INTERVAL, least.toDuration(), Interval.class)).isEqualTo(least);
    assertThatThrownBy(() -> there(INTERVAL, Duration.ofSeconds(Long.MAX_VALUE), Interval.class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(INTERVAL, Period.ofYears(Integer.MAX_VALUE), Interval.class))
        .isInstanceOf(PgValueException.class);
  }

  @ParameterizedTest
  @DisplayName(
      "TY-19: texts of another DateStyle or IntervalStyle, and impossible ones, are refused")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          date|01/02/2024
          date|01.02.2024
          date|02-01-2024
          date|2024-13-01
          date|2023-02-29
          date|0000-01-01
          date|2024-01-01 AD
          date|9999999-01-01
          date|``
          date|Infinity
          timestamp|Mon Jan 01 00:00:00 2024
          timestamp|2024-01-01
          timestamp|2024-01-01 00:00:00+00
          timestamp|2024-01-01 00:00:60
          timestamp|294277-01-01 00:00:00
          timestamptz|2024-01-01 00:00:00
          timestamptz|2024-01-01 00:00:00 CET
          timestamptz|01/02/2024 00:00:00 CET
          timestamptz|2024-01-01 00:00:00+16
          timestamptz|2024-01-01 00:00:00.1234567+00
          time|1:00:00
          time|25:00:00
          time|00:60:00
          timetz|00:00:00
          interval|P1Y2M
          interval|@ 1 year
          interval|1-2
          interval|3 4:05:06
          interval|1 day 1 year
          interval|1 day 1 day
          interval|1 year 99999999999 days
          interval|00:00:00 1 day
          interval|``
          """)
  void otherStylesAreRefused(String type, String text) {
    Codec<?> codec = BuiltinTypes.registry().byName(type).orElseThrow().codec();
    assertThatThrownBy(() -> codec.decodeTextObject(text))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining(type);
  }
}
