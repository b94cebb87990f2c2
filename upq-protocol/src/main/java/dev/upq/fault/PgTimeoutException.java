// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/**
 * A deadline passed. The statement was cancelled on the server where it had been sent; the
 * connection is cleaned behind the caller's back and lives on, or is replaced.
 */
public final class PgTimeoutException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgTimeoutException(String message, Sent sent, @Nullable Throwable cause) {
    super(message, sent, cause);
  }

  public PgTimeoutException(String message, Sent sent) {
    this(message, sent, null);
  }
}
