// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.channel.Endpoint;
import dev.upq.config.SslMode;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import java.util.List;

/** One way to encrypt a connection, or not. */
enum TlsPlan {
  /** Without TLS. */
  PLAIN,
  /** With TLS where the server does it, else without. */
  TLS_OR_PLAIN,
  /** With TLS or not at all. */
  TLS;

  /**
   * The ways that a mode allows, in the order in which libpq tries them. A Unix-domain socket is
   * never encrypted.
   *
   * @see <a
   *     href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNECT-SSLMODE">sslmode</a>
   */
  static List<TlsPlan> of(SslMode mode, Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Unix) {
      return List.of(PLAIN);
    }
    return switch (mode) {
      case DISABLE -> List.of(PLAIN);
      case ALLOW -> List.of(PLAIN, TLS);
      case PREFER -> List.of(TLS_OR_PLAIN, PLAIN);
      case REQUIRE, VERIFY_CA, VERIFY_FULL -> List.of(TLS);
    };
  }

  boolean encrypts() {
    return this != PLAIN;
  }

  boolean plainAllowed() {
    return this == TLS_OR_PLAIN;
  }

  /**
   * True where the other way may fare better: the handshake failed, or the server lets this
   * encryption not in. A wrong password is wrong either way.
   */
  static boolean mayTryOther(PgConnectException failed) {
    return failed.reason() == Reason.TLS
        || failed.sqlState().filter(state -> state.code().equals("28000")).isPresent();
  }

  /**
   * Of two failures the one that says more: that TLS is missing is nothing new after the server's
   * own refusal.
   */
  static PgConnectException better(PgConnectException first, PgConnectException second) {
    return second.reason() == Reason.TLS || second.reason() == Reason.UNREACHABLE ? first : second;
  }
}
