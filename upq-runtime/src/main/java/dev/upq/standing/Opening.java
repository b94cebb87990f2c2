// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.connection.Notifications;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.NotificationResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection that was just made a standing one, in one round trip. Stateless.
 *
 * <pre>
 *   Query: set idle_session_timeout = 0; listen "canary"; (the duty's); select pg_backend_pid();
 *          select pg_notify('canary', '1'), pg_notification_queue_usage()
 *   ... ReadyForQuery, NotificationResponse 'canary'
 * </pre>
 */
final class Opening {

  private static final int HAS_IDLE_SESSION_TIMEOUT = 14;

  private Opening() {}

  /**
   * Runs it.
   *
   * @return the notifications that have come by the time that the canary had
   * @throws PgUsageException where a pooler stands in between, which would swallow what is listened
   *     for
   * @throws PgException where the connection fails, or the canary does not come
   */
  static List<NotificationResponse> run(
      PgConnection connection,
      Duty duty,
      @Nullable Canary canary,
      Clock clock,
      StandingConfig its,
      boolean eachHasItsOwn) {
    StringBuilder text = new StringBuilder();
    if (major(connection) >= HAS_IDLE_SESSION_TIMEOUT) {
      text.append("set idle_session_timeout = 0; ");
    }
    if (canary != null) {
      text.append(canary.listen()).append("; ");
    }
    String wanted = duty.opening();
    text.append(wanted).append(wanted.isEmpty() ? "" : "; ");
    text.append("select pg_catalog.pg_backend_pid()");
    if (canary != null) {
      text.append("; ").append(canary.send());
    }
    List<QueryResult> results =
        connection.scriptUninterrupted(text.toString(), Deadline.after(clock, its.patience()));
    checkProcess(connection, results.get(results.size() - (canary == null ? 1 : 2)), eachHasItsOwn);
    if (canary == null) {
      return List.of();
    }
    canary.answered();
    duty.queueUsage(Canary.usage(results.getLast()));
    return awaitCanary(connection.notifications(), canary, clock);
  }

  private static void checkProcess(
      PgConnection connection, QueryResult asked, boolean eachHasItsOwn) {
    long serving = Long.parseLong(asked.row(0).text(0));
    int told = connection.processId();
    if (told != 0 && serving != told && !eachHasItsOwn) {
      throw new PgUsageException(
          "a pooler stands between the program and PostgreSQL (told process "
              + told
              + ", served by "
              + serving
              + "): a session that it may hand on can neither listen nor keep a lock; connect this"
              + " one to the server itself, or set transaction_pooler=0 where the pooler gives each"
              + " connection a session of its own");
    }
  }

  private static List<NotificationResponse> awaitCanary(
      Notifications inbox, Canary canary, Clock clock) {
    List<NotificationResponse> come = new ArrayList<>();
    while (canary.awaited()) {
      if (canary.late(clock.nanos())) {
        throw new PgUsageException(
            "a notification that the connection sent to itself did not come back: something between"
                + " the program and PostgreSQL swallows LISTEN; connect to the server itself");
      }
      come.addAll(canary.without(inbox.await(new Deadline(clock, canary.dueAt()), () -> false)));
      if (inbox.droppedWhenTaken() > 0) {
        canary.excused();
      }
    }
    return come;
  }

  private static int major(PgConnection connection) {
    String version = connection.parameter("server_version").orElse("0");
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end)) && end < 4) {
      end++;
    }
    return end == 0 ? 0 : Integer.parseInt(version.substring(0, end));
  }
}
