// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/** The pool could not lend a connection. Nothing was sent. */
public final class PgPoolException extends PgException {

  private static final long serialVersionUID = 1L;

  /** Why the pool lent nothing. */
  public enum Reason {
    /** No connection came free within the deadline. */
    ACQUIRE_TIMEOUT,
    /** More callers wait than the pool's limit allows. */
    QUEUE_FULL,
    /** The server has been away for longer than callers are to wait for it. */
    UNAVAILABLE,
    /** The pool is closed. */
    CLOSED
  }

  private final Reason reason;

  public PgPoolException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, Sent.NOTHING, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public boolean retrySafe() {
    return reason != Reason.CLOSED;
  }
}
