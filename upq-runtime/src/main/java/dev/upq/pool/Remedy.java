// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.fault.SqlState;
import java.util.List;

/**
 * What is done about an error of the server's. Immutable; the tables are all there is to it.
 *
 * <p>In a session: an error of severity FATAL or PANIC ends it whatever its code, and so do broken
 * links and protocol violations; the rest is looked up in {@link #IN_SESSION}. At login: in {@link
 * #AT_LOGIN}, and where there is no code, because nobody answered or our side refused, by the
 * reason.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
enum Remedy {
  /** The connection is fine. */
  KEEP,
  /** The connection is not lent again. */
  DROP,
  /** The server takes no writes: its connections are replaced, if it took them before. */
  NOT_PRIMARY,
  /** Try again after a pause; the server is there, so it is no failure of the node. */
  BACK_OFF,
  /** Try again after a pause; the node has failed. */
  RETRY,
  /** A matter of configuration: tell the callers, and ask again every 30 s only. */
  STOP;

  /**
   * A line of a table. Immutable.
   *
   * @param code five characters, or the two of a class
   * @param why in the manual's words, and ours
   */
  record Row(String code, Remedy remedy, String why) {

    private boolean holds(SqlState state) {
      return code.equals(code.length() == 2 ? state.sqlClass() : state.code());
    }
  }

  static final List<Row> IN_SESSION =
      List.of(
          new Row("08", DROP, "connection exception"),
          new Row("57P01", DROP, "admin shutdown"),
          new Row("57P02", DROP, "crash shutdown"),
          new Row("57P03", DROP, "cannot connect now"),
          new Row("57P05", DROP, "idle session timeout"),
          new Row("25P03", DROP, "idle in transaction session timeout"),
          new Row("25P04", DROP, "transaction timeout"),
          new Row("XX", DROP, "internal error"),
          new Row("25006", NOT_PRIMARY, "read only SQL transaction"));

  static final List<Row> AT_LOGIN =
      List.of(
          new Row("53300", BACK_OFF, "too many connections"),
          new Row("57P03", BACK_OFF, "cannot connect now: starting up, shutting down, recovering"),
          new Row("28P01", STOP, "invalid password"),
          new Row("28000", STOP, "invalid authorization specification"),
          new Row("3D000", STOP, "invalid catalog name: no such database"),
          new Row("42501", STOP, "insufficient privilege: no right to connect to the database"));

  /** For the connection that a statement's error came on. */
  static Remedy inSession(Diagnostic error) {
    return error.fatal() ? DROP : find(IN_SESSION, error.sqlState(), KEEP);
  }

  /** For an attempt to connect. */
  static Remedy atLogin(PgException why) {
    if (!(why instanceof PgConnectException failed)) {
      return RETRY;
    }
    Remedy otherwise =
        failed.reason() == Reason.AUTHENTICATION || failed.reason() == Reason.DATABASE
            ? STOP
            : RETRY;
    return failed.diagnostic().isPresent()
        ? find(AT_LOGIN, failed.diagnostic().get().sqlState(), otherwise)
        : otherwise;
  }

  private static Remedy find(List<Row> table, SqlState state, Remedy otherwise) {
    for (Row row : table) {
      if (row.holds(state)) {
        return row.remedy;
      }
    }
    return otherwise;
  }
}
