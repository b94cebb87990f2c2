// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * SQLSTATE classes 53, 54 and 55: disk, memory or connections are used up, a limit was met, or an
 * object is locked.
 */
public final class PgResourceException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgResourceException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
