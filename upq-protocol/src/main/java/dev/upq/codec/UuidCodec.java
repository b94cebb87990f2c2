// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.util.UUID;

/**
 * uuid: 16 bytes, the most significant first (RFC 9562). Immutable.
 *
 * <p>Read as UUID and String, written from UUID and from a CharSequence of 36 characters in the
 * 8-4-4-4-12 form.
 */
final class UuidCodec extends Scalar<UUID> {

  private static final int TEXT_LENGTH = 36;

  UuidCodec() {
    super("uuid", UUID.class, 16);
  }

  @Override
  public UUID decodeObject(ByteReader value) {
    UUID uuid = new UUID(value.int8(), value.int8());
    value.end();
    return uuid;
  }

  @Override
  UUID decode(byte[] bytes, int from, int to) {
    return to - from == width()
        ? new UUID(ByteReader.int8(bytes, from), ByteReader.int8(bytes, from + 8))
        : super.decode(bytes, from, to);
  }

  @Override
  public UUID decodeTextObject(String text) {
    if (!isUuid(text)) {
      throw Misfit.text(this);
    }
    return UUID.fromString(text);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return super.convert(target == String.class ? natural.toString() : natural, target);
  }

  @Override
  public void encode(UUID value, ByteWriter out) {
    out.int8(value.getMostSignificantBits()).int8(value.getLeastSignificantBits());
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case UUID uuid -> encode(uuid, out);
      case CharSequence text when isUuid(text) -> encode(UUID.fromString(text.toString()), out);
      case CharSequence text ->
          throw Misfit.outside(this, text, "it takes 36 characters in the 8-4-4-4-12 form");
      default -> throw Misfit.write(this, value, "give it as java.util.UUID");
    }
  }

  /** Stricter than {@link UUID#fromString}, which takes {@code 1-1-1-1-1}. */
  private static boolean isUuid(CharSequence text) {
    if (text.length() != TEXT_LENGTH) {
      return false;
    }
    for (int i = 0; i < TEXT_LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : c > 0x7f || Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
