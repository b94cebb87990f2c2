// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.crew.Crew;
import dev.upq.probe.Probe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last events of a supervisor, and who is told of them. Thread-safe.
 *
 * <p>Listeners are called by a thread of the crew, one event at a time and in order. One that fails
 * is passed over with a warning; one that is slow makes the others late, and no more than {@value
 * #MOST} events wait for it: the oldest are left out then.
 */
final class EventLog {

  static final int MOST = 256;

  private final Crew crew;
  private final Probe probe;
  private final CopyOnWriteArrayList<Consumer<SupervisorEvent>> listeners =
      new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private final ArrayDeque<SupervisorEvent> last = new ArrayDeque<>();
  private final ArrayDeque<SupervisorEvent> untold = new ArrayDeque<>();
  private boolean telling;

  EventLog(Crew crew, Probe probe) {
    this.crew = crew;
    this.probe = probe;
  }

  /** The last of them, the newest at the end. */
  List<SupervisorEvent> all() {
    lock.lock();
    try {
      return new ArrayList<>(last);
    } finally {
      lock.unlock();
    }
  }

  void add(SupervisorEvent event) {
    boolean begin = false;
    lock.lock();
    try {
      append(last, event);
      if (!listeners.isEmpty()) {
        append(untold, event);
        begin = !telling;
        telling = true;
      }
    } finally {
      lock.unlock();
    }
    if (begin) {
      crew.start("upq-pool-events", new Telling());
    }
  }

  /** The listener hears of what comes from now on. */
  void listen(Consumer<SupervisorEvent> listener) {
    listeners.add(listener);
  }

  void leave(Consumer<SupervisorEvent> listener) {
    listeners.remove(listener);
  }

  private static void append(ArrayDeque<SupervisorEvent> events, SupervisorEvent event) {
    if (events.size() == MOST) {
      events.remove();
    }
    events.add(event);
  }

  /** Tells what has not been told, and ends. */
  private final class Telling implements Runnable {

    @Override
    public void run() {
      SupervisorEvent next = next();
      while (next != null) {
        for (Consumer<SupervisorEvent> listener : listeners) {
          tell(listener, next);
        }
        next = next();
      }
    }

    private @Nullable SupervisorEvent next() {
      lock.lock();
      try {
        SupervisorEvent next = untold.poll();
        telling = next != null;
        return next;
      } finally {
        lock.unlock();
      }
    }

    private void tell(Consumer<SupervisorEvent> listener, SupervisorEvent event) {
      try {
        listener.accept(event);
      } catch (RuntimeException failed) {
        probe.warning("a listener of a supervisor's events failed: " + failed);
      }
    }
  }
}
