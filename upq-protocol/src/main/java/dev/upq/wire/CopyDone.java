// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** A COPY stream has ended well, in either direction. Immutable. */
public record CopyDone() implements BackendMessage, FrontendMessage {

  static final CopyDone INSTANCE = new CopyDone();

  @Override
  public char type() {
    return 'c';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, type());
  }

  public static CopyDone decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
