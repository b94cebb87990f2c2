// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.fault.PgServerException;
import dev.upq.fault.SqlState;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.Sender.Refused;

/** What the server's refusals mean for a migration. Stateless. */
final class Failures {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String UNDEFINED_SCHEMA = "3F000";

  private Failures() {}

  /**
   * A statement of a migration was refused.
   *
   * @param outcome what is left behind
   */
  static MigrationException refused(Refused refused, String outcome, int retries) {
    String tried = retries == 0 ? "" : "\n(tried again " + retries + " times)";
    return new MigrationException(
        reason(refused.server(), Reason.STATEMENT),
        outcome + "\n" + refused.getMessage() + tried,
        refused.server());
  }

  /** Something of our own was refused: the log, or a COMMIT. */
  static MigrationException of(PgServerException refused, String outcome, LogLayout log) {
    String code = refused.sqlState().code();
    if (code.equals(UNDEFINED_TABLE) || code.equals(UNDEFINED_SCHEMA)) {
      return new MigrationException(
          Reason.LOG,
          outcome
              + "\nthe log "
              + log.qualified()
              + " is not there any more: a migration must not drop it or its schema ("
              + refused.getMessage()
              + ")",
          refused);
    }
    return new MigrationException(
        reason(refused, Reason.STATEMENT), outcome + "\n" + refused.getMessage(), refused);
  }

  private static Reason reason(PgServerException refused, Reason other) {
    String code = refused.sqlState().code();
    if (code.equals(INSUFFICIENT_PRIVILEGE)) {
      return Reason.PRIVILEGE;
    }
    if (refused.sqlState().equals(SqlState.QUERY_CANCELED)) {
      return Reason.INTERRUPTED;
    }
    if (refused.sqlState().equals(SqlState.READ_ONLY_SQL_TRANSACTION)) {
      return Reason.SERVER;
    }
    return switch (refused.sqlState().sqlClass()) {
      case "28" -> Reason.PRIVILEGE;
      case "53", "54" -> Reason.RESOURCES;
      case "57", "58", "08" -> Reason.CONNECTION;
      default -> other;
    };
  }
}
