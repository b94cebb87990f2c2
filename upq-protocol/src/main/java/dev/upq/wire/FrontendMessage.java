// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;

/**
 * A message that the client sends. Immutable; only {@link CopyData} may view an array of others.
 */
public sealed interface FrontendMessage
    permits Bind,
        CancelRequest,
        Close,
        CopyData,
        CopyDone,
        CopyFail,
        Describe,
        Execute,
        Flush,
        GssEncRequest,
        Parse,
        PasswordMessage,
        PasswordOrSasl,
        Query,
        SASLInitialResponse,
        SASLResponse,
        SslRequest,
        StartupMessage,
        Sync,
        Terminate {

  /**
   * Writes the whole frame: type (where the message has one), length, body. Where it throws, the
   * writer is as it was.
   *
   * @throws dev.upq.fault.PgValueException if a text or count cannot be put on the wire
   */
  void encode(ByteWriter out);

  /**
   * Reads the body of a typed message, as a server does. The type {@code 'p'} stands for three
   * messages that only the course of the authentication tells apart; it gives {@link
   * PasswordOrSasl}.
   *
   * @throws PgProtocolException if the type is unknown or the body malformed
   */
  static FrontendMessage decode(byte type, ByteReader body) {
    return switch (type) {
      case 'B' -> Bind.decode(body);
      case 'E' -> Execute.decode(body);
      case 'S' -> Sync.decode(body);
      case 'P' -> Parse.decode(body);
      case 'D' -> Describe.decode(body);
      case 'C' -> Close.decode(body);
      case 'H' -> Flush.decode(body);
      case 'Q' -> Query.decode(body);
      case 'X' -> Terminate.decode(body);
      case 'd' -> CopyData.decode(body);
      case 'c' -> CopyDone.decode(body);
      case 'f' -> CopyFail.decode(body);
      case 'p' -> PasswordOrSasl.decode(body);
      default ->
          throw new PgProtocolException(
              "unknown message type " + Printable.type(type) + " from the client", Sent.MAYBE);
    };
  }

  /**
   * Reads the body (everything behind the length) of a message without a type, as they stand at the
   * start of a connection: its first four bytes say what it is.
   *
   * @throws PgProtocolException if it is none of the four known, or malformed
   */
  static FrontendMessage decodeStartup(ByteReader body) {
    int code = body.int4();
    return switch (code) {
      case SslRequest.CODE -> SslRequest.decode(body);
      case GssEncRequest.CODE -> GssEncRequest.decode(body);
      case CancelRequest.CODE -> CancelRequest.decode(body);
      default -> StartupMessage.decode(code, body);
    };
  }
}
