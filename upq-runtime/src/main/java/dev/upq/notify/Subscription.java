// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told what comes on some channels. Thread-safe. Closing it ends it; after that its
 * handler is not called any more.
 */
public final class Subscription implements AutoCloseable {

  private final Switchboard board;
  private final SubscriptionOptions options;
  private final String pattern;
  private final List<String> channels;
  private final Mailbox mailbox;
  private final @Nullable Delivery delivery;
  private final AtomicLong gaps = new AtomicLong();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  // Written by the keeper alone, read by any.
  private volatile boolean live;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /**
   * @param pattern what was asked for, as it is shown
   * @param channels those of the server that it needs
   * @param handler who is called; null where events are taken one by one
   */
  Subscription(
      Switchboard board,
      SubscriptionOptions options,
      String pattern,
      List<String> channels,
      @Nullable EventHandler handler) {
    this.board = board;
    this.options = options;
    this.pattern = pattern;
    this.channels = channels;
    this.mailbox = new Mailbox(options);
    this.delivery = handler == null ? null : new Delivery(this, board, options, mailbox, handler);
  }

  /** What it was made for: a channel, or a pattern. */
  public String pattern() {
    return pattern;
  }

  /** The channels of the server that are listened to for it. */
  public List<String> channels() {
    return channels;
  }

  /** True once LISTEN was committed for all its channels. */
  public boolean live() {
    return live && !closed;
  }

  public boolean closed() {
    return closed;
  }

  /** How many notifications wait for its handler. */
  public int waiting() {
    return mailbox.waitingEvents();
  }

  /** What was counted since it began. */
  public SubscriptionCounts counts() {
    return new SubscriptionCounts(
        delivery == null ? 0 : delivery.handled(),
        mailbox.dropped(),
        gaps.get(),
        delivery == null ? 0 : delivery.failures());
  }

  /** What its handler threw last; empty where it never did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Waits until it is live. Not needed before reading state: {@link Subscribed} says the moment.
   *
   * @throws PgUsageException where it is closed
   * @throws PgTimeoutException where it is not live in time
   * @throws PgInterruptedException where the caller is interrupted
   */
  public Subscription awaitLive(Duration most) {
    Thread self = Thread.currentThread();
    Deadline deadline = Deadline.forCall(board.clock(), most);
    waiting.add(self);
    try {
      while (!live) {
        if (closed) {
          throw new PgUsageException("the subscription is closed");
        }
        if (self.isInterrupted()) {
          throw new PgInterruptedException("interrupted while waiting for LISTEN", Sent.NOTHING);
        }
        if (deadline.passed()) {
          throw new PgTimeoutException(
              "LISTEN was not committed in time", Sent.MAYBE, board.failure());
        }
        deadline.park(this);
      }
      return this;
    } finally {
      waiting.remove(self);
    }
  }

  /**
   * Ends it. Nothing is delivered after this has returned: it waits for a handler that is at work,
   * for 5 s at most (see {@link SubscriptionOptions#closeWithin}), and interrupts it then. A
   * handler may close its own subscription, which does not wait. Idempotent.
   */
  @Override
  public void close() {
    end();
    awaitQuiet(Deadline.after(board.clock(), options.closeWithin()));
  }

  /** Waits until its handler is not at work any more; interrupts it where that takes too long. */
  void awaitQuiet(Deadline deadline) {
    if (!mailbox.awaitQuiet(deadline)) {
      board.warn("a handler of " + shown() + " did not end in time, and was interrupted");
    }
  }

  /** Ends it without waiting for its handler. */
  void end() {
    closed = true;
    mailbox.close();
    board.leave(this);
    waiting.forEach(LockSupport::unpark);
  }

  SubscriptionOptions options() {
    return options;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /** LISTEN was committed for all its channels, for the first time. By the keeper. */
  void begins(long epoch) {
    live = true;
    tell(new Subscribed(epoch));
    waiting.forEach(LockSupport::unpark);
  }

  /** Notifications may have been lost. By the keeper. */
  void gap(Gap gap) {
    gaps.incrementAndGet();
    tell(gap);
  }

  private void tell(Event event) {
    mailbox.tell(event);
    deliver();
  }

  /** By the keeper, which may be held up by it where the policy says so. */
  void offer(List<Notification> some) {
    if (!live) {
      return;
    }
    int next = 0;
    while (next < some.size()) {
      Mailbox.Offered done = mailbox.offer(some, next);
      next = done.upTo();
      dropped(done.dropped());
      deliver();
      if (next < some.size()) {
        Notification it = some.get(next++);
        Deadline most = Deadline.after(board.clock(), options.blockFor());
        mailbox.awaitRoom(it, most, () -> closed || board.over());
        dropped(mailbox.force(it));
        deliver();
      }
    }
  }

  private void dropped(long count) {
    if (count > 0) {
      board.dropped(count);
    }
  }

  private void deliver() {
    if (delivery != null) {
      delivery.start();
    }
  }

  /** Its handler has failed. */
  void failed(Throwable why, boolean last) {
    failure = why;
    if (last && options.onFailure().stops()) {
      end();
    }
  }

  String shown() {
    return pattern.length() > 60 ? pattern.substring(0, 60) + "..." : pattern;
  }

  /** A gap of its own: something that belongs to one notification is not to be had. */
  Gap expired(Notification of) {
    gaps.incrementAndGet();
    return new Gap(Gap.Reason.EXPIRED, of.epoch(), of.epoch(), Duration.ZERO);
  }

  @Override
  public String toString() {
    return "Subscription["
        + shown()
        + (closed ? ", closed" : live ? ", live" : ", not yet live")
        + "]";
  }

  /** The next events, for who takes them one by one; none where none came in time. */
  List<Event> next(Deadline deadline) {
    refuseInterrupted();
    Thread self = Thread.currentThread();
    List<Event> some = mailbox.await(deadline, self::isInterrupted);
    if (some.isEmpty()) {
      refuseInterrupted();
    }
    return some;
  }

  static void refuseInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  private static PgException interrupted() {
    return new PgInterruptedException("interrupted while waiting for an event", Sent.NOTHING);
  }
}
