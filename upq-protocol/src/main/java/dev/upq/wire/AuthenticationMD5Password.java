// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteWriter;

/**
 * The server wants the password hashed with MD5. Immutable.
 *
 * @param salt the four bytes to hash in, big endian
 */
public record AuthenticationMD5Password(int salt) implements Authentication {

  static final int CODE = 5;

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.int4(CODE).int4(salt));
  }

  /** Without the salt, which would help to guess the password from the hash. */
  @Override
  public String toString() {
    return "AuthenticationMD5Password[salt=(4 bytes)]";
  }
}
