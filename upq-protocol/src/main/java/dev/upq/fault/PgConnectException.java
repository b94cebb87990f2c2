// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No connection could be made. The message is one line that names host, port, user and database and
 * says what to do. No statement was sent, so a retry is always safe; whether it makes sense, {@link
 * #reason()} tells.
 */
public final class PgConnectException extends PgException {

  private static final long serialVersionUID = 1L;

  /** Why no connection came about. */
  public enum Reason {
    /** The host name has no address. */
    UNKNOWN_HOST,
    /** Nobody listens there, or the network does not lead there. */
    UNREACHABLE,
    /** The deadline for connecting passed. */
    TIMEOUT,
    /** TLS was refused, is missing, or the certificate does not pass. */
    TLS,
    /** The server refused the user or the password, or asked for a method that is not allowed. */
    AUTHENTICATION,
    /** The database does not exist, or may not be connected to. */
    DATABASE,
    /** The server has no connection left to give. */
    FULL,
    /** The server is starting up, shutting down or recovering. */
    NOT_READY,
    /** No host has the role that target_session_attrs asks for. */
    WRONG_ROLE,
    /** The server refused for another reason. */
    REFUSED,
    /** What answered does not speak the protocol. */
    PROTOCOL
  }

  private final Reason reason;
  private final transient @Nullable Diagnostic diagnostic;

  public PgConnectException(
      Reason reason, String message, @Nullable Diagnostic diagnostic, @Nullable Throwable cause) {
    super(message, Sent.NOTHING, cause);
    this.reason = reason;
    this.diagnostic = diagnostic;
  }

  public Reason reason() {
    return reason;
  }

  /** The server's own report, where it gave one. */
  public Optional<Diagnostic> diagnostic() {
    return Optional.ofNullable(diagnostic);
  }

  /** The SQLSTATE of the server's own report, where it gave one. */
  public Optional<SqlState> sqlState() {
    return diagnostic().map(Diagnostic::sqlState);
  }
}
