// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/**
 * The connection ended while an answer was owed, or before the request could be sent. The cause,
 * where the server gave one in its last words, is the message.
 */
public final class PgConnectionLostException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgConnectionLostException(String message, Sent sent, @Nullable Throwable cause) {
    super(message, sent, cause);
  }

  public PgConnectionLostException(String message, Sent sent) {
    this(message, sent, null);
  }
}
