// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/** Any SQLSTATE that has no kind of its own here. */
public final class PgOtherServerException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgOtherServerException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
