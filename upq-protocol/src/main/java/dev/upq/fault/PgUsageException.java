// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * The call cannot be made as it stands: a closed object, a wrong number of arguments, two threads
 * on one transaction. Nothing was sent.
 */
public final class PgUsageException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgUsageException(String message) {
    super(message, Sent.NOTHING, null);
  }

  @Override
  public boolean retrySafe() {
    return false;
  }
}
