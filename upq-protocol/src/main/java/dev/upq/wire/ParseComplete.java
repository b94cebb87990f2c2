// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** A Parse has succeeded. Immutable. */
public record ParseComplete() implements BackendMessage {

  static final ParseComplete INSTANCE = new ParseComplete();

  @Override
  public char type() {
    return '1';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, '1');
  }

  public static ParseComplete decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
