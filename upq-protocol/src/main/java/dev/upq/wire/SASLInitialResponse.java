// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * The client's choice among the mechanisms, and its first message. Immutable. The message is not
 * printed.
 *
 * @param mechanism one of those that the server named
 * @param response as the mechanism defines it; a message without one (length -1) is read as an
 *     empty one
 */
public record SASLInitialResponse(String mechanism, Octets response) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(
        out, 'p', body -> response.writeTo(body.cstring(mechanism).int4(response.length())));
  }

  static SASLInitialResponse decode(ByteReader body) {
    String mechanism = body.cstring();
    int length = body.int4();
    Octets response = length == -1 ? Octets.EMPTY : Octets.read(body, length);
    body.end();
    return new SASLInitialResponse(mechanism, response);
  }
}
