// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * SQLSTATE classes 42, 3D and 3F: syntax, a name that does not exist, or a right that is missing.
 */
public final class PgStatementException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgStatementException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
