// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/**
 * The peer broke the protocol, or something that claims to be the peer did. The connection is dead
 * and never reused.
 */
public final class PgProtocolException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgProtocolException(String message, Sent sent, @Nullable Throwable cause) {
    super(message, sent, cause);
  }

  public PgProtocolException(String message, Sent sent) {
    this(message, sent, null);
  }
}
