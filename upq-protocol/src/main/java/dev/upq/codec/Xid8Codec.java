// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.math.BigInteger;

/**
 * xid8: a transaction id of eight bytes without a sign. Immutable.
 *
 * <p>Read as Long: the same 64 bits, so an id of 2^63 or more, which no server has ever reached, is
 * negative; see {@link Long#toUnsignedString(long)}. Read as BigInteger and String with its true
 * value. Written from Long, Integer, BigInteger and CharSequence.
 */
final class Xid8Codec extends Printed<Long> {

  Xid8Codec() {
    super("xid8", Long.class, 8);
  }

  @Override
  Long read(ByteReader in) {
    return in.int8();
  }

  @Override
  public long decodeLong(ByteReader value) {
    long id = value.int8();
    value.end();
    return id;
  }

  @Override
  Long parse(TextScanner in) {
    if (!in.atDigit()) {
      throw in.misfit();
    }
    try {
      return Long.parseUnsignedLong(in.rest());
    } catch (NumberFormatException malformed) {
      throw Misfit.text(this);
    }
  }

  @Override
  String print(Long value) {
    return Long.toUnsignedString(value);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return target == BigInteger.class
        ? target.cast(new BigInteger(print((Long) natural)))
        : super.convert(natural, target);
  }

  @Override
  public void encode(Long value, ByteWriter out) {
    out.int8(value);
  }

  @Override
  public void encodeLong(long value, ByteWriter out) {
    out.int8(value);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case Integer id when id >= 0 -> out.int8(id);
      case BigInteger id when id.signum() >= 0 && id.bitLength() <= 64 -> out.int8(id.longValue());
      case Integer _, BigInteger _ -> throw Misfit.outside(this, value, "0 to 2^64 - 1");
      default -> super.encodeObject(value, out);
    }
  }
}
