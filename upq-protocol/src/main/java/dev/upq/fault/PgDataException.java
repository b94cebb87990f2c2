// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/** SQLSTATE class 22: a value is out of range, malformed or otherwise unfit. */
public final class PgDataException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgDataException(Diagnostic diagnostic) {
    super(diagnostic);
  }
}
