// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Asks whether the server would encrypt the connection with TLS; the answer is the single byte
 * {@code S} or {@code N}. Immutable.
 */
public record SslRequest() implements FrontendMessage {

  /** Stands where a {@link StartupMessage} has its version: 1234 and 5679. */
  static final int CODE = 1234 << 16 | 5679;

  @Override
  public void encode(ByteWriter out) {
    Frame.writeUntyped(out, body -> body.int4(CODE));
  }

  /** Reads what stands behind the code: nothing. */
  static SslRequest decode(ByteReader body) {
    body.end();
    return new SslRequest();
  }
}
