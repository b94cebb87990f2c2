// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.EventHandler;
import dev.upq.notify.Gap;
import dev.upq.notify.Notification;
import dev.upq.notify.Subscribed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A handler that keeps what it is told. Thread-safe. */
final class Heard implements EventHandler {

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final List<Event> events = new ArrayList<>();

  @Override
  public void handle(Event event) {
    lock.lock();
    try {
      events.add(event);
    } finally {
      lock.unlock();
    }
  }

  List<Event> all() {
    lock.lock();
    try {
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  <T extends Event> List<T> all(Class<T> kind) {
    return all().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<String> payloads() {
    return all(Notification.class).stream().map(Notification::payload).toList();
  }

  /** One word for each event that is no notification, the payload of each that is. */
  List<String> story() {
    return all().stream().map(Heard::word).toList();
  }

  private static String word(Event event) {
    return switch (event) {
      case Subscribed now -> "subscribed " + now.epoch();
      case Notification it -> it.payload();
      case Gap gap -> "gap " + gap.reason() + " " + gap.oldEpoch() + "-" + gap.newEpoch();
      case Dropped some -> "dropped " + some.count() + " " + some.policy();
    };
  }

  void awaitSubscribed() {
    Soak.eventually("subscribed", () -> !all(Subscribed.class).isEmpty());
  }

  void awaitGaps(int count) {
    Soak.eventually(count + " gaps: " + story().size(), () -> all(Gap.class).size() >= count);
  }

  void awaitPayload(String payload) {
    Soak.eventually("payload " + payload, () -> payloads().contains(payload));
  }

  void awaitCount(int notifications) {
    Soak.eventually(
        notifications + " notifications", () -> all(Notification.class).size() >= notifications);
  }
}
