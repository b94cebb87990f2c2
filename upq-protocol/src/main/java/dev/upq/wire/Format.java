// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;

/** In which of its two forms a value travels. Immutable. */
public enum Format {
  TEXT(0),
  BINARY(1);

  private final int code;

  Format(int code) {
    this.code = code;
  }

  /** 0 for text, 1 for binary. */
  public int code() {
    return code;
  }

  /**
   * The format with the given code.
   *
   * @throws PgProtocolException if there is none
   */
  public static Format decode(int code) {
    return switch (code) {
      case 0 -> TEXT;
      case 1 -> BINARY;
      default -> throw new PgProtocolException("unknown format code " + code, Sent.MAYBE);
    };
  }
}
