// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgMacAddress;
import java.util.HexFormat;

/**
 * macaddr and macaddr8: six and eight bytes. Text: pairs of hexadecimal digits with colons between.
 * Immutable.
 *
 * <p>Read as PgMacAddress, String and {@code byte[]}. Written from PgMacAddress, CharSequence and
 * {@code byte[]}.
 */
final class MacAddressCodec extends Printed<PgMacAddress> {

  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  MacAddressCodec(String typeName, int octets) {
    super(typeName, PgMacAddress.class, octets);
  }

  @Override
  PgMacAddress read(ByteReader in) {
    return PgMacAddress.of(in.bytes(width()));
  }

  @Override
  PgMacAddress parse(TextScanner in) {
    try {
      byte[] octets = HEX.parseHex(in.rest());
      if (octets.length == width()) {
        return PgMacAddress.of(octets);
      }
    } catch (IllegalArgumentException malformed) {
      // Falls through to the same refusal.
    }
    throw Misfit.text(this);
  }

  @Override
  String print(PgMacAddress value) {
    return value.toString();
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return target == byte[].class
        ? target.cast(((PgMacAddress) natural).toByteArray())
        : super.convert(natural, target);
  }

  @Override
  public void encode(PgMacAddress value, ByteWriter out) {
    if (value.octets() != width()) {
      throw Misfit.outside(this, value, width() + " octets");
    }
    out.bytes(value.toByteArray());
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof byte[] octets) {
      if (octets.length != width()) {
        throw Misfit.outside(this, value, width() + " octets");
      }
      out.bytes(octets);
    } else {
      super.encodeObject(value, out);
    }
  }
}
