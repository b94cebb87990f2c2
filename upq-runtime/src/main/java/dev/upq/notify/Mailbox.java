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

  static final long FULL = -1;

  private static final List<Integer> NONE = List.of();
  private static final List<Integer> FIRST = List.of(0);

  private final SubscriptionOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final Queue queue;
  private final boolean[] running;
  private final Set<Thread> workers = new HashSet<>();
  private final Set<Thread> waiting = new HashSet<>();
  private int runningCount;
  private boolean closed;

  Mailbox(SubscriptionOptions options) {
    this.options = options;
    this.queue = new Queue(options);
    this.running = new boolean[options.atOnce()];
  }

  private int stripe(Object key) {
    int hash = key.hashCode();
    return Math.floorMod(hash ^ (hash >>> 16), running.length);
  }

  /**
   * Puts a notification in. One that comes after the closing is gone.
   *
   * @return how many were left out for it, or -1 where the queue is full and its policy is to wait
   */
  long offer(Notification it) {
    Object key = key(it);
    lock.lock();
    try {
      long before = queue.dropped();
      boolean taken = closed || queue.offer(it, stripe(key), key);
      wake();
      return taken ? queue.dropped() - before : FULL;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #offer}, but where the queue is full, all that are in it make room. */
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
  }

  /** The next event of a stripe; null where its worker has nothing to do, and ends. */
  @Nullable Event take(int stripe) {
    Thread self = Thread.currentThread();
    lock.lock();
    try {
      Item next = closed ? null : next(stripe);
      if (next == null) {
        running[stripe] = false;
        runningCount--;
        workers.remove(self);
      } else {
        queue.remove(next);
        workers.add(self);
      }
      wake();
      return next == null ? null : next.event;
    } finally {
      lock.unlock();
    }
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

  /** For who takes events himself: the next one, waited for; null where none comes in time. */
  @Nullable Event await(Deadline deadline, BooleanSupplier over) {
    await(() -> closed || queue.head() != null, deadline, over);
    lock.lock();
    try {
      Item head = closed ? null : queue.head();
      if (head != null) {
        queue.remove(head);
        wake();
      }
      return head == null ? null : head.event;
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
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
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
