// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import org.jspecify.annotations.Nullable;

/**
 * text, varchar, bpchar, name and all others whose binary form is their text: UTF-8 without a
 * terminator. Also serves the types that are known by oid only, and then in text format. Immutable.
 *
 * <p>Trailing blanks of bpchar are kept: the server pads char(n), and so it is read.
 *
 * <p>Read as String, CharSequence, Character (one UTF-16 unit exactly) and enums by the name of the
 * constant. Written from CharSequence, Character and enums. U+0000 and lone surrogates are refused,
 * never replaced.
 */
final class TextCodec extends Scalar<String> {

  private final boolean binary;

  TextCodec(String typeName) {
    this(typeName, true);
  }

  TextCodec(String typeName, boolean binary) {
    super(typeName, String.class, -1);
    this.binary = binary;
  }

  @Override
  public boolean binary() {
    return binary;
  }

  @Override
  public String decodeObject(ByteReader value) {
    return value.text();
  }

  @Override
  String decode(byte[] bytes, int from, int to) {
    return ByteReader.text(bytes, from, to);
  }

  @Override
  public String decodeTextObject(String text) {
    return text;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    String text = (String) natural;
    if (target == Character.class) {
      if (text.length() != 1) {
        throw Misfit.range(this, target.getName());
      }
      return target.cast(text.charAt(0));
    }
    U @Nullable [] constants = target.getEnumConstants();
    if (constants != null) {
      for (U constant : constants) {
        if (((Enum<?>) constant).name().equals(text)) {
          return constant;
        }
      }
      throw Misfit.value(this, "no constant of its name in " + target.getName());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(String value, ByteWriter out) {
    out.text(value);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof String text) {
      out.text(text);
      return;
    }
    switch (value) {
      case CharSequence text -> out.text(text);
      case Character c -> out.text(c.toString());
      case Enum<?> constant -> out.text(constant.name());
      default -> throw Misfit.write(this, value, "give it as String");
    }
  }
}
