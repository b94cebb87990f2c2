// SPDX-License-Identifier: Apache-2.0
package dev.upq.probe;

import dev.upq.fault.PgException;
import org.jspecify.annotations.Nullable;

/**
 * Is told what connections do. Implementations are thread-safe, quick, and throw nothing; they run
 * on the thread that did the thing. No parameter value is ever passed.
 */
public interface Probe {

  /** Observes nothing. */
  Probe NONE = new Probe() {};

  /** A connection stands, after so many nanoseconds. */
  default void connected(long nanos) {}

  /** A connection ended; {@code why} is what its next user would be told. */
  default void ended(PgException why) {}

  /**
   * Something does not work as it was set up, and is passed over: a file that cannot be read, for
   * example.
   *
   * @param line one line, for whoever runs the program; no secret, no parameter value
   */
  default void warning(String line) {}

  /**
   * No connection could be made: {@code why} is what the caller was told, after so many
   * nanoseconds.
   */
  default void connectFailed(long nanos, PgException why) {}

  /** A borrower has a connection, after waiting so many nanoseconds from its call. */
  default void acquired(long nanos) {}

  /**
   * A borrower went without a connection, after so many nanoseconds from its call: late,
   * interrupted, refused, or because none could be made.
   */
  default void notAcquired(long nanos, PgException why) {}

  /**
   * A borrower gave its connection back.
   *
   * @param nanos how long it had it
   * @param dirty whether it had to be cleaned or closed before anyone else could have it
   */
  default void released(long nanos, boolean dirty) {}

  /** A transaction was committed, so many nanoseconds after its beginning. */
  default void committed(long nanos) {}

  /** A transaction was rolled back, so many nanoseconds after its beginning. */
  default void rolledBack(long nanos) {}

  /** Nobody can say whether a transaction was committed: its connection ended before the answer. */
  default void outcomeUnknown(long nanos) {}

  /** A transaction or a statement is tried once more. */
  default void retried() {}

  /**
   * The connections of a pool are back after the server was away.
   *
   * @param nanos from the first loss to the first connection that stood again
   */
  default void reconnected(long nanos) {}

  /**
   * Bytes went over a link, as the protocol counts them: before encryption, without the log-in of
   * TLS.
   */
  default void bytes(long in, long out) {}

  /**
   * Something was executed, or was not; once for each call.
   *
   * @param what what it was; not to be kept
   * @param nanos from the call to the whole answer
   * @param failure what the caller was told, or null
   */
  default void executed(Execution what, long nanos, @Nullable PgException failure) {}

  /** A notification came, for somebody on this connection to take. */
  default void notified(long count) {}

  /** Notifications were lost, because nobody took those before them. */
  default void notificationsDropped(long count) {}

  /**
   * Those who listen were told that notifications may have been lost.
   *
   * @param nanos from when the connection was last known to work until it listened again; 0 where
   *     it was not lost
   */
  default void notificationGap(long nanos) {}

  /** The share of the server's notification queue that is in use, 0 to 1. */
  default void notificationQueueUsage(double share) {}

  /**
   * The probe that is told of one connection. Called once for each connection that stands.
   *
   * @param host as the configuration names it; a socket's directory
   * @param port of it
   * @param role {@code primary} or {@code standby}; {@code unknown} where the server does not tell
   */
  default Probe at(String host, int port, String role) {
    return this;
  }
}
