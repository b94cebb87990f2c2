// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.statement.Identifier;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The channels that the connection listens to, as far as the server has committed it. Confined to
 * the keeper's thread.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-listen.html">LISTEN</a>
 */
final class Listening {

  /** So many LISTENs leave in one round trip. */
  private static final int BATCH = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Roster roster;
  private final Clock clock;
  private final Set<String> channels = new HashSet<>();
  private List<String> opening = List.of();

  Listening(Roster roster, Clock clock) {
    this.roster = roster;
    this.clock = clock;
  }

  /** The statements that a new connection begins with: for the first of the channels wanted. */
  String opening() {
    List<String> wanted = roster.channels();
    opening = wanted.subList(0, Math.min(BATCH, wanted.size()));
    return statements(opening, List.of());
  }

  /** They were committed, on a connection that listened to nothing before. */
  void opened() {
    channels.clear();
    channels.addAll(opening);
    opening = List.of();
  }

  boolean toAll(List<String> wanted) {
    return channels.containsAll(wanted);
  }

  /**
   * Has the connection listen to those of these channels that are wanted, and to none that is not.
   *
   * @throws PgException where it fails; it is not known then what is listened to
   */
  void adjust(PgConnection connection, Iterable<String> touched) {
    List<String> more = new ArrayList<>();
    List<String> fewer = new ArrayList<>();
    for (String channel : touched) {
      boolean wanted = roster.wanted(channel);
      if (wanted != channels.contains(channel)) {
        (wanted ? more : fewer).add(channel);
      }
      if (more.size() + fewer.size() == BATCH) {
        run(connection, more, fewer);
      }
    }
    run(connection, more, fewer);
  }

  private void run(PgConnection connection, List<String> more, List<String> fewer) {
    if (more.isEmpty() && fewer.isEmpty()) {
      return;
    }
    connection.scriptUninterrupted(statements(more, fewer), Deadline.after(clock, PATIENCE));
    channels.addAll(more);
    fewer.forEach(channels::remove);
    more.clear();
    fewer.clear();
  }

  private static String statements(List<String> more, List<String> fewer) {
    StringBuilder text = new StringBuilder();
    for (String channel : more) {
      text.append(text.isEmpty() ? "" : "; ").append("listen ").append(Identifier.quote(channel));
    }
    for (String channel : fewer) {
      text.append(text.isEmpty() ? "" : "; ").append("unlisten ").append(Identifier.quote(channel));
    }
    return text.toString();
  }
}
