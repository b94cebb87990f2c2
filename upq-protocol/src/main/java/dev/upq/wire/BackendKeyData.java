// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * What a {@link CancelRequest} for this session needs. Immutable.
 *
 * @param processId the server process, or what a pooler gives for it
 * @param secretKey four bytes under protocol 3.0, 4 to 256 under 3.2 (see {@link
 *     #keyLengthAllowed}); not printed
 */
public record BackendKeyData(int processId, Octets secretKey) implements BackendMessage {

  @Override
  public char type() {
    return 'K';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> secretKey.writeTo(body.int4(processId)));
  }

  /** Reads the body; a key of any length is taken. */
  public static BackendKeyData decode(ByteReader body) {
    int processId = body.int4();
    return new BackendKeyData(processId, Octets.rest(body));
  }

  /** True where the key has a length that protocol 3 with the given minor version allows. */
  public boolean keyLengthAllowed(int minorVersion) {
    return keyLengthAllowed(minorVersion, secretKey.length());
  }

  /** True for exactly 4 bytes up to protocol 3.1 and for 4 to 256 bytes from 3.2 on. */
  public static boolean keyLengthAllowed(int minorVersion, int keyBytes) {
    return minorVersion < 2 ? keyBytes == 4 : keyBytes >= 4 && keyBytes <= 256;
  }
}
