// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/**
 * A Java value cannot become the PostgreSQL value that is wanted, or the other way round. As a
 * parameter it is refused before a byte is sent; as a column the statement has been carried out and
 * the connection is fine.
 */
public final class PgValueException extends PgException {

  private static final long serialVersionUID = 1L;

  private PgValueException(String message, Sent sent, @Nullable Throwable cause) {
    super(message, sent, cause);
  }

  /** A parameter that cannot be written. */
  public static PgValueException encode(String message) {
    return new PgValueException(message, Sent.NOTHING, null);
  }

  /** A column that cannot be read as what was asked for. */
  public static PgValueException decode(String message) {
    return new PgValueException(message, Sent.ALL, null);
  }

  /** A column that cannot be read as what was asked for. */
  public static PgValueException decode(String message, @Nullable Throwable cause) {
    return new PgValueException(message, Sent.ALL, cause);
  }

  /** The same failure, told with where it stands (a column's name, a parameter's number). */
  public PgValueException at(String where) {
    return new PgValueException(where + ": " + getMessage(), sent(), this);
  }
}
