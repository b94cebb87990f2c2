// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * The server answered with an ErrorResponse. The subclass follows the class of the SQLSTATE; {@link
 * #diagnostic()} has every field. Unless the report is {@linkplain Diagnostic#fatal() fatal} the
 * connection is fine.
 */
public abstract sealed class PgServerException extends PgException
    permits PgConstraintException,
        PgDataException,
        PgStatementException,
        PgStalePlanException,
        PgRollbackException,
        PgCanceledException,
        PgReadOnlyException,
        PgAuthorizationException,
        PgResourceException,
        PgUnavailableException,
        PgOtherServerException {

  private static final long serialVersionUID = 1L;

  private final transient Diagnostic diagnostic;

  PgServerException(Diagnostic diagnostic) {
    super(diagnostic.line(), Sent.ALL, null);
    this.diagnostic = diagnostic;
  }

  /** The exception whose kind fits the report's SQLSTATE. */
  public static PgServerException of(Diagnostic report) {
    SqlState state = report.sqlState();
    if (state.equals(SqlState.QUERY_CANCELED)) {
      return new PgCanceledException(report);
    }
    if (state.equals(SqlState.READ_ONLY_SQL_TRANSACTION)) {
      return new PgReadOnlyException(report);
    }
    if (PgStalePlanException.describes(report)) {
      return new PgStalePlanException(report);
    }
    return switch (state.sqlClass()) {
      case "22" -> new PgDataException(report);
      case "23", "44" -> new PgConstraintException(report);
      case "28" -> new PgAuthorizationException(report);
      case "40" -> new PgRollbackException(report);
      case "42", "3D", "3F" -> new PgStatementException(report);
      case "53", "54", "55" -> new PgResourceException(report);
      case "57", "58", "08" -> new PgUnavailableException(report);
      default -> new PgOtherServerException(report);
    };
  }

  public Diagnostic diagnostic() {
    return diagnostic;
  }

  public SqlState sqlState() {
    return diagnostic.sqlState();
  }

  /** False unless the kind of error guarantees that nothing was carried out. */
  @Override
  public boolean retrySafe() {
    return false;
  }
}
