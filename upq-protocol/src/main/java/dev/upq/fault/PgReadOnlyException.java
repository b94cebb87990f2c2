// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * SQLSTATE 25006: a write on a read-only transaction; after a failover, on a node that is no longer
 * the primary.
 */
public final class PgReadOnlyException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgReadOnlyException(Diagnostic diagnostic) {
    super(diagnostic);
  }

  @Override
  public boolean retrySafe() {
    return true;
  }
}
