// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteWriter;

/**
 * The server's challenge. Immutable.
 *
 * @param data as the mechanism defines it; not printed
 */
public record AuthenticationSASLContinue(Octets data) implements Authentication {

  static final int CODE = 11;

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> data.writeTo(body.int4(CODE)));
  }
}
