// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * The password, in clear or hashed with MD5. Immutable. Not printed.
 *
 * @param password without its terminator
 */
public record PasswordMessage(String password) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, 'p', body -> body.cstring(password));
  }

  static PasswordMessage decode(ByteReader body) {
    String password = body.cstring();
    body.end();
    return new PasswordMessage(password);
  }

  @Override
  public String toString() {
    return "PasswordMessage[password=(hidden)]";
  }
}
