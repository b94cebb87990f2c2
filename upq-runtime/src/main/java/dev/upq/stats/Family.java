// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

/**
 * The families of metrics that are shown, in the order in which they are. Immutable. Names follow
 * OpenTelemetry's where it has one, with underscores; the others begin with {@code upq_}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/database-metrics/">Semantic
 *     conventions for database client metrics</a>
 */
enum Family {
  OPERATION_DURATION(
      "db_client_operation_duration_seconds",
      Type.HISTOGRAM,
      "From the call to the whole answer. A batch or a pipeline is one operation."),
  WAIT_TIME(
      "db_client_connection_wait_time_seconds",
      Type.HISTOGRAM,
      "From the call to the connection that was borrowed, or to the failure to."),
  USE_TIME(
      "db_client_connection_use_time_seconds",
      Type.HISTOGRAM,
      "From borrowing a connection to giving it back."),
  CREATE_TIME(
      "db_client_connection_create_time_seconds",
      Type.HISTOGRAM,
      "To make a connection, login included."),
  CONNECTION_COUNT(
      "db_client_connection_count", Type.GAUGE, "Connections that exist, by their state."),
  CONNECTION_MAX("db_client_connection_max", Type.GAUGE, "The most connections that there may be."),
  PENDING_REQUESTS(
      "db_client_connection_pending_requests", Type.GAUGE, "Callers that wait for a connection."),
  TIMEOUTS(
      "db_client_connection_timeouts",
      Type.COUNTER,
      "Callers that went without a connection because their time was over."),
  OPERATIONS(
      "upq_operations",
      Type.COUNTER,
      "Operations by their end: error_type is the class of the SQLSTATE or the kind of failure,"
          + " empty for success."),
  STATEMENTS(
      "upq_statements",
      Type.COUNTER,
      "Statements: each row of a batch, each item of a pipeline, each statement of a script."),
  ROWS("upq_rows", Type.COUNTER, "Rows that came back or were changed."),
  SQLSTATES(
      "upq_sqlstate_errors", Type.COUNTER, "Failures that the server told, by their SQLSTATE."),
  UNSENT("upq_unsent", Type.COUNTER, "Operations that failed before one byte of them had left."),
  QUERY_DURATION(
      "upq_query_duration_seconds",
      Type.HISTOGRAM,
      "Executions of queries that have a name; what is beyond the cap is named other."),
  QUERY_OVERFLOW(
      "upq_query_overflow",
      Type.COUNTER,
      "Times that a query found no room of its own and went to other."),
  TRANSACTION_DURATION(
      "upq_transaction_duration_seconds", Type.HISTOGRAM, "Transactions by their end."),
  RETRIES("upq_retries", Type.COUNTER, "Statements and transactions that were tried once more."),
  RECEIVED_BYTES(
      "upq_received_bytes", Type.COUNTER, "Bytes of the protocol that came, before encryption."),
  SENT_BYTES("upq_sent_bytes", Type.COUNTER, "Bytes of the protocol that went, before encryption."),
  ACQUIRE_FAILURES(
      "upq_acquire_failures", Type.COUNTER, "Callers that went without a connection, and why."),
  CONNECT_FAILURES(
      "upq_connect_failures", Type.COUNTER, "Connections that could not be made, and why."),
  CONNECTIONS_ENDED("upq_connections_ended", Type.COUNTER, "Connections that have ended."),
  DIRTY_RETURNS(
      "upq_dirty_returns",
      Type.COUNTER,
      "Connections that had to be cleaned or closed before anyone else could have them."),
  OUTAGE_DURATION(
      "upq_outage_duration_seconds",
      Type.HISTOGRAM,
      "From the loss of a server to the first connection that stood again."),
  CACHE_HITS(
      "upq_statement_cache_hits", Type.COUNTER, "Uses of a statement that was described already."),
  CACHE_MISSES(
      "upq_statement_cache_misses",
      Type.COUNTER,
      "Uses of a statement that the server had to be asked for."),
  CACHE_EVICTIONS(
      "upq_statement_cache_evictions",
      Type.COUNTER,
      "Statements that were let go because of a bound."),
  NOTIFICATIONS("upq_notifications_received", Type.COUNTER, "Notifications that were taken."),
  NOTIFICATIONS_DROPPED(
      "upq_notifications_dropped",
      Type.COUNTER,
      "Notifications that were lost because nobody took those before them."),
  NOTIFICATION_GAPS(
      "upq_notification_gaps",
      Type.COUNTER,
      "Times that those who listen were told that notifications may have been lost."),
  NOTIFICATION_QUEUE(
      "upq_notification_queue_percent",
      Type.GAUGE,
      "How full the server's notification queue was when it was asked last."),
  WARNINGS("upq_warnings", Type.COUNTER, "Warnings that were told to the log."),
  TOTAL_QUERIES(
      "upq_total_queries",
      Type.UNTYPED,
      "Alias: all counts of db_client_operation_duration_seconds."),
  ERRORS("upq_errors", Type.UNTYPED, "Alias: upq_operations_total with an error_type."),
  BYTES_IN("upq_bytes_in", Type.UNTYPED, "Alias: upq_received_bytes_total."),
  BYTES_OUT("upq_bytes_out", Type.UNTYPED, "Alias: upq_sent_bytes_total."),
  AVG_LATENCY(
      "upq_avg_latency_us",
      Type.GAUGE,
      "Alias: sum by count of db_client_operation_duration_seconds, in microseconds."),
  COMMITS(
      "upq_commits",
      Type.UNTYPED,
      "Alias: upq_transaction_duration_seconds_count with outcome committed."),
  ROLLBACKS(
      "upq_rollbacks",
      Type.UNTYPED,
      "Alias: upq_transaction_duration_seconds_count with outcome rolled_back.");

  /** What a family is. */
  enum Type {
    COUNTER("counter", "counter"),
    GAUGE("gauge", "gauge"),
    HISTOGRAM("histogram", "histogram"),
    UNTYPED("untyped", "unknown");

    private final String prometheus;
    private final String openMetrics;

    Type(String prometheus, String openMetrics) {
      this.prometheus = prometheus;
      this.openMetrics = openMetrics;
    }

    String in(MetricsFormat format) {
      return switch (format) {
        case PROMETHEUS -> prometheus;
        case OPEN_METRICS -> openMetrics;
      };
    }
  }

  private final String title;
  private final Type type;
  private final String help;

  Family(String title, Type type, String help) {
    this.title = title;
    this.type = type;
    this.help = help;
  }

  /** The name, without {@code _total}. */
  String title() {
    return title;
  }

  Type type() {
    return type;
  }

  /** One line, in ASCII, without quotes and backslashes. */
  String help() {
    return help;
  }

  /** The unit that its name ends with; empty where it has none. */
  String unit() {
    return title.endsWith("_seconds") ? "seconds" : title.endsWith("_bytes") ? "bytes" : "";
  }
}
