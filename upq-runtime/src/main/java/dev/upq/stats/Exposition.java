// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Shows pools as metrics, family by family, each in the order of the pools' names. One thread at a
 * time. What it shows was read before: all families tell of the same moment.
 */
final class Exposition {

  private static final String OUTCOME = "outcome";
  private static final String ERROR = "error_type";

  private final List<PoolReading> pools;
  private final MetricsText text;

  private Exposition(List<PoolReading> pools, MetricsText text) {
    this.pools = pools;
    this.text = text;
  }

  static void write(List<PoolReading> pools, MetricsFormat format, Appendable out)
      throws IOException {
    MetricsText text = new MetricsText(format, out);
    Exposition exposition = new Exposition(pools, text);
    for (Family family : Family.values()) {
      text.family(family);
      exposition.show(family);
    }
    text.end();
  }

  private void show(Family family) throws IOException {
    switch (family) {
      case OPERATION_DURATION -> operationDuration(family);
      case WAIT_TIME -> waitTime(family);
      case USE_TIME -> times(family, p -> p.snapshot().uses());
      case CREATE_TIME -> times(family, p -> p.snapshot().creates());
      case CONNECTION_COUNT -> connectionCount(family);
      case CONNECTION_MAX -> gauge(family, PoolGauges::max);
      case PENDING_REQUESTS -> gauge(family, PoolGauges::waiting);
      case TIMEOUTS -> count(family, p -> p.snapshot().acquireTimeouts());
      case OPERATIONS -> operations(family);
      case STATEMENTS -> eachOperation(family, OperationSnapshot::statements);
      case ROWS -> eachOperation(family, OperationSnapshot::rows);
      case SQLSTATES -> tally(family, "db_response_status_code", p -> p.sqlStates());
      case UNSENT -> tally(family, ERROR, p -> p.unsent());
      case QUERY_DURATION -> queryDuration(family);
      case QUERY_OVERFLOW -> count(family, PoolReading::queryOverflow);
      case TRANSACTION_DURATION -> transactionDuration(family);
      case RETRIES -> count(family, p -> p.snapshot().transactions().retries());
      case RECEIVED_BYTES, BYTES_IN -> count(family, p -> p.snapshot().bytesIn());
      case SENT_BYTES, BYTES_OUT -> count(family, p -> p.snapshot().bytesOut());
      case ACQUIRE_FAILURES -> tally(family, ERROR, p -> p.acquireFailures());
      case CONNECT_FAILURES -> tally(family, ERROR, p -> p.connectFailures());
      case CONNECTIONS_ENDED -> count(family, p -> p.snapshot().connections().ended());
      case DIRTY_RETURNS -> count(family, p -> p.snapshot().connections().dirty());
      case OUTAGE_DURATION -> times(family, PoolReading::outages);
      case CACHE_HITS -> count(family, p -> p.snapshot().statements().hits());
      case CACHE_MISSES -> count(family, p -> p.snapshot().statements().misses());
      case CACHE_EVICTIONS -> count(family, p -> p.snapshot().statements().evictions());
      case NOTIFICATIONS -> count(family, PoolReading::notified);
      case NOTIFICATIONS_DROPPED -> count(family, PoolReading::notificationsDropped);
      case NOTIFICATION_GAPS -> count(family, PoolReading::notificationGaps);
      case NOTIFICATION_QUEUE -> count(family, PoolReading::notificationQueuePercent);
      case WARNINGS -> count(family, PoolReading::warnings);
      case TOTAL_QUERIES -> count(family, p -> p.snapshot().count());
      case ERRORS -> count(family, p -> p.snapshot().failed());
      case AVG_LATENCY -> count(family, p -> p.snapshot().latency().meanNanos() / 1_000);
      case COMMITS -> count(family, p -> p.snapshot().transactions().committed());
      case ROLLBACKS -> count(family, p -> p.snapshot().transactions().rolledBack());
    }
  }

  /** Something of a pool. */
  private interface Of<T> {
    T of(PoolReading pool);
  }

  private static Labels labels(PoolReading pool) {
    return Labels.NONE.and("db_client_connection_pool_name", pool.snapshot().name());
  }

  private static Labels labels(PoolReading pool, OperationSnapshot operation) {
    return labels(pool)
        .and("server_address", operation.address())
        .and("server_port", operation.port() == 0 ? "" : Integer.toString(operation.port()))
        .and("upq_role", operation.role())
        .and("db_operation_name", operation.operation());
  }

  private void count(Family family, ToLongFunction<PoolReading> value) throws IOException {
    for (PoolReading pool : pools) {
      text.sample(family, labels(pool), value.applyAsLong(pool));
    }
  }

  private void times(Family family, Of<LatencySnapshot> times) throws IOException {
    for (PoolReading pool : pools) {
      text.histogram(family, labels(pool), times.of(pool));
    }
  }

  /** Without a word once, so that it is there before anything has happened. */
  private void tally(Family family, String label, Of<Map<String, Long>> counts) throws IOException {
    for (PoolReading pool : pools) {
      text.sample(family, labels(pool), 0);
      for (Map.Entry<String, Long> each : counts.of(pool).entrySet()) {
        text.sample(family, labels(pool).and(label, each.getKey()), each.getValue());
      }
    }
  }

  private void gauge(Family family, ToLongFunction<PoolGauges> value) throws IOException {
    for (PoolReading pool : pools) {
      if (pool.snapshot().open()) {
        text.sample(family, labels(pool), value.applyAsLong(pool.snapshot().gauges()));
      }
    }
  }

  private void connectionCount(Family family) throws IOException {
    for (PoolReading pool : pools) {
      if (pool.snapshot().open()) {
        PoolGauges gauges = pool.snapshot().gauges();
        state(family, pool, "idle", gauges.idle());
        state(family, pool, "used", gauges.used());
        state(family, pool, "settling", gauges.settling());
        state(family, pool, "connecting", gauges.connecting());
      }
    }
  }

  private void state(Family family, PoolReading pool, String state, long count) throws IOException {
    text.sample(family, labels(pool).and("db_client_connection_state", state), count);
  }

  private void operationDuration(Family family) throws IOException {
    for (PoolReading pool : pools) {
      for (OperationSnapshot each : pool.snapshot().operations()) {
        Labels labels = labels(pool, each);
        text.histogram(family, labels.and(OUTCOME, "ok"), each.succeeded());
        text.histogram(family, labels.and(OUTCOME, "failed"), each.failed());
      }
    }
  }

  private void operations(Family family) throws IOException {
    for (PoolReading pool : pools) {
      for (OperationSnapshot each : pool.snapshot().operations()) {
        Labels labels = labels(pool, each);
        text.sample(family, labels, each.succeeded().count());
        for (Map.Entry<String, Long> error : each.errors().entrySet()) {
          text.sample(family, labels.and(ERROR, error.getKey()), error.getValue());
        }
      }
    }
  }

  private void eachOperation(Family family, ToLongFunction<OperationSnapshot> value)
      throws IOException {
    for (PoolReading pool : pools) {
      for (OperationSnapshot each : pool.snapshot().operations()) {
        text.sample(family, labels(pool, each), value.applyAsLong(each));
      }
    }
  }

  private void waitTime(Family family) throws IOException {
    for (PoolReading pool : pools) {
      text.histogram(family, labels(pool).and(OUTCOME, "acquired"), pool.snapshot().waits());
      text.histogram(family, labels(pool).and(OUTCOME, "failed"), pool.failedWaits());
    }
  }

  private void transactionDuration(Family family) throws IOException {
    for (PoolReading pool : pools) {
      Labels labels = labels(pool);
      PoolReading.Ends ends = pool.transactions();
      text.histogram(family, labels.and(OUTCOME, "committed"), ends.committed());
      text.histogram(family, labels.and(OUTCOME, "rolled_back"), ends.rolledBack());
      text.histogram(family, labels.and(OUTCOME, "unknown"), ends.unknown());
    }
  }

  private void queryDuration(Family family) throws IOException {
    for (PoolReading pool : pools) {
      for (NamedTimes each : pool.namedQueries()) {
        text.histogram(family, labels(pool).and("db_query_summary", each.name()), each.times());
      }
    }
  }

  /** Times under a name. */
  record NamedTimes(String name, LatencySnapshot times) {}
}
