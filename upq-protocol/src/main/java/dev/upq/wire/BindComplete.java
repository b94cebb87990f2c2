// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** A Bind has succeeded. Immutable. */
public record BindComplete() implements BackendMessage {

  static final BindComplete INSTANCE = new BindComplete();

  @Override
  public char type() {
    return '2';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, '2');
  }

  public static BindComplete decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
