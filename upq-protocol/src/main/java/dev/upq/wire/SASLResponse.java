// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteWriter;

/**
 * The client's answer to a challenge. Immutable. Not printed.
 *
 * @param data as the mechanism defines it
 */
public record SASLResponse(Octets data) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, 'p', data::writeTo);
  }
}
