// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Asks whether the server would encrypt the connection with GSSAPI; the answer is the single byte
 * {@code G} or {@code N}. Immutable.
 */
public record GssEncRequest() implements FrontendMessage {

  /** Stands where a {@link StartupMessage} has its version: 1234 and 5680. */
  static final int CODE = 1234 << 16 | 5680;

  @Override
  public void encode(ByteWriter out) {
    Frame.writeUntyped(out, body -> body.int4(CODE));
  }

  /** Reads what stands behind the code: nothing. */
  static GssEncRequest decode(ByteReader body) {
    body.end();
    return new GssEncRequest();
  }
}
