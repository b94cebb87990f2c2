// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.fault.PgException;
import dev.upq.probe.Execution;
import dev.upq.statement.ShownSql;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events of a flight recording. Stateless; each event is its thread's own. An event is written
 * when what it tells of is over: its time is the end, {@code took} says how long it was. The stack
 * is the caller's.
 *
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/25/docs/api/jdk.jfr/jdk/jfr/Event.html">Event</a>
 */
final class FlightEvents {

  private static final int MAX_TEXT_CHARS = 1_000;
  private static final String CATEGORY = "upq";

  private FlightEvents() {}

  @Name("dev.upq.Query")
  @Label("Query")
  @Description("Something was executed; its setting \"minimum\" is how long it took at least")
  @Category(CATEGORY)
  @StackTrace
  static final class QueryEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Operation")
    @Nullable String operation;

    @Label("Text Without Literals")
    @Nullable String sql;

    @Label("Rows")
    long rows;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Failure")
    @Nullable String failure;

    @Label("Minimum")
    @Name("minimum")
    @SettingDefinition
    boolean minimum(MinimumSetting setting) {
      return took >= setting.nanos();
    }
  }

  @Name("dev.upq.Acquire")
  @Label("Acquire")
  @Description("A connection was borrowed, or could not be")
  @Category(CATEGORY)
  @StackTrace
  static final class AcquireEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Failure")
    @Nullable String failure;

    @Label("Minimum")
    @Name("minimum")
    @SettingDefinition
    boolean minimum(MinimumSetting setting) {
      return took >= setting.nanos();
    }
  }

  @Name("dev.upq.Connect")
  @Label("Connect")
  @Description("A connection was made, or could not be")
  @Category(CATEGORY)
  @StackTrace(false)
  static final class ConnectEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Failure")
    @Nullable String failure;
  }

  @Name("dev.upq.Transaction")
  @Label("Transaction")
  @Description("A transaction has ended")
  @Category(CATEGORY)
  @StackTrace
  static final class TransactionEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Outcome")
    @Nullable String outcome;
  }

  @Name("dev.upq.Notification")
  @Label("Notification")
  @Description("Notifications were taken")
  @Category(CATEGORY)
  @StackTrace(false)
  static final class NotificationEvent extends Event {
    @Label("Pool")
    @Nullable String pool;

    @Label("Count")
    long count;
  }

  @Name("dev.upq.Retry")
  @Label("Retry")
  @Description("A statement or a transaction is tried once more")
  @Category(CATEGORY)
  @StackTrace
  static final class RetryEvent extends Event {
    @Label("Pool")
    @Nullable String pool;
  }

  /** Makes the classes known to the recorder: at an event, its virtual thread would be pinned. */
  static void prepare() {
    for (Class<? extends Event> each :
        List.of(
            QueryEvent.class,
            AcquireEvent.class,
            ConnectEvent.class,
            TransactionEvent.class,
            NotificationEvent.class,
            RetryEvent.class)) {
      FlightRecorder.register(each);
    }
  }

  static void query(String pool, Execution what, long nanos, @Nullable PgException failure) {
    QueryEvent event = new QueryEvent();
    event.took = nanos;
    if (event.shouldCommit()) {
      event.pool = pool;
      event.operation = Operation.of(what).name();
      event.sql = ShownSql.of(what.sql(), MAX_TEXT_CHARS);
      event.rows = what.rows();
      event.failure = failure == null ? null : Outcome.of(failure);
      event.commit();
    }
  }

  static void acquire(String pool, long nanos, @Nullable PgException failure) {
    AcquireEvent event = new AcquireEvent();
    event.took = nanos;
    event.pool = pool;
    event.failure = failure == null ? null : Outcome.of(failure);
    event.commit();
  }

  static void connect(String pool, long nanos, @Nullable PgException failure) {
    ConnectEvent event = new ConnectEvent();
    event.took = nanos;
    event.pool = pool;
    event.failure = failure == null ? null : Outcome.of(failure);
    event.commit();
  }

  static void transaction(String pool, long nanos, String outcome) {
    TransactionEvent event = new TransactionEvent();
    event.took = nanos;
    event.pool = pool;
    event.outcome = outcome;
    event.commit();
  }

  static void notification(String pool, long count) {
    NotificationEvent event = new NotificationEvent();
    event.pool = pool;
    event.count = count;
    event.commit();
  }

  static void retry(String pool) {
    RetryEvent event = new RetryEvent();
    event.pool = pool;
    event.commit();
  }
}
