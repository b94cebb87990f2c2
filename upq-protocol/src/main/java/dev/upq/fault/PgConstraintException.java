// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * SQLSTATE classes 23 and 44: a constraint was violated; {@code diagnostic().constraint()} names
 * it.
 */
public final class PgConstraintException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgConstraintException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
