// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * bytea: the bytes themselves. The text form is read in both of the server's outputs, {@code hex}
 * and {@code escape}. Immutable.
 *
 * <p>Read as {@code byte[]}, a copy, and as ByteBuffer over that copy. Written from {@code byte[]}
 * and from what remains of a ByteBuffer, whose position stays.
 */
final class ByteaCodec extends Scalar<byte[]> {

  ByteaCodec() {
    super("bytea", byte[].class, -1);
  }

  @Override
  public byte[] decodeObject(ByteReader value) {
    return value.rest();
  }

  @Override
  byte[] decode(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  @Override
  public byte[] decodeTextObject(String text) {
    if (!text.startsWith("\\x")) {
      return unescape(text);
    }
    try {
      return HexFormat.of().parseHex(text, 2, text.length());
    } catch (IllegalArgumentException malformed) {
      throw Misfit.text(this);
    }
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return super.convert(
        target == ByteBuffer.class ? ByteBuffer.wrap((byte[]) natural) : natural, target);
  }

  @Override
  public void encode(byte[] value, ByteWriter out) {
    out.bytes(value);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case byte[] bytes -> out.bytes(bytes);
      case ByteBuffer buffer when buffer.hasArray() ->
          out.bytes(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      case ByteBuffer buffer -> {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        out.bytes(copy);
      }
      default -> throw Misfit.write(this, value, "give it as byte[] or java.nio.ByteBuffer");
    }
  }

  /**
   * Printable ASCII stands for itself, a backslash is doubled, every other byte is a backslash and
   * three octal digits.
   */
  private byte[] unescape(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (c > 0x7f) {
        throw Misfit.text(this);
      }
      if (c == '\\') {
        if (i + 1 < text.length() && text.charAt(i + 1) == '\\') {
          i++;
        } else {
          c = Octal.parse(text, i + 1);
          if (c < 0) {
            throw Misfit.text(this);
          }
          i += 3;
        }
      }
      bytes[length++] = (byte) c;
    }
    return Arrays.copyOf(bytes, length);
  }
}
