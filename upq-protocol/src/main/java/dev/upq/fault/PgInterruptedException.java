// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * The calling thread was interrupted. Its interrupt status is set again when this is thrown. A
 * statement that had been sent was cancelled on the server; the connection is cleaned behind the
 * caller's back and lives on, or is replaced.
 */
public final class PgInterruptedException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgInterruptedException(String message, Sent sent) {
    super(message, sent, null);
  }
}
