// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Server-sent events for a bounded number of listeners. Thread-safe.
 *
 * <p>Whoever publishes waits for nobody: each listener has a queue of {@value #MOST_BEHIND} events
 * and a thread of its own that writes them. One that falls further behind is let go by an
 * interrupt, which also ends a write that hangs; its browser connects again and is given the past
 * anew.
 */
final class EventStream implements AutoCloseable {

  static final int MOST_BEHIND = 8;

  private final Semaphore places;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventStream(int mostListeners) {
    this.places = new Semaphore(mostListeners);
  }

  /** One browser; written to by the thread that serves it. */
  private record Listener(Thread thread, BlockingQueue<byte[]> queue) {}

  /** Takes a place for a listener, to be given back by {@link #serve}; false if none is free. */
  boolean enter() {
    return !closed && places.tryAcquire();
  }

  /** Gives back a place that was never used. */
  void leave() {
    places.release();
  }

  /**
   * Writes events to {@code out} until it breaks, falls behind or everything is closed. Needs a
   * place.
   *
   * @param first made after this listener is known, so that it misses nothing that comes later
   */
  void serve(OutputStream out, FirstEvents first) throws IOException {
    Listener listener = new Listener(Thread.currentThread(), new ArrayBlockingQueue<>(MOST_BEHIND));
    listeners.add(listener);
    try {
      out.write(first.get());
      out.flush();
      while (!closed) {
        out.write(listener.queue().take());
        out.flush();
      }
    } catch (InterruptedException told) {
      // Behind, or closed: the answer simply ends.
      Thread.currentThread().interrupt();
    } finally {
      listeners.remove(listener);
      places.release();
    }
  }

  /** What a new listener is given in front of what is published. */
  interface FirstEvents {
    byte[] get();
  }

  /** Gives an event to all who listen; never waits. */
  void publish(byte[] event) {
    for (Listener listener : listeners) {
      if (!listener.queue().offer(event)) {
        letGo(listener);
      }
    }
  }

  int listening() {
    return listeners.size();
  }

  /** One event of a kind; the data has no line end, as JSON of ours has none. */
  static byte[] event(String kind, String data) {
    return ("event: " + kind + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Ends all answers. Idempotent. */
  @Override
  public void close() {
    closed = true;
    List<Listener> all = new ArrayList<>(listeners);
    all.forEach(this::letGo);
  }

  private void letGo(Listener listener) {
    if (listeners.remove(listener)) {
      listener.thread().interrupt();
    }
  }
}
