// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;

/**
 * A message that the server sends. Immutable; only {@link DataRow} and {@link CopyData} may view an
 * array of others.
 */
public sealed interface BackendMessage
    permits Authentication,
        BackendKeyData,
        BindComplete,
        CloseComplete,
        CommandComplete,
        CopyBothResponse,
        CopyData,
        CopyDone,
        CopyInResponse,
        CopyOutResponse,
        DataRow,
        EmptyQueryResponse,
        ErrorResponse,
        NegotiateProtocolVersion,
        NoData,
        NoticeResponse,
        NotificationResponse,
        ParameterDescription,
        ParameterStatus,
        ParseComplete,
        PortalSuspended,
        ReadyForQuery,
        RowDescription {

  /** The byte that stands in front of the message's length, as a character. */
  char type();

  /**
   * Writes the whole frame: type, length, body. Where it throws, the writer is as it was.
   *
   * @throws dev.upq.fault.PgValueException if a text or count cannot be put on the wire
   */
  void encode(ByteWriter out);

  /**
   * As {@link #decode(byte, ByteReader)}, of the body {@code bytes[from, to)}, without an object
   * for messages that always are the same. DataRow and CopyData view the array.
   */
  static BackendMessage decode(byte type, byte[] bytes, int from, int to) {
    return switch (type) {
      case 'D' -> DataRow.view(bytes, from, to);
      case 'd' -> CopyData.view(bytes, from, to);
      case 'C' -> CommandComplete.decode(bytes, from, to);
      case 'Z' -> ReadyForQuery.decode(bytes, from, to);
      default ->
          from == to ? empty(type, bytes, from) : decode(type, new ByteReader(bytes, from, to));
    };
  }

  /** A message without a body. */
  private static BackendMessage empty(byte type, byte[] bytes, int at) {
    return switch (type) {
      case '1' -> ParseComplete.INSTANCE;
      case '2' -> BindComplete.INSTANCE;
      case '3' -> CloseComplete.INSTANCE;
      case 'n' -> NoData.INSTANCE;
      case 's' -> PortalSuspended.INSTANCE;
      case 'I' -> EmptyQueryResponse.INSTANCE;
      case 'c' -> CopyDone.INSTANCE;
      default -> decode(type, new ByteReader(bytes, at, at));
    };
  }

  /**
   * Reads the body of a message whose type and length have been read; the reader holds exactly that
   * body.
   *
   * @throws PgProtocolException if the type is unknown or the body malformed
   */
  static BackendMessage decode(byte type, ByteReader body) {
    return switch (type) {
      case 'D' -> DataRow.decode(body);
      case 'C' -> CommandComplete.decode(body);
      case 'Z' -> ReadyForQuery.decode(body);
      case '1' -> ParseComplete.decode(body);
      case '2' -> BindComplete.decode(body);
      case '3' -> CloseComplete.decode(body);
      case 'T' -> RowDescription.decode(body);
      case 't' -> ParameterDescription.decode(body);
      case 'n' -> NoData.decode(body);
      case 's' -> PortalSuspended.decode(body);
      case 'I' -> EmptyQueryResponse.decode(body);
      case 'E' -> ErrorResponse.decode(body);
      case 'N' -> NoticeResponse.decode(body);
      case 'A' -> NotificationResponse.decode(body);
      case 'S' -> ParameterStatus.decode(body);
      case 'd' -> CopyData.decode(body);
      case 'c' -> CopyDone.decode(body);
      case 'G' -> CopyInResponse.decode(body);
      case 'H' -> CopyOutResponse.decode(body);
      case 'W' -> CopyBothResponse.decode(body);
      case 'R' -> Authentication.decode(body);
      case 'K' -> BackendKeyData.decode(body);
      case 'v' -> NegotiateProtocolVersion.decode(body);
      default ->
          throw new PgProtocolException(
              "unknown message type " + Printable.type(type) + " from the server", Sent.MAYBE);
    };
  }
}
