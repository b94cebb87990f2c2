// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.probe.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ExpositionTest {

  private static final long MILLI = 1_000_000;

  private final PgStatsRegistry registry = PgStatsRegistry.create();

  private String text(MetricsFormat format) {
    StringBuilder text = new StringBuilder();
    try {
      registry.write(format, text);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return text.toString();
  }

  private Scraped open() {
    return Scraped.openMetrics(text(MetricsFormat.OPEN_METRICS));
  }

  private Scraped plain() {
    return Scraped.prometheus(text(MetricsFormat.PROMETHEUS));
  }

  /** The same numbers as ever. */
  private void fill() {
    PoolStats orders = registry.open("orders", Probe.NONE);
    Probe primary = orders.at("db.example", 5432, "primary");
    Probe standby = orders.at("/run/postgresql", 5433, "standby");
    for (int i = 1; i <= 20; i++) {
      primary.executed(Done.query("select " + i, "SELECT 2", 2), i * i * 17_321L, null);
    }
    primary.executed(Done.query("-- name: hawaii\nselect 1", "SELECT 1", 1), 3 * MILLI, null);
    primary.executed(
        Done.query("insert into t values (1)", "", 0),
        40 * MILLI,
        PgStatsRegistryTest.error("23505"));
    standby.executed(
        Done.query("select 1", "", 0), 31_000 * MILLI, new PgTimeoutException("late", Sent.MAYBE));
    orders.connected(7 * MILLI);
    orders.acquired(1_234);
    orders.released(2 * MILLI, true);
    orders.committed(9 * MILLI);
    orders.bytes(1_000, 2_000);
    registry.open("billing", Probe.NONE);
  }

  @Test
  @DisplayName("ST-01: any text is a label, and is read as it was written")
  void labelsAreEscaped() {
    String odd = "a\"b\\c\nd\\n{}=,# é \uD83D\uDE80 end";
    registry.open(odd, Probe.NONE).connected(MILLI);
    Map<String, String> labels = Map.of("db_client_connection_pool_name", odd);
    String count = "db_client_connection_create_time_seconds_count";
    assertThat(plain().sum(count, labels)).isEqualTo(1);
    assertThat(open().sum(count, labels)).isEqualTo(1);
  }

  @Test
  @DisplayName("ST-01: what is not UTF-8, or would break a line, is replaced")
  void brokenTextIsReplaced() {
    registry.open("x\uD83Dy\uDE80z\r\u0000", Probe.NONE).connected(MILLI);
    String text = text(MetricsFormat.OPEN_METRICS);
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    assertThat(StandardCharsets.UTF_8.decode(bytes).toString()).isEqualTo(text);
    Map<String, String> labels =
        Map.of("db_client_connection_pool_name", "x\uFFFDy\uFFFDz\uFFFD\uFFFD");
    assertThat(open().sum("db_client_connection_create_time_seconds_count", labels)).isEqualTo(1);
  }

  @Test
  @DisplayName("ST-07: every family is there with 0 before anything has happened")
  void everyFamilyIsThereFromTheBeginning() {
    registry
        .open("orders", Probe.NONE)
        .watch(
            new PoolView() {
              @Override
              public PoolGauges gauges() {
                return new PoolGauges(0, 0, 0, 0, 0, 0);
              }

              @Override
              public StatementCounts statements() {
                return new StatementCounts(0, 0, 0);
              }
            });
    Scraped scraped = plain();
    assertThat(scraped.families()).hasSize(Family.values().length);
    scraped
        .families()
        .values()
        .forEach(
            family -> {
              assertThat(family.samples()).as(family.name()).isNotEmpty();
              family
                  .samples()
                  .forEach(sample -> assertThat(sample.number()).as(family.name()).isZero());
            });
    assertThat(open().families()).hasSize(Family.values().length);
  }

  @Test
  void withoutAnyPoolBothFormatsAreWhole() {
    assertThat(plain().values()).isEmpty();
    assertThat(open().values()).isEmpty();
  }

  @Test
  @DisplayName("ST-15: both formats are read by a strict reader of another make, with one meaning")
  void bothFormatsSayTheSame() {
    fill();
    assertThat(open().values()).isEqualTo(plain().values()).hasSizeGreaterThan(300);
  }

  @Test
  void theTextIsTheSameForTheSameNumbersInAnyLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      fill();
      golden("metrics.prom.txt", text(MetricsFormat.PROMETHEUS));
      golden("metrics.openmetrics.txt", text(MetricsFormat.OPEN_METRICS));
      assertThat(text(MetricsFormat.OPEN_METRICS)).isEqualTo(text(MetricsFormat.OPEN_METRICS));
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Compares; with {@code -Dupq.golden.update=DIRECTORY} writes instead. */
  private static void golden(String name, String text) throws IOException {
    String folder = System.getProperty("upq.golden.update", "");
    if (!folder.isEmpty()) {
      Files.writeString(Path.of(folder, name), text);
    }
    try (InputStream kept = ExpositionTest.class.getResourceAsStream(name)) {
      assertThat(kept).as(name).isNotNull();
      assertThat(text).isEqualTo(new String(kept.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void boundsAreSpeltAsTheFormatsWantThem() {
    Ladder ladder = Ladder.standard();
    StringBuilder bounds = new StringBuilder();
    for (int i = 0; i < ladder.bounds(); i++) {
      bounds.append(ladder.label(i)).append(' ');
    }
    assertThat(bounds.toString())
        .isEqualTo(
            "5e-05 0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1.0 5.0"
                + " 30.0 ");
  }
}
