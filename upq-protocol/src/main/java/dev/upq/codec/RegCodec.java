// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;

/**
 * The reg types (regclass, regtype and so on): in binary an oid of four bytes, in text the name of
 * what has it. Immutable.
 *
 * <p>Read as Long, the oid. The name is not in the binary form: {@code x::text} asks for it. In
 * text it is the other way round: the name is there and no oid, so it is read as String, and as
 * Long only where the server wrote a number, for want of a name, or {@code -} for 0 (regoper and
 * regoperator have {@code 0} there, since {@code -} is an operator). Written from whole numbers,
 * and from CharSequence that holds one; a name is refused, and {@code $1::text::regclass} lets the
 * server look it up.
 */
final class RegCodec extends Scalar<Long> {

  private static final long MAX = 0xffff_ffffL;

  private final String zero;

  RegCodec(String typeName) {
    super(typeName, Long.class, 4);
    zero = typeName.startsWith("regoper") ? "0" : "-";
  }

  @Override
  public Long decodeObject(ByteReader value) {
    return decodeLong(value);
  }

  @Override
  public long decodeLong(ByteReader value) {
    long oid = value.uint4();
    value.end();
    return oid;
  }

  /** A Long where the text is a number, the text itself where it is a name. */
  @Override
  public Object decodeTextObject(String text) {
    if (text.equals(zero)) {
      return 0L;
    }
    if (text.isEmpty()) {
      throw Misfit.text(this);
    }
    return isOid(text) ? (Object) Long.parseLong(text) : text;
  }

  private static boolean isOid(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!TextScanner.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 10 && Long.parseLong(text) <= MAX;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == String.class && natural instanceof Long oid) {
      return target.cast(oid == 0 ? zero : oid.toString());
    }
    return natural instanceof Long oid && !target.isInstance(natural)
        ? Numbers.fromLong(this, oid, target)
        : super.convert(natural, target);
  }

  @Override
  public void encode(Long value, ByteWriter out) {
    encodeObject(value, out);
  }

  @Override
  public void encodeLong(long value, ByteWriter out) {
    encodeObject(value, out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (!(value instanceof CharSequence name)) {
      out.int4((int) Numbers.toLong(this, value, 0, MAX));
    } else if (name.toString().equals(zero)) {
      out.int4(0);
    } else if (isOid(name.toString())) {
      out.int4((int) Long.parseLong(name.toString()));
    } else {
      throw Misfit.write(
          this, value, "give its oid, or let the server look up the name: $1::text::" + typeName());
    }
  }
}
