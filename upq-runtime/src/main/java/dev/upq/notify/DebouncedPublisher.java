// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends at most one notification a channel in each interval, one statement at a time, beside the
 * transactions of the program: those pay nothing of what a commit that notifies costs. Thread-safe;
 * {@link PgChannelDispatcher#debounced} makes it.
 *
 * <p>Of the messages of one channel in an interval the last is sent. Call {@link #publish} behind
 * the commit. The price is at-most-once: what was not sent when the program, or the server, goes
 * down is lost, and so is what the server refuses. A batch of which nothing was sent is kept for
 * the next interval.
 */
public final class DebouncedPublisher implements AutoCloseable {

  private static final int MOST_CHANNELS = PgPublisher.MOST_AT_ONCE;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final PgPublisher publisher;
  private final ConnectionSetup setup;
  private final Clock clock;
  private final Duration interval;
  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by lock.
  private Map<String, String> pending = new LinkedHashMap<>();
  private @Nullable Thread sender;
  private @Nullable Thread closer;
  private boolean sending;
  private boolean closed;
  private long sent;
  private long coalesced;
  private long lost;

  DebouncedPublisher(PgPublisher publisher, ConnectionSetup setup, Duration interval) {
    if (!interval.isPositive()) {
      throw new PgUsageException("the interval of a debounced publisher is positive");
    }
    this.publisher = publisher;
    this.setup = setup;
    this.clock = setup.clock();
    this.interval = interval;
  }

  /**
   * What was counted. Immutable.
   *
   * @param sent notifications that the server took
   * @param coalesced messages that a later one of their channel took the place of
   * @param lost messages that were not, or may not have been, sent
   */
  public record Counts(long sent, long coalesced, long lost) {}

  /** As {@link #publish(Message)}. */
  public void publish(String channel, String payload) {
    publish(new Message(channel, payload));
  }

  /**
   * Has it sent within the interval. Does not wait, and does no I/O.
   *
   * @throws PgUsageException where it cannot be sent, 10,000 channels wait already, or this is
   *     closed
   */
  public void publish(Message message) {
    publisher.check(message);
    boolean begin;
    lock.lock();
    try {
      if (closed) {
        throw new PgUsageException("the debounced publisher is closed");
      }
      if (pending.size() >= MOST_CHANNELS && !pending.containsKey(message.channel())) {
        throw new PgUsageException("messages of " + MOST_CHANNELS + " channels wait to be sent");
      }
      if (pending.put(message.channel(), message.payload()) != null) {
        coalesced++;
      }
      begin = !sending;
      sending = true;
    } finally {
      lock.unlock();
    }
    if (begin) {
      setup.crew().start("upq-publish", this::send);
    }
  }

  public Counts counts() {
    lock.lock();
    try {
      return new Counts(sent, coalesced, lost);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an interval, sends, and ends where nothing has come meanwhile. */
  private void send() {
    lock.lock();
    try {
      sender = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    boolean more = true;
    while (more) {
      rest();
      Map<String, String> batch;
      lock.lock();
      try {
        batch = pending;
        pending = new LinkedHashMap<>();
      } finally {
        lock.unlock();
      }
      more = send(batch);
    }
  }

  private void rest() {
    Deadline end = Deadline.after(clock, interval);
    while (!end.passed() && !closing()) {
      end.park(this);
    }
  }

  private boolean closing() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** True where there is more to be sent. */
  private boolean send(Map<String, String> batch) {
    PgException failed = null;
    try {
      List<Message> messages = new ArrayList<>(batch.size());
      batch.forEach((channel, payload) -> messages.add(new Message(channel, payload)));
      publisher.publishAll(messages);
    } catch (PgException why) {
      failed = why;
    }
    Thread waiting = null;
    boolean more;
    lock.lock();
    try {
      boolean again = failed != null && failed.retrySafe() && !closed;
      if (failed == null) {
        sent += batch.size();
      } else if (again) {
        batch.forEach(this::putBack);
      } else {
        lost += batch.size();
      }
      more = !pending.isEmpty();
      sending = more;
      if (!more) {
        sender = null;
        waiting = closer;
      }
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(waiting);
    if (failed != null) {
      setup.probe().warning("notifications could not be sent: " + failed.getMessage());
    }
    return more;
  }

  private void putBack(String channel, String payload) {
    if (pending.size() >= MOST_CHANNELS) {
      lost++;
    } else if (pending.putIfAbsent(channel, payload) != null) {
      coalesced++;
    }
  }

  /** Sends what waits, and ends; waits for that 5 s at most. Idempotent. */
  @Override
  public void close() {
    Deadline end = Deadline.after(clock, CLOSE_WITHIN);
    Thread self = Thread.currentThread();
    boolean interrupted = false;
    while (!ended(self) && !end.passed()) {
      end.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      self.interrupt();
    }
  }

  private boolean ended(Thread self) {
    Thread its;
    boolean ended;
    lock.lock();
    try {
      closed = true;
      closer = self;
      its = sender;
      ended = !sending;
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(its);
    return ended;
  }
}
