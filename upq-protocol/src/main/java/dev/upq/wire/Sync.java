// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** Ends a unit of the extended query; the server answers with {@link ReadyForQuery}. Immutable. */
public record Sync() implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, 'S');
  }

  public static Sync decode(ByteReader body) {
    body.end();
    return new Sync();
  }
}
