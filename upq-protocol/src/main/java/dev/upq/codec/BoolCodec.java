// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;

/**
 * bool: one byte, 0 for false; any other byte is true, as the server itself reads it. Text: {@code
 * t} or {@code f}. Immutable.
 *
 * <p>Read as Boolean, boolean, String ({@code true}, {@code false}). Written from Boolean.
 */
final class BoolCodec extends Scalar<Boolean> {

  BoolCodec() {
    super("bool", Boolean.class, 1);
  }

  @Override
  public boolean decodeBoolean(ByteReader value) {
    boolean answer = value.int1() != 0;
    value.end();
    return answer;
  }

  @Override
  public boolean decodeBoolean(byte[] bytes, int from, int to) {
    return to - from == width() ? bytes[from] != 0 : decodeBoolean(new ByteReader(bytes, from, to));
  }

  @Override
  public Boolean decodeObject(ByteReader value) {
    return decodeBoolean(value);
  }

  @Override
  public Boolean decodeTextObject(String text) {
    return switch (text) {
      case "t" -> true;
      case "f" -> false;
      default -> throw Misfit.text(this);
    };
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return super.convert(target == String.class ? natural.toString() : natural, target);
  }

  @Override
  public void encode(Boolean value, ByteWriter out) {
    encodeBoolean(value, out);
  }

  @Override
  public void encodeBoolean(boolean value, ByteWriter out) {
    out.int1(value ? 1 : 0);
  }
}
