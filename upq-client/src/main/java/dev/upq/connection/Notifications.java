// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.channel.Asides;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import dev.upq.wire.NotificationResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The notifications that come on one connection after LISTEN. Thread-safe; one thread at a time
 * waits, beside the one that uses the connection.
 *
 * <p>The server sends them as soon as the session is outside a transaction, whether or not a
 * statement is run. They are kept until they are taken, up to {@code 65,536} of them and 16 MiB of
 * payload; what comes above that is {@linkplain #dropped() counted}.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-notify.html">NOTIFY</a>
 */
public final class Notifications {

  private final PgConnection connection;
  private final Asides asides;
  private final Teller teller;

  Notifications(PgConnection connection, Asides asides, Teller teller) {
    this.connection = connection;
    this.asides = asides;
    this.teller = teller;
  }

  /** Those that have come since the last call, oldest first; empty where there are none. */
  public List<NotificationResponse> take() {
    List<NotificationResponse> taken = asides.takeNotifications();
    teller.notified(taken.size(), asides.droppedNotifications());
    return taken;
  }

  /**
   * As {@link #take()}, but waits for the first, at most that long; empty where none came.
   *
   * @throws PgInterruptedException where the thread is interrupted; nothing is lost by it
   * @throws PgException where the connection has ended, and nothing is left to be taken
   */
  public List<NotificationResponse> await(Duration most) {
    return await(Deadline.forCall(connection.clock(), most), () -> false);
  }

  /**
   * As {@link #await(Duration)}, but also ends where the thread was unparked and {@code roused} is
   * true: there is something else to do.
   */
  public List<NotificationResponse> await(Deadline deadline, BooleanSupplier roused) {
    Thread self = Thread.currentThread();
    asides.listener(self);
    try {
      while (true) {
        boolean ended = connection.ended();
        List<NotificationResponse> taken = take();
        if (!taken.isEmpty()) {
          return taken;
        }
        if (ended) {
          throw connection.ending();
        }
        if (self.isInterrupted()) {
          throw new PgInterruptedException(
              "interrupted while waiting for a notification", Sent.NOTHING);
        }
        if (roused.getAsBoolean() || deadline.passed()) {
          return taken;
        }
        deadline.park(this);
      }
    } finally {
      asides.listener(null);
    }
  }

  /** How many were lost, because nobody took those before them. */
  public long dropped() {
    return asides.droppedNotifications();
  }

  /** How many of them came before, or right behind, what was taken last. */
  public long droppedWhenTaken() {
    return asides.droppedWhenTaken();
  }
}
