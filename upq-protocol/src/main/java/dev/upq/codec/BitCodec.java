// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.BitString;
import dev.upq.type.Misfit;

/**
 * bit and varbit: the number of bits in four bytes, then the bits, the first one highest, filled up
 * to whole bytes. Immutable.
 *
 * <p>Read as BitString, as String of zeros and ones, and as Boolean where there is one bit. Written
 * from BitString, CharSequence and Boolean.
 */
final class BitCodec extends Printed<BitString> {

  BitCodec(String typeName) {
    super(typeName, BitString.class, -1);
  }

  @Override
  BitString read(ByteReader in) {
    int length = in.int4();
    if (length < 0 || in.remaining() != (length + 7L) / 8) {
      throw Malformed.value(this, "a number of bits unlike that of its bytes");
    }
    return BitString.of(in.rest(), length);
  }

  @Override
  BitString parse(TextScanner in) {
    String digits = in.rest();
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) != '0' && digits.charAt(i) != '1') {
        throw Misfit.text(this);
      }
    }
    return BitString.of(digits);
  }

  @Override
  String print(BitString value) {
    return value.toString();
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == Boolean.class && natural instanceof BitString bits && bits.length() == 1) {
      return target.cast(bits.get(0));
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(BitString value, ByteWriter out) {
    out.int4(value.length()).bytes(value.toByteArray());
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof Boolean bit) {
      encode(BitString.of(bit ? "1" : "0"), out);
    } else {
      super.encodeObject(value, out);
    }
  }
}
