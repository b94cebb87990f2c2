// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.util.Map;

/**
 * What a class of failures means, in a few words. Stateless.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">Error codes</a>
 */
final class ErrorNames {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("08", "the connection failed"),
          Map.entry("0A", "not supported by the server"),
          Map.entry("22", "a value that the server cannot take"),
          Map.entry("23", "a constraint was violated"),
          Map.entry("25", "not possible in this state of the transaction"),
          Map.entry("26", "an unknown prepared statement"),
          Map.entry("28", "user or password refused"),
          Map.entry("34", "an unknown cursor"),
          Map.entry("3D", "an unknown database"),
          Map.entry("3F", "an unknown schema"),
          Map.entry("40", "rolled back for the sake of others: try again"),
          Map.entry("42", "wrong SQL, or a right is missing"),
          Map.entry("53", "the server lacks connections, memory or disk"),
          Map.entry("54", "a limit of the server"),
          Map.entry("55", "an object is in use or not ready"),
          Map.entry("57", "cancelled, or the server is shutting down"),
          Map.entry("58", "an error of the server's system"),
          Map.entry("P0", "raised by a function"),
          Map.entry("XX", "a fault inside the server"),
          Map.entry("timeout", "the caller's time was over"),
          Map.entry("interrupted", "the caller was interrupted"),
          Map.entry("connection_lost", "the connection ended under way"),
          Map.entry("transaction", "a transaction could not end as asked"),
          Map.entry("protocol", "the server said what it may not"),
          Map.entry("value", "a value that does not fit"),
          Map.entry("result", "another result than the caller asked for"),
          Map.entry("usage", "a call that is not possible here"),
          Map.entry("skipped", "passed over behind a failure in front of it"),
          Map.entry("closed", "the pool is closed"),
          Map.entry("other", "anything else"));

  private ErrorNames() {}

  /** The words for a SQLSTATE class or a kind; for what has none, the kind itself in words. */
  static String of(String kind) {
    String known = NAMES.get(kind);
    if (known != null) {
      return known;
    }
    return kind.length() == 2
        ? "SQLSTATE class " + kind
        : kind.startsWith("connect_")
            ? "no connection: " + kind.substring("connect_".length()).replace('_', ' ')
            : kind.replace('_', ' ');
  }
}
