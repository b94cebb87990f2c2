// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * A prepared statement no longer fits: its result type changed (0A000, raised by {@code
 * RevalidateCachedQuery}) or it does not exist in the session any more (26000). Both are raised
 * before execution, so the unit may be repeated: outside a transaction the library has tried once
 * already, inside one the whole transaction is the unit.
 */
public final class PgStalePlanException extends PgServerException {

  private static final long serialVersionUID = 1L;

  PgStalePlanException(Diagnostic diagnostic) {
    super(diagnostic);
  }

  static boolean describes(Diagnostic report) {
    SqlState state = report.sqlState();
    return state.equals(SqlState.INVALID_SQL_STATEMENT_NAME)
        || (state.equals(SqlState.FEATURE_NOT_SUPPORTED)
            && report.routine().filter("RevalidateCachedQuery"::equals).isPresent());
  }

  @Override
  public boolean retrySafe() {
    return true;
  }
}
