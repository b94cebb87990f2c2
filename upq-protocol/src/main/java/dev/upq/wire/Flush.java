// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** Asks the server to send what it holds back. Immutable. */
public record Flush() implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, 'H');
  }

  public static Flush decode(ByteReader body) {
    body.end();
    return new Flush();
  }
}
