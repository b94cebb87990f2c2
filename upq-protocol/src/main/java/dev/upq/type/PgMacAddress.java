// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.HexFormat;

/**
 * A macaddr (6 octets) or a macaddr8 (8 octets). Immutable.
 *
 * @param bits the octets, the first one highest
 * @param octets 6 or 8
 */
public record PgMacAddress(long bits, int octets) {

  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  public PgMacAddress {
    if ((octets != 6 && octets != 8) || (octets == 6 && bits >>> 48 != 0)) {
      throw PgValueException.encode("a hardware address that has neither 6 nor 8 octets");
    }
  }

  /** The address of these 6 or 8 octets. */
  public static PgMacAddress of(byte[] octets) {
    long bits = 0;
    for (byte octet : octets) {
      bits = bits << 8 | (octet & 0xff);
    }
    return new PgMacAddress(bits, octets.length);
  }

  /** The octets, the first one first. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[octets];
    for (int i = 0; i < octets; i++) {
      bytes[i] = (byte) (bits >>> (8 * (octets - 1 - i)));
    }
    return bytes;
  }

  /** As PostgreSQL writes it: {@code 08:00:2b:01:02:03}. */
  @Override
  public String toString() {
    return HEX.formatHex(toByteArray());
  }
}
