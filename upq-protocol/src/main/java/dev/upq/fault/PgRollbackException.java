// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * SQLSTATE class 40, above all 40001 (serialization failure) and 40P01 (deadlock): the transaction
 * was rolled back and may be run again as a whole.
 */
public final class PgRollbackException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgRollbackException(Diagnostic diagnostic) {
    super(diagnostic);
  }

  @Override
  public boolean retrySafe() {
    return true;
  }
}
