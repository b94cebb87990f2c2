// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;

/**
 * A kind of authentication that is not spoken here (Kerberos V5, GSSAPI, SSPI or one of the
 * future). Immutable. What came with it is dropped.
 *
 * @param code the number of the request, none of those that have a record of their own
 */
public record AuthenticationUnsupported(int code) implements Authentication {

  static AuthenticationUnsupported decodeUnknown(int code, ByteReader body) {
    body.skip(body.remaining());
    return new AuthenticationUnsupported(code);
  }
}
