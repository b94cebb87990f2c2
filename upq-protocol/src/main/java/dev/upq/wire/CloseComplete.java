// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** A Close has been carried out. Immutable. */
public record CloseComplete() implements BackendMessage {

  static final CloseComplete INSTANCE = new CloseComplete();

  @Override
  public char type() {
    return '3';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, '3');
  }

  public static CloseComplete decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
