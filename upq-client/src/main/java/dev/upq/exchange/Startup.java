// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.channel.Opening;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.SqlState;
import dev.upq.wire.Authentication;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.NegotiateProtocolVersion;
import dev.upq.wire.Octets;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.StartupMessage;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Logs in.
 *
 * <pre>
 * F  StartupMessage
 * B  NegotiateProtocolVersion?
 * B  Authentication...                 (see {@link Authenticate})
 * B  ParameterStatus*
 * B  BackendKeyData?
 * B  ReadyForQuery
 * </pre>
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-START-UP">Start-up</a>
 */
public final class Startup {

  private static final int MAJOR = 3;
  private static final int NEVER_EXISTED = 1;
  private static final int MOST_NEGOTIATIONS = 2;

  private Startup() {}

  /**
   * Runs it to the first ReadyForQuery.
   *
   * @throws PgConnectException where the server refuses, or does not speak as it should
   */
  public static Session run(Opening opening, Login login) throws IOException {
    opening.send(new StartupMessage(MAJOR, login.maxMinorVersion(), login.parameters()));
    int minor = login.maxMinorVersion();
    BackendMessage message = opening.next();
    for (int i = 0; message instanceof NegotiateProtocolVersion older; i++) {
      minor = negotiated(older, login, minor, i);
      message = opening.next();
    }
    new Authenticate(opening, login).run(authentication(message));
    opening.authenticated();
    return untilReady(opening, minor);
  }

  private static Session untilReady(Opening opening, int minor) throws IOException {
    int processId = 0;
    Octets key = Octets.of(new byte[0]);
    while (true) {
      BackendMessage message = opening.next();
      if (message instanceof BackendKeyData data) {
        if (!data.keyLengthAllowed(minor)) {
          throw broken("a cancel key of " + data.secretKey().length() + " bytes");
        }
        processId = data.processId();
        key = data.secretKey();
      } else if (message instanceof ReadyForQuery ready) {
        return new Session(minor, processId, key, ready.status());
      } else if (message instanceof ErrorResponse error) {
        throw refused(error.diagnostic(), true);
      } else {
        throw broken("a message of type '" + message.type() + "' before it was ready");
      }
    }
  }

  private static int negotiated(
      NegotiateProtocolVersion older, Login login, int minor, int before) {
    if (before >= MOST_NEGOTIATIONS) {
      throw broken("one NegotiateProtocolVersion after the other");
    }
    if (older.newestMinor() > minor) {
      throw broken("a newer protocol than was asked for");
    }
    if (older.newestMinor() == NEVER_EXISTED) {
      throw broken("protocol 3.1, which does not exist");
    }
    if (!older.unrecognizedOptions().isEmpty()) {
      throw broken("protocol options in question that were not asked for");
    }
    if (older.newestMinor() < login.minMinorVersion()) {
      throw new PgConnectException(
          Reason.PROTOCOL,
          "the server speaks protocol 3."
              + older.newestMinor()
              + " at most, min_protocol_version asks for 3."
              + login.minMinorVersion(),
          null,
          null);
    }
    return older.newestMinor();
  }

  /**
   * The message as part of authentication; a refusal is thrown without the words of a server that
   * is not known yet.
   */
  static Authentication authentication(BackendMessage message) {
    if (message instanceof Authentication authentication) {
      return authentication;
    }
    if (message instanceof ErrorResponse error) {
      throw refused(error.diagnostic(), false);
    }
    throw broken("a message of type '" + message.type() + "' where authentication belongs");
  }

  private static PgConnectException refused(Diagnostic report, boolean known) {
    SqlState state = report.sqlState();
    Diagnostic shown = known ? report : wordless(report);
    String words = known ? report.line() : inOurWords(state);
    return new PgConnectException(reason(state), words, shown, null);
  }

  /**
   * Severity and SQLSTATE only: no text of a server that has not proved who it is (CVE-2024-10977).
   */
  private static Diagnostic wordless(Diagnostic report) {
    Map<Character, String> fields = new TreeMap<>();
    fields.put('V', report.fatal() ? "FATAL" : "ERROR");
    fields.put('C', report.sqlState().code());
    return new Diagnostic(fields);
  }

  private static Reason reason(SqlState state) {
    return switch (state.code()) {
      case "28P01", "28000" -> Reason.AUTHENTICATION;
      case "3D000", "42501" -> Reason.DATABASE;
      case "53300" -> Reason.FULL;
      case "57P01", "57P02", "57P03" -> Reason.NOT_READY;
      case "08P01", "0A000" -> Reason.PROTOCOL;
      default -> Reason.REFUSED;
    };
  }

  private static String inOurWords(SqlState state) {
    return switch (state.code()) {
      case "28P01" -> "the server refused the password (28P01)";
      case "28000" -> "the server lets this user, host, database or encryption not in (28000)";
      case "53300" -> "the server has no connection left (53300)";
      case "57P01", "57P02", "57P03" ->
          "the server is starting up or shutting down (" + state + ")";
      case "08P01", "0A000" -> "the server does not speak this protocol (" + state + ")";
      default -> "the server refused (" + state + ")";
    };
  }

  private static PgConnectException broken(String what) {
    return new PgConnectException(
        Reason.PROTOCOL, "the server broke the order of start-up: " + what, null, null);
  }
}
