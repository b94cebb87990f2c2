// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.fault.PgServerException;

/**
 * The server refused a statement before BindComplete: nothing of it was executed. Never leaves the
 * library; what the caller sees is {@link #failure()}.
 */
public final class UnboundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient PgServerException failure;

  UnboundException(PgServerException failure) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
  }

  public PgServerException failure() {
    return failure;
  }
}
