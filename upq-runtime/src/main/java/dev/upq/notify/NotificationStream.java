// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgInterruptedException;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of a channel, taken one by one. For one thread at a time, but for {@link #close},
 * which any thread may call, and which ends the loop.
 *
 * <pre>{@code
 * try (NotificationStream news = bus.listen("news")) {
 *   for (Event event : news) { ... }
 * }
 * }</pre>
 */
public final class NotificationStream implements Iterable<Event>, AutoCloseable {

  private final Subscription subscription;
  private final Clock clock;
  // Taken already, and not yet given: one lock for some of them. Confined to who takes.
  private final ArrayDeque<Event> taken = new ArrayDeque<>();

  NotificationStream(Subscription subscription, Clock clock) {
    this.subscription = subscription;
    this.clock = clock;
  }

  /**
   * The next event, waited for that long at most; empty where none came, or this is closed.
   *
   * @throws PgInterruptedException where the thread is interrupted; no event is lost by it
   */
  public Optional<Event> next(Duration most) {
    return Optional.ofNullable(take(Deadline.forCall(clock, most)));
  }

  private @Nullable Event take(Deadline deadline) {
    if (subscription.closed()) {
      taken.clear();
      return null;
    }
    if (taken.isEmpty()) {
      taken.addAll(subscription.next(deadline));
    } else {
      Subscription.refuseInterrupted();
    }
    return taken.poll();
  }

  /** Waits for each event; ends when this is closed. An interrupt ends it with an exception. */
  @Override
  public Iterator<Event> iterator() {
    return new Iterator<>() {
      private @Nullable Event next;

      @Override
      public boolean hasNext() {
        while (next == null && !subscription.closed()) {
          next = take(Deadline.never(clock));
        }
        return next != null;
      }

      @Override
      public Event next() {
        Event event = hasNext() ? next : null;
        next = null;
        if (event == null) {
          throw new NoSuchElementException("the stream is closed");
        }
        return event;
      }
    };
  }

  public Subscription subscription() {
    return subscription;
  }

  @Override
  public void close() {
    subscription.close();
  }
}
