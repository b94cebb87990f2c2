// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** One thread. */
final class LatenciesTest {

  private static final Percentage CLASS = Percentage.withPercentage(1.6);

  @Test
  void quantilesAreRightToTheWidthOfAClass() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 100_000; i++) {
      latencies.record(i, i * 10L);
    }
    assertThat(latencies.count()).isEqualTo(100_000);
    assertThat(latencies.quantile(0.5)).isCloseTo(500_000, CLASS);
    assertThat(latencies.quantile(0.99)).isCloseTo(990_000, CLASS);
    assertThat(latencies.quantile(0.999)).isCloseTo(999_000, CLASS);
    assertThat(latencies.quantile(1)).isCloseTo(1_000_000, CLASS);
  }

  @Test
  void theExtremesHaveClassesToo() {
    Latencies latencies = new Latencies();
    assertThat(latencies.quantile(0.5)).isZero();
    latencies.record(0, -5);
    assertThat(latencies.quantile(0.5)).isEqualTo(1);
    latencies.record(0, Long.MAX_VALUE);
    assertThat(latencies.quantile(1)).isCloseTo(1L << 40, CLASS);
  }
}
