// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Asks, on a connection of its own, to cancel what a session is doing. Immutable. The server closes
 * that connection without an answer.
 *
 * @param processId as {@link BackendKeyData} gave it
 * @param secretKey as {@link BackendKeyData} gave it; not printed
 */
public record CancelRequest(int processId, Octets secretKey) implements FrontendMessage {

  /** Stands where a {@link StartupMessage} has its version: 1234 and 5678. */
  static final int CODE = 1234 << 16 | 5678;

  @Override
  public void encode(ByteWriter out) {
    Frame.writeUntyped(out, body -> secretKey.writeTo(body.int4(CODE).int4(processId)));
  }

  /** Reads what stands behind the code. */
  static CancelRequest decode(ByteReader body) {
    int processId = body.int4();
    return new CancelRequest(processId, Octets.rest(body));
  }
}
