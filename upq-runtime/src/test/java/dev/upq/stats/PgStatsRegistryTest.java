// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.probe.Execution;
import dev.upq.probe.Execution.Way;
import dev.upq.probe.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PgStatsRegistryTest {

  private static final long MILLI = 1_000_000;

  private final PgStatsRegistry registry = PgStatsRegistry.create();

  private static Map<String, String> pool(String name) {
    return Map.of("db_client_connection_pool_name", name);
  }

  private Scraped scraped() {
    return Scraped.prometheus(registry.metricsDump());
  }

  static PgException error(String sqlState) {
    return PgServerException.of(
        new Diagnostic(Map.of('S', "ERROR", 'V', "ERROR", 'C', sqlState, 'M', "no")));
  }

  @Test
  @DisplayName("ST-02: a second pool of the same name has a name of its own")
  void namesAreMadeUnique() {
    PoolStats first = registry.open("orders", Probe.NONE);
    PoolStats second = registry.open("orders", Probe.NONE);
    PoolStats third = registry.open("orders", Probe.NONE);
    assertThat(List.of(first.name(), second.name(), third.name()))
        .containsExactly("orders", "orders-2", "orders-3");
    first.connected(MILLI);
    // The reader refuses a series that comes twice.
    assertThat(scraped().sum("db_client_connection_create_time_seconds_count", pool("orders")))
        .isEqualTo(1);
    assertThat(scraped().sum("db_client_connection_create_time_seconds_count", pool("orders-2")))
        .isZero();
  }

  /** A pool whose gauges are these. */
  private static final class Fixed implements PoolView {
    private final StatementCounts counts;

    Fixed(long hits) {
      counts = new StatementCounts(hits, hits, hits);
    }

    @Override
    public PoolGauges gauges() {
      return new PoolGauges(8, 3, 2, 1, 1, 4);
    }

    @Override
    public StatementCounts statements() {
      return counts;
    }
  }

  @Test
  @DisplayName("ST-08: counters go on where a pool opens again; gauges are there while it is open")
  void aPoolThatOpensAgainGoesOn() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    stats.watch(new Fixed(10));
    stats.connected(MILLI);
    assertThat(scraped().sum("db_client_connection_count", pool("orders"))).isEqualTo(7);
    assertThat(scraped().sum("upq_statement_cache_hits_total", pool("orders"))).isEqualTo(10);
    stats.close();
    stats.close();
    assertThat(registry.metricsDump())
        .doesNotContain("\ndb_client_connection_count{")
        .doesNotContain("\ndb_client_connection_max{")
        .contains("# TYPE db_client_connection_count gauge");
    assertThat(scraped().sum("upq_statement_cache_hits_total", pool("orders"))).isEqualTo(10);
    PoolStats again = registry.open("orders", Probe.NONE);
    again.watch(new Fixed(5));
    again.connected(MILLI);
    assertThat(again.name()).isEqualTo("orders");
    assertThat(scraped().sum("upq_statement_cache_hits_total", pool("orders"))).isEqualTo(15);
    assertThat(scraped().sum("db_client_connection_create_time_seconds_count", pool("orders")))
        .isEqualTo(2);
    assertThat(registry.open("orders", Probe.NONE).name()).isEqualTo("orders-2");
  }

  @Test
  void countsOfStatementsNeverFall() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    stats.watch(new Fixed(10));
    assertThat(stats.snapshot().statements().hits()).isEqualTo(10);
    stats.watch(new Fixed(9));
    assertThat(stats.snapshot().statements().hits()).isEqualTo(10);
  }

  @Test
  @DisplayName("ST-09: of 100,000 names 500 are told apart, the others are one, and are counted")
  void queryNamesAreCapped() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    int names = 100_000;
    for (int i = 0; i < names; i++) {
      stats.executed(Done.query("-- name: q" + i + "\nselect 1", "SELECT 1", 1), MILLI, null);
    }
    Scraped scraped = scraped();
    assertThat(scraped.families().get("upq_query_duration_seconds").samples())
        .hasSize((Queries.MAX_NAMES + 1) * (Ladder.standard().bounds() + 3));
    String count = "upq_query_duration_seconds_count";
    assertThat(scraped.sum(count, Map.of("db_query_summary", "other")))
        .isEqualTo(names - Queries.MAX_NAMES);
    assertThat(scraped.sum(count, Map.of("db_query_summary", "q7"))).isEqualTo(1);
    assertThat(scraped.sum("upq_query_overflow_total", pool("orders")))
        .isEqualTo(names - Queries.MAX_NAMES);
    assertThat(stats.snapshot().queries()).hasSize(Queries.MAX_NAMES + 1);
  }

  @Test
  @DisplayName("ST-09: texts without a name are capped too, and servers, and SQLSTATEs")
  void everythingIsCapped() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    for (int i = 0; i < 2_000; i++) {
      Probe server = stats.at("host" + i, 5432, "primary");
      String state = "Z" + (1_000 + i);
      server.executed(Done.query("select a from t_" + i, "", 0), MILLI, error(state));
    }
    PoolSnapshot snapshot = stats.snapshot();
    assertThat(snapshot.queries()).hasSize(Queries.MAX_TEXTS + 1);
    assertThat(snapshot.count()).isEqualTo(2_000);
    assertThat(snapshot.operations().stream().map(OperationSnapshot::server).distinct().count())
        .isLessThanOrEqualTo(34);
    assertThat(scraped().families().get("upq_sqlstate_errors_total").samples())
        .hasSizeLessThanOrEqualTo(66);
    assertThat(scraped().sum("upq_sqlstate_errors_total", pool("orders"))).isEqualTo(2_000);
  }

  @Test
  void aNameThatIsTheOneOfTheRestIsNoSecondSeries() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    stats.executed(Done.query("-- name: other\nselect 1", "SELECT 1", 1), MILLI, null);
    assertThat(
            scraped().sum("upq_query_duration_seconds_count", Map.of("db_query_summary", "other")))
        .isEqualTo(1);
  }

  @Test
  void textsThatDifferInTheirLiteralsAreOneQueryAndShowNone() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    stats.executed(Done.query("select 'secret1', 41", "SELECT 1", 1), 2 * MILLI, null);
    stats.executed(Done.query("select 'secret2', 42", "SELECT 1", 1), 4 * MILLI, null);
    assertThat(stats.snapshot().queries()).hasSize(1);
    QuerySnapshot query = stats.snapshot().queries().getFirst();
    assertThat(query.text()).isEqualTo("select ?");
    assertThat(query.latency().sumNanos()).isEqualTo(6 * MILLI);
    assertThat(registry.metricsDump()).doesNotContain("secret").doesNotContain("select");
  }

  @Test
  void theSlowestQueryTogetherComesFirst() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    Done fast = Done.query("select fast", "SELECT 1", 1);
    for (int i = 0; i < 10; i++) {
      stats.executed(fast, MILLI, null);
    }
    stats.executed(Done.query("select slow", "SELECT 1", 1), 5 * MILLI, error("23505"));
    assertThat(stats.snapshot().queries())
        .extracting(QuerySnapshot::text)
        .containsExactly("select fast", "select slow");
    assertThat(stats.snapshot().queries().getLast().failed()).isEqualTo(1);
    assertThat(fast.place()).isNotNull().doesNotHaveNullValue();
  }

  @Test
  void aPlaceThatAnotherPoolHasTakenIsNotMistakenForItsOwn() {
    PoolStats one = registry.open("one", Probe.NONE);
    PoolStats two = registry.open("two", Probe.NONE);
    Done shared = Done.query("select shared", "SELECT 1", 1);
    one.executed(shared, MILLI, null);
    two.executed(shared, MILLI, null);
    two.executed(shared, MILLI, null);
    assertThat(one.snapshot().queries().getFirst().latency().count()).isEqualTo(1);
    assertThat(two.snapshot().queries().getFirst().latency().count()).isEqualTo(2);
  }

  @Test
  @DisplayName("ST-10: each operation is counted once, by its server, kind and end")
  void operationsAreCountedByTheirEnd() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    Probe server = stats.at("db", 5432, "primary");
    Done select = Done.query("select 1", "SELECT 3", 3);
    server.executed(select, MILLI, null);
    server.executed(Done.query("select 1/0", "", 0), MILLI, error("22012"));
    server.executed(Done.query("select 2", "", 0), MILLI, error("57014"));
    server.executed(Done.query("select 3", "", 0), MILLI, new PgTimeoutException("", Sent.MAYBE));
    server.executed(Done.query("select 4", "", 0), MILLI, new PgTimeoutException("", Sent.NOTHING));
    Scraped scraped = scraped();
    Map<String, String> selects =
        Map.of("server_address", "db", "server_port", "5432", "db_operation_name", "SELECT");
    assertThat(scraped.sum("upq_operations_total", selects)).isEqualTo(5);
    assertThat(scraped.sum("upq_operations_total", Map.of("error_type", "22"))).isEqualTo(1);
    assertThat(scraped.sum("upq_operations_total", Map.of("error_type", "57"))).isEqualTo(1);
    assertThat(scraped.sum("upq_operations_total", Map.of("error_type", "timeout"))).isEqualTo(2);
    assertThat(scraped.sum("upq_unsent_total", Map.of("error_type", "timeout"))).isEqualTo(1);
    assertThat(scraped.sum("upq_sqlstate_errors_total", Map.of("db_response_status_code", "22012")))
        .isEqualTo(1);
    assertThat(scraped.sum("upq_total_queries", pool("orders"))).isEqualTo(5);
    assertThat(scraped.sum("upq_errors", pool("orders"))).isEqualTo(4);
    assertThat(scraped.sum("upq_rows_total", selects)).isEqualTo(3);
    assertThat(scraped.sum("upq_avg_latency_us", pool("orders"))).isEqualTo(1_000);
  }

  @Test
  @DisplayName("ST-11: a batch is one operation, and as many statements as it has rows")
  void aBatchIsOneOperation() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    Probe server = stats.at("db", 5432, "primary");
    server.executed(new Done("insert", Way.BATCH, "", 100, 100, null), MILLI, null);
    Map<String, String> batch = Map.of("db_operation_name", "BATCH");
    assertThat(scraped().sum("upq_operations_total", batch)).isEqualTo(1);
    assertThat(scraped().sum("upq_statements_total", batch)).isEqualTo(100);
    assertThat(scraped().sum("upq_rows_total", batch)).isEqualTo(100);
  }

  @Test
  void whatIsOfThePoolIsCounted() {
    PoolStats stats = registry.open("orders", Probe.NONE);
    stats.acquired(MILLI);
    stats.notAcquired(
        2 * MILLI, new PgPoolException(PgPoolException.Reason.ACQUIRE_TIMEOUT, "late", null));
    stats.released(MILLI, true);
    stats.released(MILLI, false);
    stats.committed(MILLI);
    stats.rolledBack(MILLI);
    stats.rolledBack(MILLI);
    stats.outcomeUnknown(MILLI);
    stats.retried();
    stats.reconnected(MILLI);
    stats.ended(error("57P01"));
    stats.bytes(10, 20);
    stats.notified(3);
    stats.notificationsDropped(2);
    stats.notificationGap(MILLI);
    stats.notificationQueueUsage(0.615);
    stats.warning("careful");
    Scraped scraped = scraped();
    String waits = "db_client_connection_wait_time_seconds_count";
    assertThat(scraped.sum(waits, Map.of("outcome", "acquired"))).isEqualTo(1);
    assertThat(scraped.sum(waits, Map.of("outcome", "failed"))).isEqualTo(1);
    Map<String, Integer> expected =
        Map.ofEntries(
            Map.entry("db_client_connection_timeouts_total", 1),
            Map.entry("upq_acquire_failures_total", 1),
            Map.entry("db_client_connection_use_time_seconds_count", 2),
            Map.entry("upq_dirty_returns_total", 1),
            Map.entry("upq_commits", 1),
            Map.entry("upq_rollbacks", 2),
            Map.entry("upq_transaction_duration_seconds_count", 4),
            Map.entry("upq_retries_total", 1),
            Map.entry("upq_outage_duration_seconds_count", 1),
            Map.entry("upq_connections_ended_total", 1),
            Map.entry("upq_received_bytes_total", 10),
            Map.entry("upq_bytes_in", 10),
            Map.entry("upq_sent_bytes_total", 20),
            Map.entry("upq_bytes_out", 20),
            Map.entry("upq_notifications_received_total", 3),
            Map.entry("upq_notifications_dropped_total", 2),
            Map.entry("upq_notification_gaps_total", 1),
            Map.entry("upq_notification_queue_percent", 62),
            Map.entry("upq_warnings_total", 1));
    expected.forEach(
        (sample, value) ->
            assertThat(scraped.sum(sample, pool("orders")))
                .as(sample)
                .isEqualTo(value.doubleValue()));
    PoolSnapshot snapshot = stats.snapshot();
    assertThat(snapshot.transactions()).isEqualTo(new PoolSnapshot.Transactions(1, 2, 1, 1));
    assertThat(snapshot.acquireTimeouts()).isEqualTo(1);
  }

  @Test
  void whoStandsBehindIsToldToo() {
    List<String> told = new ArrayList<>();
    Probe also =
        new Probe() {
          @Override
          public void executed(Execution what, long nanos, @Nullable PgException failure) {
            told.add(what.sql());
          }
        };
    registry
        .open("orders", also)
        .at("db", 1, "primary")
        .executed(Done.query("select 1", "SELECT 1", 1), 1, null);
    assertThat(told).containsExactly("select 1");
  }
}
