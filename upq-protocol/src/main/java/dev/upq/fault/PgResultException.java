// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * The statement was carried out, but its result is not what the call asks for: no row or several
 * where one is wanted, a column that does not exist, a record that does not fit, a result above its
 * size limit.
 */
public final class PgResultException extends PgException {

  private static final long serialVersionUID = 1L;

  /** How many rows there were where one was asked for. */
  public enum RowCount {
    /** It is about something else. */
    UNCOUNTED,
    NONE,
    SEVERAL
  }

  private final RowCount rowCount;

  public PgResultException(String message) {
    this(message, RowCount.UNCOUNTED);
  }

  private PgResultException(String message, RowCount rowCount) {
    super(message, Sent.ALL, null);
    this.rowCount = rowCount;
  }

  /** One row was asked for, and there is none. */
  public static PgResultException noRow() {
    return new PgResultException("one row was asked for; the result has none", RowCount.NONE);
  }

  /**
   * One row was asked for, and there are more.
   *
   * @param what says how many, as far as that is known
   */
  public static PgResultException severalRows(String what) {
    return new PgResultException("one row was asked for; " + what, RowCount.SEVERAL);
  }

  /** Whether it is about the number of rows: none, or several, where one was asked for. */
  public RowCount rowCount() {
    return rowCount;
  }
}
