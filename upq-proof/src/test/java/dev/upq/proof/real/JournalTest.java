// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.pool.Lease;
import dev.upq.tx.PgTransaction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told one by one: in the program's log, and in a flight recording. */
@Timeout(120)
final class JournalTest {

  private static final Logger LOG = Logger.getLogger("dev.upq");

  /** Keeps what is logged. */
  private static final class Kept extends Handler {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getLoggerName() + ": " + line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Kept kept = new Kept();
  private final PgConfig config = Servers.config().with("pool_max", "1");

  @BeforeEach
  void listen() {
    LOG.addHandler(kept);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(kept);
    LOG.setUseParentHandlers(true);
  }

  private static PgPool pool(PgConfig config) {
    return PgPool.open(Servers.setup(config));
  }

  @Test
  void whatIsSlowIsLoggedWithoutItsValues() {
    try (PgPool pg = pool(config.with("slow_query_threshold", "0.02"))) {
      pg.query("select 1");
      pg.query("select pg_sleep($1), 'secret', $2::text", 0.03, "hidden");
      catchThrowableOfType(
          PgException.class,
          () -> pg.query("select 1 / (1 - i), pg_sleep(0.03) from generate_series(0, 1) i"));
    }
    // A machine that stands still makes others slow as well.
    List<String> slept = kept.lines.stream().filter(line -> line.contains("pg_sleep")).toList();
    assertThat(slept).hasSize(2);
    assertThat(slept.getFirst())
        .matches(
            "dev\\.upq\\.slow: slow query on pool \\S+: [0-9]+\\.[0-9]{3} ms, SELECT, 1 rows, ok: "
                + "select pg_sleep\\(\\$1\\), \\?, \\$2::text");
    assertThat(slept.getLast()).contains(", failed (22): select ? / (? - i), pg_sleep(?)");
    assertThat(kept.lines).noneMatch(line -> line.contains("secret") || line.contains("hidden"));
  }

  @Test
  void nothingIsLoggedUnlessItIsAskedFor() {
    try (PgPool pg = pool(config)) {
      pg.query("select pg_sleep(0.05)");
    }
    assertThat(kept.lines).isEmpty();
  }

  @Test
  void whatWasOverlookedInTheConfigurationIsLogged() {
    PgConfig odd = config.with("tcp_user_timeout", "5");
    assertThat(odd.warnings()).hasSize(1);
    try (PgPool pg = pool(odd)) {
      assertThat(kept.lines)
          .containsExactly("dev.upq: pool " + pg.name() + ": " + odd.warnings().getFirst());
      assertThat(pg.stats().metricsDump()).containsPattern("upq_warnings_total\\{.*\\} 1\n");
    }
  }

  private static void some(PgPool pg) throws InterruptedException {
    pg.query("select 'secret'");
    pg.query("select 'secret'");
    catchThrowableOfType(PgException.class, () -> pg.query("select 1/0"));
    try (PgTransaction tx = pg.begin()) {
      tx.commit();
    }
    try (Lease lease = pg.acquire()) {
      PgConnection connection = lease.connection();
      connection.script("listen stats_journal");
      connection.script("notify stats_journal, 'hidden'");
      assertThat(connection.notifications().await(Duration.ofSeconds(10))).hasSize(1);
      connection.script("unlisten stats_journal");
    }
  }

  private static List<RecordedEvent> recorded(Recording recording, Path folder) throws IOException {
    Path file = folder.resolve("upq.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("dev.upq."))
        .toList();
  }

  @Test
  @DisplayName("a flight recording shows queries, connects, transactions and notifications")
  void flightRecording(@TempDir Path folder) throws IOException, InterruptedException {
    try (PgPool before = pool(config)) {
      // A recorder is looked for at the second execution of a process.
      before.query("select 1");
      before.query("select 1");
    }
    List<RecordedEvent> events;
    try (Recording recording = new Recording()) {
      recording.enable("dev.upq.Query").with("minimum", "0 ns");
      recording.start();
      try (PgPool pg = pool(config)) {
        some(pg);
      }
      recording.stop();
      events = recorded(recording, folder);
    }
    List<RecordedEvent> queries = named(events, "dev.upq.Query");
    assertThat(queries).hasSize(8);
    RecordedEvent first = queries.getFirst();
    assertThat(first.getString("sql")).isEqualTo("select ?");
    assertThat(first.getString("operation")).isEqualTo("SELECT");
    assertThat(first.getLong("rows")).isEqualTo(1);
    assertThat(first.getDuration("took")).isPositive();
    assertThat(first.getStackTrace().getFrames())
        .anyMatch(frame -> frame.getMethod().getName().equals("some"));
    assertThat(queries.get(2).getString("failure")).isEqualTo("22");
    assertThat(named(events, "dev.upq.Connect")).hasSize(1);
    assertThat(named(events, "dev.upq.Transaction")).hasSize(1);
    assertThat(named(events, "dev.upq.Transaction").getFirst().getString("outcome"))
        .isEqualTo("committed");
    assertThat(named(events, "dev.upq.Notification")).hasSize(1);
    assertThat(events.toString()).doesNotContain("secret").doesNotContain("hidden");
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
  }

  @Test
  void aFlightRecordingLeavesOutWhatWasFaster(@TempDir Path folder) throws IOException {
    try (PgPool pg = pool(config);
        Recording recording = new Recording()) {
      pg.query("select 1");
      pg.query("select 1");
      recording.enable("dev.upq.Query").with("minimum", "20 ms");
      recording.start();
      for (int i = 0; i < 50; i++) {
        pg.query("select 1");
      }
      pg.query("select pg_sleep(0.03)");
      recording.stop();
      pg.query("select pg_sleep(0.03)");
      List<RecordedEvent> queries = named(recorded(recording, folder), "dev.upq.Query");
      assertThat(queries)
          .allMatch(query -> query.getDuration("took").compareTo(Duration.ofMillis(20)) >= 0)
          .hasSizeLessThan(50);
      assertThat(queries)
          .filteredOn(query -> query.getString("sql").contains("pg_sleep"))
          .hasSize(1);
    }
  }
}
