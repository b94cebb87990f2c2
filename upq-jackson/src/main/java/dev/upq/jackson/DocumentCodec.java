// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;

/** Carries documents of json or jsonb without looking into them. Immutable. */
final class DocumentCodec implements Codec<PgJson<?>> {

  private final boolean versioned;

  DocumentCodec(boolean versioned) {
    this.versioned = versioned;
  }

  @Override
  public String typeName() {
    return versioned ? "jsonb" : "json";
  }

  @Override
  @SuppressWarnings("unchecked") // what a document is read as is said later
  public Class<PgJson<?>> javaType() {
    return (Class<PgJson<?>>) (Class<?>) PgJson.class;
  }

  @Override
  public PgJson<?> decode(ByteReader value) {
    return PgJson.received(JsonInput.document(value, versioned, typeName()), typeName());
  }

  @Override
  public PgJson<?> decodeText(String text) {
    return PgJson.received(new ByteWriter().text(text).toByteArray(), typeName());
  }

  @Override
  public void encode(PgJson<?> value, ByteWriter out) {
    if (versioned) {
      out.int1(JsonInput.JSONB_VERSION);
    }
    value.write(out);
  }
}
