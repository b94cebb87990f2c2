// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** Ends the session. Immutable. */
public record Terminate() implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, 'X');
  }

  public static Terminate decode(ByteReader body) {
    body.end();
    return new Terminate();
  }
}
