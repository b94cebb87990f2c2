// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;

/** What {@link Describe} and {@link Close} speak of. Immutable. */
public enum Target {
  STATEMENT('S'),
  PORTAL('P');

  private final char code;

  Target(char code) {
    this.code = code;
  }

  /** The byte on the wire, as a character. */
  public char code() {
    return code;
  }

  static Target decode(byte code) {
    return switch (code) {
      case 'S' -> STATEMENT;
      case 'P' -> PORTAL;
      default ->
          throw new PgProtocolException(
              "neither statement nor portal but " + Printable.type(code), Sent.MAYBE);
    };
  }
}
