// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** An Execute has reached its limit of rows; the portal has more to give. Immutable. */
public record PortalSuspended() implements BackendMessage {

  static final PortalSuspended INSTANCE = new PortalSuspended();

  @Override
  public char type() {
    return 's';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, 's');
  }

  public static PortalSuspended decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
