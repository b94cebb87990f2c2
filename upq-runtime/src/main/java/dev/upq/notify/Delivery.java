// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands a subscription's events to its handler. Thread-safe: any thread may start it; each stripe
 * has one worker at a time, a virtual thread or work for the caller's executor.
 */
final class Delivery {

  private static final Duration LEAST_PAUSE = Duration.ofMillis(10);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(1);

  private final Subscription subscription;
  private final Switchboard board;
  private final SubscriptionOptions options;
  private final Mailbox mailbox;
  private final EventHandler handler;
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  Delivery(
      Subscription subscription,
      Switchboard board,
      SubscriptionOptions options,
      Mailbox mailbox,
      EventHandler handler) {
    this.subscription = subscription;
    this.board = board;
    this.options = options;
    this.mailbox = mailbox;
    this.handler = handler;
  }

  long handled() {
    return handled.get();
  }

  long failures() {
    return failures.get();
  }

  /** Has what waits handled, where nobody does it already. Never waits. */
  void start() {
    for (int stripe : mailbox.due()) {
      board.crew().start("upq-notify", () -> begin(stripe));
    }
  }

  /**
   * On a thread of our own, for an executor may make its caller wait, or run the work itself. One
   * that refuses is passed by, so that nothing is lost.
   */
  private void begin(int stripe) {
    if (options.executor().isEmpty()) {
      work(stripe);
      return;
    }
    try {
      options.executor().get().execute(() -> work(stripe));
    } catch (RejectedExecutionException refused) {
      board.warn("the executor of " + subscription.shown() + " refuses work: " + refused);
      work(stripe);
    }
  }

  private void work(int stripe) {
    for (List<Event> some = mailbox.take(stripe); !some.isEmpty(); some = mailbox.take(stripe)) {
      for (Event event : some) {
        if (!mailbox.closed()) {
          handle(event);
        }
      }
      if (!(some.getLast() instanceof Notification)) {
        start();
      }
    }
    start();
  }

  private void handle(Event event) {
    for (int attempt = 0; ; attempt++) {
      Throwable failed = tried(event);
      if (failed == null) {
        handled.incrementAndGet();
        board.handled();
        return;
      }
      boolean last = attempt >= options.onFailure().retries();
      failed(event, failed, last);
      if (last || mailbox.closed() || !paused(attempt)) {
        return;
      }
    }
  }

  private @Nullable Throwable tried(Event event) {
    try {
      Event told = board.whole(subscription, event);
      handler.handle(told);
      if (told instanceof Subscribed || told instanceof Gap) {
        if (options.resync().isPresent()) {
          options.resync().get().handle(told);
        }
      }
      return null;
    } catch (InterruptedException interrupted) {
      return interrupted;
    } catch (Exception | Error failed) {
      return failed;
    } finally {
      // An interrupt was meant for the handler, and not for the next event.
      Thread.interrupted();
    }
  }

  /** Told at the first failure, and at each power of two. */
  private void failed(Event event, Throwable why, boolean last) {
    long count = failures.incrementAndGet();
    board.failed();
    if (Long.bitCount(count) == 1) {
      board.warn(
          "the handler of "
              + subscription.shown()
              + " failed ("
              + count
              + " times now) on "
              + (event instanceof Notification it
                  ? "a notification on " + it.channel()
                  : event.toString())
              + ": "
              + why);
    }
    subscription.failed(why, last);
  }

  /** False where the subscription is closed meanwhile. */
  private boolean paused(int attempt) {
    long nanos = Math.min(MOST_PAUSE.toNanos(), LEAST_PAUSE.toNanos() << Math.min(attempt, 10));
    Deadline end = Deadline.after(board.clock(), Duration.ofNanos(nanos));
    while (!end.passed() && !mailbox.closed()) {
      if (Thread.interrupted()) {
        return !mailbox.closed();
      }
      end.park(this);
    }
    return !mailbox.closed();
  }
}
