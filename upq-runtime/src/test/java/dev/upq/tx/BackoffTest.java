// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long is waited before a transaction is tried again, and what the server is told. */
final class BackoffTest {

  @Test
  void waitsAreDrawnFromZeroToALimitThatDoublesFromFiveMillisecondsToOneSecond() {
    SplittableRandom random = new SplittableRandom(8);
    long[] limits = {5, 10, 20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000};
    for (int failed = 1; failed <= limits.length; failed++) {
      long limit = limits[failed - 1] * 1_000_000;
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int i = 0; i < 2_000; i++) {
        long nanos = Backoff.nanos(failed, random);
        least = Math.min(least, nanos);
        most = Math.max(most, nanos);
      }
      assertThat(least).isBetween(0L, limit / 50);
      assertThat(most).isBetween(limit - limit / 50, limit);
    }
    assertThat(Backoff.nanos(1_000, random)).isBetween(0L, 1_000_000_000L);
  }

  @Test
  void limitsOfTheServerAreRoundedUpToFewValues() {
    long[][] steps = {{1, 1_000}, {1_000, 1_000}, {1_001, 1_500}, {1_501, 2_000}, {2_001, 3_000}};
    for (long[] step : steps) {
      assertThat(Preamble.step(step[0])).isEqualTo(step[1]);
    }
    assertThat(Preamble.step(21_000)).isEqualTo(24_000);
    assertThat(Preamble.step(Long.MAX_VALUE)).isGreaterThan(Integer.MAX_VALUE);
  }
}
