// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/** SQLSTATE classes 57, 58 and 08: an operator, a crash or the system stepped in. */
public final class PgUnavailableException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgUnavailableException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
