// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * The statement was carried out, but its result is not what the call asks for: no row or several
 * where one is wanted, a column that does not exist, a record that does not fit, a result above its
 * size limit.
 */
public final class PgResultException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgResultException(String message) {
    super(message, Sent.ALL, null);
  }
}
