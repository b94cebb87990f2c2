// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * SQLSTATE 57014: the statement was cancelled, by a timeout of the server or by somebody else. (Our
 * own deadline is a {@link PgTimeoutException}.)
 */
public final class PgCanceledException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgCanceledException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
