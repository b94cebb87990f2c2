// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgUsageException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces of a dispatcher, each one channel of the server, and who wants which topics of
 * them. Thread-safe.
 *
 * <p>A payload there is the topic, a line's end, and the payload proper.
 */
final class Topics {

  private static final char END = '\n';

  /**
   * Whom a notification is for. Immutable.
   *
   * @param notification with the topic for a channel; null where it is no topic's
   */
  record Match(@Nullable Notification notification, List<Subscription> subscriptions) {}

  private record Place(String namespace, TopicPattern pattern) {}

  private final ReentrantLock lock = new ReentrantLock();
  // Changed under the lock, read without it; a tree is used under it.
  private final Map<String, TopicTree<Subscription>> trees = new ConcurrentHashMap<>();
  private final Map<Subscription, Place> places = new ConcurrentHashMap<>();

  static String envelope(String topic, String payload) {
    TopicPattern.topic(topic);
    return topic + END + payload;
  }

  void add(String namespace, TopicPattern pattern, Subscription subscription) {
    lock.lock();
    try {
      trees.computeIfAbsent(namespace, none -> new TopicTree<>()).add(pattern, subscription);
      places.put(subscription, new Place(namespace, pattern));
    } finally {
      lock.unlock();
    }
  }

  void remove(Subscription subscription) {
    lock.lock();
    try {
      Place place = places.remove(subscription);
      TopicTree<Subscription> tree = place == null ? null : trees.get(place.namespace());
      if (place != null && tree != null) {
        tree.remove(place.pattern(), subscription);
        if (tree.isEmpty()) {
          trees.remove(place.namespace());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isTopical(Subscription subscription) {
    return places.containsKey(subscription);
  }

  boolean isNamespace(String channel) {
    return trees.containsKey(channel);
  }

  Match matching(Notification raw) {
    int end = raw.payload().indexOf(END);
    if (end < 0) {
      return new Match(null, List.of());
    }
    String topic = raw.payload().substring(0, end);
    List<String> segments;
    try {
      segments = TopicPattern.topic(topic);
    } catch (PgUsageException none) {
      return new Match(null, List.of());
    }
    List<Subscription> wanting;
    lock.lock();
    try {
      TopicTree<Subscription> tree = trees.get(raw.channel());
      wanting = tree == null ? List.of() : tree.matching(segments);
    } finally {
      lock.unlock();
    }
    return new Match(
        new Notification(
            topic, raw.payload().substring(end + 1), raw.pid(), raw.epoch(), raw.seq()),
        wanting);
  }
}
