// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.connection.PgSession;
import dev.upq.fault.PgUsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications. Thread-safe; {@link PgChannelDispatcher#publisher} makes it, or {@link
 * #on(PgSession)} where nothing is to be listened to.
 *
 * <p>Always through {@code pg_notify($1, $2)}, so that a channel's name is neither folded to lower
 * case nor cut off. Lengths are looked at before anything is sent: 63 bytes for a channel, 7,999
 * for a payload, in the server's encoding.
 *
 * <p>A commit that notifies takes one lock of the whole server: send late in a transaction, once,
 * or behind it with {@link DebouncedPublisher}. The server folds notifications of one transaction
 * that are equal in channel and payload into one.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-notify.html">NOTIFY</a>
 */
public final class PgPublisher {

  /** How many may be sent in one statement. */
  public static final int MOST_AT_ONCE = 10_000;

  private static final String ONE = "select pg_catalog.pg_notify($1, $2)";
  private static final String MANY =
      "select pg_catalog.count(pg_catalog.pg_notify(channel, payload)) from (select channel,"
          + " payload from rows from (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[]))"
          + " with ordinality as m (channel, payload, place) order by place) as m";

  private final PgSession session;
  private final Supplier<ServerText> text;
  private final @Nullable Spill spill;

  PgPublisher(PgSession session, Supplier<ServerText> text, @Nullable Spill spill) {
    this.session = session;
    this.text = text;
    this.spill = spill;
  }

  /** Over a pool, a connection or a transaction; payloads that are too long are refused. */
  public static PgPublisher on(PgSession session) {
    return new PgPublisher(session, () -> ServerText.UTF8, null);
  }

  /** The same, with long payloads in a table. */
  public PgPublisher spilling(Spill to) {
    return new PgPublisher(session, text, to);
  }

  /**
   * Sends to whoever listens.
   *
   * @throws PgUsageException where the channel's name or the payload is too long, or the name empty
   */
  public void publish(String channel, String payload) {
    publish(session, channel, payload);
  }

  /** As {@link #publish(String, String)}, when the transaction of {@code its} commits. */
  public void publish(PgSession its, String channel, String payload) {
    ServerText server = text.get();
    server.channel(channel);
    if (spill != null && (spill.isReference(payload) || !server.fits(payload))) {
      spill.send(its, channel, payload);
    } else {
      its.query(ONE, channel, server.payload(payload));
    }
  }

  /** Sends many in their order, in one statement; all or none. */
  public void publishAll(List<Message> messages) {
    publishAll(session, messages);
  }

  /**
   * As {@link #publishAll(List)}, when the transaction of {@code its} commits.
   *
   * @throws PgUsageException where they are more than 10,000, or one of them cannot be sent;
   *     nothing was
   */
  public void publishAll(PgSession its, List<Message> messages) {
    if (messages.size() > MOST_AT_ONCE) {
      throw new PgUsageException(
          "at most " + MOST_AT_ONCE + " notifications are sent at once: " + messages.size());
    }
    if (messages.isEmpty()) {
      return;
    }
    ServerText server = text.get();
    List<String> channels = new ArrayList<>(messages.size());
    List<String> payloads = new ArrayList<>(messages.size());
    for (Message message : messages) {
      channels.add(server.channel(message.channel()));
      payloads.add(server.payload(message.payload()));
    }
    its.query(MANY, channels, payloads);
  }

  /** Refuses what cannot be sent. */
  void check(Message message) {
    ServerText server = text.get();
    server.channel(message.channel());
    server.payload(message.payload());
  }
}
