// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/** SQLSTATE class 28: the role or its credentials were refused. */
public final class PgAuthorizationException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgAuthorizationException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
