// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/**
 * The root of all failures of this library. Unchecked, sealed; the message is one line that says
 * what, where and, where we know it, what to do.
 */
public abstract sealed class PgException extends RuntimeException
    permits PgServerException,
        PgConnectException,
        PgConnectionLostException,
        PgProtocolException,
        PgTimeoutException,
        PgInterruptedException,
        PgValueException,
        PgResultException,
        PgUsageException,
        PgConfigException,
        PgTransactionException,
        PgPoolException,
        PgSkippedException {

  private static final long serialVersionUID = 1L;

  private final Sent sent;

  PgException(String message, Sent sent, @Nullable Throwable cause) {
    super(message, cause);
    this.sent = sent;
  }

  /** How much of the request had left for the server. */
  public final Sent sent() {
    return sent;
  }

  /**
   * True where the same request may be made again without the risk of doing its work twice. It does
   * not promise that the second try fares better, and inside a transaction the unit to repeat is
   * the whole transaction.
   */
  public boolean retrySafe() {
    return sent == Sent.NOTHING;
  }
}
