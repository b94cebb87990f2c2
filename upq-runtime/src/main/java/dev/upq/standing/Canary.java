// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.row.QueryResult;
import dev.upq.statement.Identifier;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.NotificationResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A notification that a connection sends to itself, over a channel of its own, to see whether what
 * is sent to it comes. Confined to the keeper. Times are readings of the clock, in nanoseconds.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-notify.html">NOTIFY</a>
 */
final class Canary {

  private final Clock clock;
  private final Duration patience;
  private final String channel;
  private long sent;
  private long seen;
  private long dueAt = Clock.NEVER;

  /**
   * @param processId the backend's, which makes the channel's name its own
   */
  Canary(Clock clock, Duration patience, int processId) {
    this.clock = clock;
    this.patience = patience;
    this.channel = "upq_canary_" + Integer.toUnsignedString(processId);
  }

  /** LISTEN for it. */
  String listen() {
    return "listen " + Identifier.quote(channel);
  }

  /** A select whose two columns send it, and bring the share of the queue that is in use. */
  String send() {
    sent++;
    return "select pg_catalog.pg_notify('"
        + channel
        + "', '"
        + sent
        + "'), pg_catalog.pg_notification_queue_usage()";
  }

  /**
   * Sends it on a connection that stands.
   *
   * @return the share of the server's queue that is in use
   * @throws PgException where the server does not answer
   */
  double send(PgConnection connection) {
    List<QueryResult> answer =
        connection.scriptUninterrupted(send(), Deadline.after(clock, patience));
    answered();
    return usage(answer.getFirst());
  }

  /** The server has committed it: from now on it may be late. */
  void answered() {
    dueAt = Deadline.after(clock, patience).atNanos();
  }

  static double usage(QueryResult answer) {
    return Double.parseDouble(answer.row(0).text(1));
  }

  /** What has come, without the canary. */
  List<NotificationResponse> without(List<NotificationResponse> came) {
    boolean any = false;
    for (NotificationResponse each : came) {
      any |= each.channel().equals(channel);
    }
    if (!any) {
      return came;
    }
    List<NotificationResponse> others = new ArrayList<>(came.size());
    for (NotificationResponse each : came) {
      if (each.channel().equals(channel)) {
        seen = Math.max(seen, number(each.payload()));
      } else {
        others.add(each);
      }
    }
    if (!awaited()) {
      dueAt = Clock.NEVER;
    }
    return others;
  }

  /** Anybody may send on any channel: what is no number of ours is none. */
  private static long number(String payload) {
    return payload.matches("\\d{1,18}") ? Long.parseLong(payload) : 0;
  }

  /** True where it was sent and has not come. */
  boolean awaited() {
    return seen < sent;
  }

  /** When it is late; NEVER where none is awaited. */
  long dueAt() {
    return dueAt;
  }

  boolean late(long now) {
    return awaited() && now >= dueAt;
  }

  /** It may have been among those that the connection had no room for. */
  void excused() {
    seen = sent;
    dueAt = Clock.NEVER;
  }
}
