// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;

/**
 * json: the text itself. jsonb, and likewise jsonpath, ltree, lquery and ltxtquery: a version byte,
 * 1, and the text. Immutable.
 *
 * <p>Read as String and CharSequence, written from CharSequence; the text is not looked into.
 */
final class JsonCodec extends Scalar<String> {

  private static final int JSONB_VERSION = 1;

  private final boolean versioned;

  /** The codec of json, or of jsonb where there is a version byte. */
  JsonCodec(String typeName, boolean versioned) {
    super(typeName, String.class, -1);
    this.versioned = versioned;
  }

  @Override
  public String decodeObject(ByteReader value) {
    if (versioned && value.uint1() != JSONB_VERSION) {
      throw Misfit.value(this, "a version that is not known; ask for its text");
    }
    return value.text();
  }

  @Override
  public String decodeTextObject(String text) {
    return text;
  }

  @Override
  public void encode(String value, ByteWriter out) {
    write(value, out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (!(value instanceof CharSequence text)) {
      throw Misfit.write(this, value, "give it as String that holds JSON");
    }
    write(text, out);
  }

  private void write(CharSequence text, ByteWriter out) {
    if (versioned) {
      out.int1(JSONB_VERSION);
    }
    out.text(text);
  }
}
