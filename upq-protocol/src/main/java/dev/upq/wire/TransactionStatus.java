// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;

/** Where the session stands, as every {@link ReadyForQuery} says. Immutable. */
public enum TransactionStatus {
  /** Outside a transaction block. */
  IDLE('I'),
  /** Inside a transaction block. */
  IN_TRANSACTION('T'),
  /** Inside a transaction block that has failed: everything but its end is refused. */
  FAILED('E');

  private final char code;

  TransactionStatus(char code) {
    this.code = code;
  }

  /** The byte on the wire, as a character. */
  public char code() {
    return code;
  }

  /**
   * The status with the given byte.
   *
   * @throws PgProtocolException if there is none
   */
  public static TransactionStatus decode(byte code) {
    return switch (code) {
      case 'I' -> IDLE;
      case 'T' -> IN_TRANSACTION;
      case 'E' -> FAILED;
      default ->
          throw new PgProtocolException(
              "unknown transaction status " + Printable.type(code), Sent.MAYBE);
    };
  }
}
