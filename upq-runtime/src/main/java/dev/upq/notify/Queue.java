// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait in one subscription, and what is done where there are too many. Guarded by
 * its mailbox's lock.
 *
 * <p>Notifications are bounded by count and bytes. The others (Subscribed, Gap, Dropped) always
 * find room; of those that stand side by side there is one of a kind, so there are at most three
 * for each notification and three more.
 */
final class Queue {

  static final int OVERHEAD_BYTES = 64;

  /** An event in the queue. Guarded as the queue. */
  static final class Item {
    final int stripe;
    final int bytes;
    final @Nullable Object key;
    Event event;
    private @Nullable Item before;
    private @Nullable Item behind;

    private Item(Event event, int stripe, int bytes, @Nullable Object key) {
      this.event = event;
      this.stripe = stripe;
      this.bytes = bytes;
      this.key = key;
    }

    boolean isNotification() {
      return event instanceof Notification;
    }

    @Nullable Item behind() {
      return behind;
    }
  }

  private final SubscriptionOptions options;
  private final Map<Object, Item> newest = new HashMap<>();
  private @Nullable Item head;
  private @Nullable Item tail;
  private int notifications;
  private long bytes;
  private long dropped;

  Queue(SubscriptionOptions options) {
    this.options = options;
  }

  @Nullable Item head() {
    return head;
  }

  int notifications() {
    return notifications;
  }

  /** How many notifications were left out since the beginning. */
  long dropped() {
    return dropped;
  }

  static int bytes(Notification notification) {
    return OVERHEAD_BYTES
        + ServerText.utf8Bytes(notification.channel())
        + ServerText.utf8Bytes(notification.payload());
  }

  /** True where one of that size would be one too many; an empty queue takes any. */
  boolean full(int more) {
    return notifications >= options.maxEvents()
        || (notifications > 0 && bytes + more > options.maxBytes());
  }

  /**
   * Puts one in, by the rule for a full queue where it is full.
   *
   * @return false where it is full and the rule is to wait; nothing was changed
   */
  boolean offer(Notification it, int stripe, Object key) {
    int size = bytes(it);
    if (options.overflow() == Overflow.COALESCE) {
      Item older = newest.remove(key);
      if (older != null) {
        remove(older);
        leaveOut(1);
      }
    }
    if (full(size)) {
      switch (options.overflow()) {
        case BLOCK_READER -> {
          return false;
        }
        case DROP_OLDEST, COALESCE -> dropOldest(size);
        case DROP_NEWEST -> {
          dropped++;
          tell(new Dropped(1, options.overflow()));
          return true;
        }
        case GAP -> collapse(it.epoch());
      }
    }
    append(it, stripe, size, key);
    return true;
  }

  /** Puts one in; where the queue is full, all that are in it make room. */
  void force(Notification it, int stripe, Object key) {
    int size = bytes(it);
    if (full(size)) {
      collapse(it.epoch());
    }
    append(it, stripe, size, key);
  }

  private void append(Notification it, int stripe, int size, Object key) {
    Item item = new Item(it, stripe, size, key);
    link(tail, item);
    notifications++;
    bytes += size;
    if (options.overflow() == Overflow.COALESCE) {
      newest.put(key, item);
    }
  }

  /** Puts an event in that always finds room; one of its kind at the end becomes one with it. */
  void tell(Event event) {
    for (Item item = tail; item != null && !item.isNotification(); item = item.before) {
      Event one = together(item.event, event);
      if (one != null) {
        item.event = one;
        return;
      }
    }
    link(tail, new Item(event, 0, 0, null));
  }

  private static @Nullable Event together(Event first, Event second) {
    if (first instanceof Gap gap && second instanceof Gap next) {
      return gap.and(next);
    }
    if (first instanceof Dropped some && second instanceof Dropped more) {
      return new Dropped(some.count() + more.count(), more.policy());
    }
    return null;
  }

  private void dropOldest(int room) {
    Item item = head;
    long out = 0;
    while (item != null && full(room)) {
      Item next = item.behind;
      if (item.isNotification()) {
        remove(item);
        out++;
      }
      item = next;
    }
    leaveOut(out);
  }

  /** So many were left out at the front: said behind what stands before the first that is left. */
  private void leaveOut(long count) {
    dropped += count;
    Dropped said = new Dropped(count, options.overflow());
    Item last = null;
    for (Item item = head; item != null && !item.isNotification(); item = item.behind) {
      Event one = together(item.event, said);
      if (one != null) {
        item.event = one;
        return;
      }
      last = item;
    }
    link(last, new Item(said, 0, 0, null));
  }

  /** All notifications are left out; what else is said stays, one of a kind. */
  private void collapse(long epoch) {
    Item item = head;
    long out = notifications;
    clear();
    for (; item != null; item = item.behind) {
      if (!item.isNotification()) {
        tell(item.event);
      }
    }
    tell(new Gap(Gap.Reason.OVERFLOW, epoch, epoch, Duration.ZERO));
    tell(new Dropped(out, Overflow.GAP));
    dropped += out;
  }

  void clear() {
    head = null;
    tail = null;
    notifications = 0;
    bytes = 0;
    newest.clear();
  }

  /** Behind {@code before}, or, where that is null, in front of all. */
  private void link(@Nullable Item before, Item item) {
    Item behind = before == null ? head : before.behind;
    item.before = before;
    item.behind = behind;
    if (before == null) {
      head = item;
    } else {
      before.behind = item;
    }
    if (behind == null) {
      tail = item;
    } else {
      behind.before = item;
    }
  }

  void remove(Item item) {
    Item before = item.before;
    Item behind = item.behind;
    if (before == null) {
      head = behind;
    } else {
      before.behind = behind;
    }
    if (behind == null) {
      tail = before;
    } else {
      behind.before = before;
    }
    if (item.isNotification()) {
      notifications--;
      bytes -= item.bytes;
      if (item.key != null) {
        newest.remove(item.key, item);
      }
    }
  }
}
