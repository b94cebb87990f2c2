// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.notify.Queue.Item;
import dev.upq.time.Deadline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the keeper leaves events and workers take them. Thread-safe.
 *
 * <p>There is a worker for each stripe, at most; a notification belongs to the stripe of its key,
 * so those of one key are handled in order. Any other event is handled alone: behind all that came
 * before it and before all that come after. A worker that finds nothing ends, and is started again
 * by whoever has put something in.
 */
final class Mailbox {

  private static final int MOST_AHEAD = 64;
  private static final int PART_AHEAD = 16;
  private static final List<Integer> NONE = List.of();
  private static final List<Integer> FIRST = List.of(0);

  private final SubscriptionOptions options;
  private final int ahead;
  private final ReentrantLock lock = new ReentrantLock();
  // Written under the lock, read without it: every worker is at work, and will look again.
  private volatile boolean busy;
  // Written under the lock, read without it too.
  private volatile boolean closed;
  // All guarded by lock.
  private final Queue queue;
  private final boolean[] running;
  private final Set<Thread> workers = new HashSet<>();
  private final Set<Thread> waiting = new HashSet<>();
  private int runningCount;

  Mailbox(SubscriptionOptions options) {
    this.options = options;
    this.queue = new Queue(options);
    this.running = new boolean[options.atOnce()];
    this.ahead = ahead(options);
  }

  /**
   * How many are taken at once, under one lock: a sixteenth of the queue's room, and not where what
   * waits may yet make room for something newer.
   */
  private static int ahead(SubscriptionOptions options) {
    int some = Math.clamp(options.maxEvents() / PART_AHEAD, 1, MOST_AHEAD);
    return switch (options.overflow()) {
      case DROP_OLDEST, COALESCE -> 1;
      case BLOCK_READER, DROP_NEWEST, GAP -> options.atOnce() == 1 ? some : 1;
    };
  }

  private int stripe(Object key) {
    int hash = key.hashCode();
    return Math.floorMod(hash ^ (hash >>> 16), running.length);
  }

  /**
   * What became of those that were offered. Immutable.
   *
   * @param upTo the first that was not put in, for the queue is full and its policy is to wait
   * @param dropped how many were left out for the others
   */
  record Offered(int upTo, long dropped) {}

  /** Puts notifications in, from one on. Those that come after the closing are gone. */
  Offered offer(List<Notification> some, int from) {
    Object[] keys = new Object[some.size()];
    for (int i = from; i < keys.length; i++) {
      keys[i] = key(some.get(i));
    }
    lock.lock();
    try {
      long before = queue.dropped();
      int next = closed ? keys.length : from;
      while (next < keys.length && queue.offer(some.get(next), stripe(keys[next]), keys[next])) {
        next++;
      }
      wake();
      return new Offered(next, queue.dropped() - before);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts one in; where the queue is full, all that are in it make room.
   *
   * @return how many did
   */
  long force(Notification it) {
    Object key = key(it);
    lock.lock();
    try {
      long before = queue.dropped();
      if (!closed) {
        queue.force(it, stripe(key), key);
      }
      wake();
      return queue.dropped() - before;
    } finally {
      lock.unlock();
    }
  }

  /** A key function that fails is the user's: then the channel is the key. */
  private Object key(Notification it) {
    try {
      return Objects.requireNonNull(options.key().apply(it));
    } catch (RuntimeException failed) {
      return it.channel();
    }
  }

  /** Puts in an event that is no notification. */
  void tell(Event event) {
    lock.lock();
    try {
      if (!closed) {
        queue.tell(event);
      }
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is room, or none is needed any more; false where that takes too long. */
  boolean awaitRoom(Notification it, Deadline deadline, BooleanSupplier over) {
    return await(() -> closed || !queue.full(Queue.bytes(it)), deadline, over);
  }

  /** The stripes whose workers are to be started now. They count as running from now on. */
  List<Integer> due() {
    if (busy) {
      return NONE;
    }
    lock.lock();
    try {
      Item head = queue.head();
      if (closed || head == null || runningCount == running.length) {
        return NONE;
      }
      if (running.length == 1 || !head.isNotification()) {
        if (runningCount > 0) {
          return NONE;
        }
        begin(0);
        return FIRST;
      }
      List<Integer> due = new ArrayList<>();
      for (Item i = head; i != null && i.isNotification(); i = i.behind()) {
        if (!running[i.stripe]) {
          begin(i.stripe);
          due.add(i.stripe);
        }
      }
      return due;
    } finally {
      lock.unlock();
    }
  }

  private void begin(int stripe) {
    running[stripe] = true;
    runningCount++;
    busy = runningCount == running.length;
  }

  /** The next events of a stripe; none where its worker has nothing to do, and ends. */
  List<Event> take(int stripe) {
    Thread self = Thread.currentThread();
    lock.lock();
    try {
      Item next = closed ? null : next(stripe);
      if (next == null) {
        running[stripe] = false;
        runningCount--;
        busy = false;
        workers.remove(self);
      } else {
        workers.add(self);
      }
      List<Event> taken = next == null ? List.of() : taken(next);
      wake();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes that one out, and those behind it that are taken with it. */
  private List<Event> taken(Item first) {
    Item behind = first.behind();
    queue.remove(first);
    if (ahead == 1 || behind == null) {
      return List.of(first.event);
    }
    List<Event> taken = new ArrayList<>(ahead);
    taken.add(first.event);
    long room = options.maxBytes() / PART_AHEAD - first.bytes;
    for (Item item = behind;
        item != null && taken.size() < ahead && item.bytes <= room;
        item = behind) {
      behind = item.behind();
      room -= item.bytes;
      queue.remove(item);
      taken.add(item.event);
    }
    return taken;
  }

  private @Nullable Item next(int stripe) {
    Item head = queue.head();
    if (head != null && !head.isNotification()) {
      return runningCount == 1 ? head : null;
    }
    for (Item i = head; i != null && i.isNotification(); i = i.behind()) {
      if (i.stripe == stripe) {
        return i;
      }
    }
    return null;
  }

  /** For who takes events himself: the next ones, waited for; none where none comes in time. */
  List<Event> await(Deadline deadline, BooleanSupplier over) {
    List<Event> there = poll();
    if (!there.isEmpty()) {
      return there;
    }
    await(() -> closed || queue.head() != null, deadline, over);
    return poll();
  }

  private List<Event> poll() {
    lock.lock();
    try {
      Item head = closed ? null : queue.head();
      List<Event> taken = head == null ? List.of() : taken(head);
      wake();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is taken out of it any more. What waits for something here goes on. */
  void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      wake();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    return closed;
  }

  /**
   * Waits, once it is closed, until no handler is at work; a handler that closes its own
   * subscription does not wait. One that takes too long is interrupted.
   */
  boolean awaitQuiet(Deadline deadline) {
    Thread self = Thread.currentThread();
    if (await(() -> runningCount == 0 || workers.contains(self), deadline, () -> false)) {
      return true;
    }
    lock.lock();
    try {
      workers.forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
    return false;
  }

  int waitingEvents() {
    lock.lock();
    try {
      return queue.notifications();
    } finally {
      lock.unlock();
    }
  }

  long dropped() {
    lock.lock();
    try {
      return queue.dropped();
    } finally {
      lock.unlock();
    }
  }

  /** Something has changed for those who wait here; a park that was too early does no harm. */
  private void wake() {
    if (!waiting.isEmpty()) {
      waiting.forEach(LockSupport::unpark);
    }
  }

  /** The condition is asked under the lock. Interrupts are kept for later. */
  private boolean await(BooleanSupplier met, Deadline deadline, BooleanSupplier over) {
    Thread self = Thread.currentThread();
    boolean interrupted = false;
    try {
      while (true) {
        lock.lock();
        try {
          if (met.getAsBoolean()) {
            waiting.remove(self);
            return true;
          }
          waiting.add(self);
        } finally {
          lock.unlock();
        }
        if (over.getAsBoolean() || deadline.passed()) {
          lock.lock();
          try {
            waiting.remove(self);
            return met.getAsBoolean();
          } finally {
            lock.unlock();
          }
        }
        deadline.park(this);
        // Who is over by an interrupt has to see it.
        interrupted |= !over.getAsBoolean() && Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        self.interrupt();
      }
    }
  }
}
