// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * A five-character SQLSTATE code, for example {@code 23505}. The first two characters are its
 * class.
 *
 * <p>A server may leave the code out of an ErrorResponse (CVE-2022-41862 was about a client that
 * did not expect that); such a report gets {@link #UNKNOWN}.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
public record SqlState(String code) {

  public static final SqlState UNKNOWN = new SqlState("XXUUU");
  public static final SqlState SUCCESSFUL_COMPLETION = new SqlState("00000");
  public static final SqlState FEATURE_NOT_SUPPORTED = new SqlState("0A000");
  public static final SqlState CONNECTION_FAILURE = new SqlState("08006");
  public static final SqlState PROTOCOL_VIOLATION = new SqlState("08P01");
  public static final SqlState READ_ONLY_SQL_TRANSACTION = new SqlState("25006");
  public static final SqlState IN_FAILED_SQL_TRANSACTION = new SqlState("25P02");
  public static final SqlState IDLE_IN_TRANSACTION_SESSION_TIMEOUT = new SqlState("25P03");
  public static final SqlState TRANSACTION_TIMEOUT = new SqlState("25P04");
  public static final SqlState INVALID_SQL_STATEMENT_NAME = new SqlState("26000");
  public static final SqlState INVALID_AUTHORIZATION = new SqlState("28000");
  public static final SqlState INVALID_PASSWORD = new SqlState("28P01");
  public static final SqlState INVALID_CATALOG_NAME = new SqlState("3D000");
  public static final SqlState SERIALIZATION_FAILURE = new SqlState("40001");
  public static final SqlState DEADLOCK_DETECTED = new SqlState("40P01");
  public static final SqlState TOO_MANY_CONNECTIONS = new SqlState("53300");
  public static final SqlState QUERY_CANCELED = new SqlState("57014");
  public static final SqlState ADMIN_SHUTDOWN = new SqlState("57P01");
  public static final SqlState CRASH_SHUTDOWN = new SqlState("57P02");
  public static final SqlState CANNOT_CONNECT_NOW = new SqlState("57P03");
  public static final SqlState IDLE_SESSION_TIMEOUT = new SqlState("57P05");

  /**
   * Five characters of {@code 0-9A-Z}; anything else becomes {@link #UNKNOWN}, for it cannot be
   * trusted in a log.
   */
  public static SqlState of(String code) {
    if (code.length() != 5) {
      return UNKNOWN;
    }
    for (int i = 0; i < 5; i++) {
      char c = code.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z')) {
        return UNKNOWN;
      }
    }
    return new SqlState(code);
  }

  /** The first two characters, for example {@code 23} for every integrity constraint violation. */
  public String sqlClass() {
    return code.substring(0, 2);
  }

  @Override
  public String toString() {
    return code;
  }
}
