// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static dev.upq.stats.MetricsFormat.OPEN_METRICS;
import static dev.upq.stats.MetricsFormat.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ST-06: the format that is asked for")
final class MetricsFormatTest {

  private static final String OPEN = "application/openmetrics-text";

  @Test
  void nothingAndEverythingIsTheOlderOne() {
    assertThat(MetricsFormat.forAccept("")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept("*/*")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept("text/html,application/xhtml+xml,*/*;q=0.8"))
        .isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept("image/png")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept(";;;,,q=")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept("x".repeat(100_000))).isEqualTo(PROMETHEUS);
  }

  @Test
  void whoeverNamesTheNewerOneGetsIt() {
    assertThat(MetricsFormat.forAccept(OPEN)).isEqualTo(OPEN_METRICS);
    assertThat(MetricsFormat.forAccept("APPLICATION/OpenMetrics-Text; version=1.0.0"))
        .isEqualTo(OPEN_METRICS);
    assertThat(MetricsFormat.forAccept(OPEN + ";version=\"1.0.0\";charset=utf-8"))
        .isEqualTo(OPEN_METRICS);
    assertThat(MetricsFormat.forAccept(OPEN + ";q=0.5,*/*;q=0.1")).isEqualTo(OPEN_METRICS);
  }

  @Test
  void whatPrometheusSendsIsUnderstood() {
    assertThat(
            MetricsFormat.forAccept(
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"))
        .isEqualTo(OPEN_METRICS);
  }

  @Test
  void qualitiesDecide() {
    assertThat(MetricsFormat.forAccept(OPEN + ";q=0.3,text/plain;q=0.7")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept(OPEN + ";q=0.7,text/plain;q=0.30")).isEqualTo(OPEN_METRICS);
    assertThat(MetricsFormat.forAccept(OPEN + ";q=0")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept(OPEN + ";q=0.000,text/plain")).isEqualTo(PROMETHEUS);
    assertThat(MetricsFormat.forAccept(OPEN + ";q=abc")).isEqualTo(PROMETHEUS);
  }

  @Test
  void aVersionThatIsNotWrittenHereIsNotClaimed() {
    assertThat(MetricsFormat.forAccept(OPEN + ";version=2.0.0")).isEqualTo(PROMETHEUS);
  }

  @Test
  void theContentTypesAreThoseOfTheSpecifications() {
    assertThat(PROMETHEUS.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(OPEN_METRICS.contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
  }
}
