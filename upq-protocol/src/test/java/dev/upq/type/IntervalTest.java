// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 00:00:00",
    "1, 0, 0, 1 mon",
    "-1, 0, 0, -1 mons",
    "14, 3, 14706789000, 1 year 2 mons 3 days 04:05:06.789",
    "-14, 3, -14706000000, -1 years -2 mons +3 days -04:05:06",
    "0, -1, 1, -1 days +00:00:00.000001",
    "0, 1, -1, 1 day -00:00:00.000001",
    "0, 0, 360000000000, 100:00:00",
    "2147483647, 2147483647, -9223372036854775808, "
        + "178956970 years 7 mons 2147483647 days -2562047788:00:54.775808",
    "2147483647, 2147483647, 9223372036854775807, infinity",
    "-2147483648, -2147483648, -9223372036854775808, -infinity"
  })
  void isWrittenAsPostgresWritesIt(int months, int days, long micros, String text) {
    assertThat(new Interval(months, days, micros)).hasToString(text);
  }
}
