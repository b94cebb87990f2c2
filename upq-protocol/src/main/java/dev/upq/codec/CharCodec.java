// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;

/**
 * The type {@code "char"} of the system catalogues: one byte, unlike {@code char(n)}. Immutable.
 *
 * <p>Read as Character of 0 to 255, as Byte, and as String in the server's text form: empty for the
 * byte 0, the character itself up to 127, {@code \ooo} in octal above. Written from Character up to
 * U+00FF, Byte, and a CharSequence in that form.
 */
final class CharCodec extends Scalar<Character> {

  private static final String RANGE = "it takes one character of U+0000 to U+00FF";

  CharCodec() {
    super("\"char\"", Character.class, 1);
  }

  @Override
  public Character decodeObject(ByteReader value) {
    char c = (char) value.uint1();
    value.end();
    return c;
  }

  @Override
  public Character decodeTextObject(String text) {
    int c = parse(text);
    if (c < 0) {
      throw Misfit.text(this);
    }
    return (char) c;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    char c = (Character) natural;
    if (target == Byte.class) {
      return target.cast((byte) c);
    } else if (target == String.class || target == CharSequence.class) {
      return target.cast(print(c));
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(Character value, ByteWriter out) {
    if (value > 0xff) {
      throw Misfit.outside(this, value, RANGE);
    }
    out.int1(value);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case Character c -> encode(c, out);
      case Byte b -> out.int1(b);
      case CharSequence text -> {
        int c = parse(text);
        if (c < 0) {
          throw Misfit.outside(this, value, RANGE);
        }
        out.int1(c);
      }
      default -> throw Misfit.write(this, value, "give it as Character");
    }
  }

  private static String print(char c) {
    if (c == 0) {
      return "";
    }
    return c < 0x80
        ? String.valueOf(c)
        : "\\" + (char) ('0' + (c >> 6)) + (char) ('0' + (c >> 3 & 7)) + (char) ('0' + (c & 7));
  }

  private static int parse(CharSequence text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.length() == 1) {
      return text.charAt(0) <= 0xff ? text.charAt(0) : -1;
    }
    return text.length() == 4 && text.charAt(0) == '\\' ? Octal.parse(text, 1) : -1;
  }
}
