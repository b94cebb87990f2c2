// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgUsageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who wants which channels. Thread-safe. A channel is wanted as long as somebody wants it: the list
 * of those who do is the count of references.
 */
final class Roster {

  static final int MOST_CHANNELS = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  // Changed under the lock, read without it.
  private final ConcurrentHashMap<String, List<Subscription>> byChannel = new ConcurrentHashMap<>();
  private final Set<Subscription> all = ConcurrentHashMap.newKeySet();
  // Guarded by lock.
  private final LinkedHashSet<String> touched = new LinkedHashSet<>();
  private final List<Subscription> fresh = new ArrayList<>();
  private boolean closed;

  /**
   * What has changed since the last time. Immutable.
   *
   * @param touched channels that somebody has begun or ceased to want
   * @param fresh subscriptions that have come
   */
  record Changes(Set<String> touched, List<Subscription> fresh) {

    boolean none() {
      return touched.isEmpty() && fresh.isEmpty();
    }
  }

  /**
   * @throws PgUsageException where the dispatcher is closed, or there are too many channels
   */
  void add(Subscription subscription) {
    lock.lock();
    try {
      if (closed) {
        throw new PgUsageException("the dispatcher is closed");
      }
      if (byChannel.size() + subscription.channels().size() > MOST_CHANNELS) {
        throw new PgUsageException("more than " + MOST_CHANNELS + " channels");
      }
      all.add(subscription);
      fresh.add(subscription);
      for (String channel : subscription.channels()) {
        List<Subscription> before = byChannel.getOrDefault(channel, List.of());
        List<Subscription> now = new ArrayList<>(before);
        now.add(subscription);
        byChannel.put(channel, List.copyOf(now));
        touched.add(channel);
      }
    } finally {
      lock.unlock();
    }
  }

  /** False where it was not there. */
  boolean remove(Subscription subscription) {
    lock.lock();
    try {
      if (!all.remove(subscription)) {
        return false;
      }
      fresh.remove(subscription);
      for (String channel : subscription.channels()) {
        List<Subscription> now = new ArrayList<>(wanting(channel));
        now.remove(subscription);
        if (now.isEmpty()) {
          byChannel.remove(channel);
        } else {
          byChannel.put(channel, List.copyOf(now));
        }
        touched.add(channel);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What has changed since the last call. */
  Changes changes() {
    lock.lock();
    try {
      if (touched.isEmpty() && fresh.isEmpty()) {
        return new Changes(Set.of(), List.of());
      }
      Changes changes = new Changes(new LinkedHashSet<>(touched), List.copyOf(fresh));
      touched.clear();
      fresh.clear();
      return changes;
    } finally {
      lock.unlock();
    }
  }

  List<Subscription> wanting(String channel) {
    return byChannel.getOrDefault(channel, List.of());
  }

  boolean wanted(String channel) {
    return byChannel.containsKey(channel);
  }

  /** The channels that somebody wants. */
  List<String> channels() {
    return List.copyOf(byChannel.keySet());
  }

  int channelCount() {
    return byChannel.size();
  }

  Set<Subscription> all() {
    return all;
  }

  /** Nobody comes any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
