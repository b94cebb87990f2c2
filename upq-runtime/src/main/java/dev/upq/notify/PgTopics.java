// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.connection.PgSession;
import java.util.List;

/**
 * Topics with wildcards, over one channel of the server. Thread-safe; {@link
 * PgChannelDispatcher#topics} makes it.
 *
 * <p>PostgreSQL listens to channels by their exact names only. Here every notification of a
 * namespace goes over one channel with its topic in front, and each program looks for itself
 * whether somebody wants it: the price of wildcards is that every program receives everything of
 * the namespace. A topic's name counts towards the 7,999 bytes of a payload.
 *
 * <p>In a pattern {@code *} stands for one segment; {@code **} or {@code #} at the end for all that
 * follow, none included. {@code events.*} matches {@code events.a}, and neither {@code events} nor
 * {@code events.a.b}.
 */
public final class PgTopics {

  private final Switchboard board;
  private final PgPublisher publisher;
  private final String namespace;

  PgTopics(Switchboard board, PgPublisher publisher, String namespace) {
    this.board = board;
    this.publisher = publisher;
    this.namespace = board.text().channel(namespace);
  }

  /** The payload of the server's notification that carries a topic and its own payload. */
  public static String payload(String topic, String payload) {
    return Topics.envelope(topic, payload);
  }

  /** The channel of the server. */
  public String namespace() {
    return namespace;
  }

  /** As {@link PgChannelDispatcher#on(String, EventHandler)}, for the topics of a pattern. */
  public Subscription on(String pattern, EventHandler handler) {
    return on(pattern, SubscriptionOptions.standard(), handler);
  }

  /**
   * Has {@code handler} told what comes on the topics that a pattern matches.
   *
   * @throws dev.upq.fault.PgUsageException where it is no pattern, or the dispatcher is closed
   */
  public Subscription on(String pattern, SubscriptionOptions options, EventHandler handler) {
    TopicPattern wanted = TopicPattern.of(pattern);
    Subscription subscription =
        new Subscription(board, options, pattern, List.of(namespace), handler);
    board.topics().add(namespace, wanted, subscription);
    try {
      board.join(subscription);
    } catch (RuntimeException refused) {
      board.topics().remove(subscription);
      throw refused;
    }
    return subscription;
  }

  /** Sends to whoever wants that topic, by a transaction of its own. */
  public void publish(String topic, String payload) {
    publisher.publish(namespace, Topics.envelope(topic, payload));
  }

  /** As {@link #publish(String, String)}, when the transaction of {@code session} commits. */
  public void publish(PgSession session, String topic, String payload) {
    publisher.publish(session, namespace, Topics.envelope(topic, payload));
  }

  /** What {@link PgPublisher#publishAll} or {@link DebouncedPublisher} sends for a topic. */
  public Message message(String topic, String payload) {
    return new Message(namespace, Topics.envelope(topic, payload));
  }
}
