// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.CodecProvider;
import dev.upq.type.PgTypeRegistry;

/** A library of one codec. Immutable. */
public final class SegProvider implements CodecProvider {

  record Seg(String text) {}

  /** For the loader of services. */
  public SegProvider() {}

  @Override
  public void register(PgTypeRegistry.Builder types) {
    types.named("seg", told -> new SegCodec()).parameter(Seg.class, "seg");
  }

  /** A type that has no codec here, by its text in both formats. */
  static final class SegCodec implements Codec<Seg> {

    @Override
    public String typeName() {
      return "seg";
    }

    @Override
    public Class<Seg> javaType() {
      return Seg.class;
    }

    @Override
    public boolean binary() {
      return false;
    }

    @Override
    public Seg decode(ByteReader value) {
      return new Seg(value.text());
    }

    @Override
    public Seg decodeText(String text) {
      return new Seg(text);
    }

    @Override
    public void encode(Seg value, ByteWriter out) {
      out.text(value.text());
    }
  }
}
