// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a built-in type that few use: made when it is first asked for something, so that its
 * classes are not loaded before. Thread-safe: {@code made} may be made twice, and either will do.
 */
final class LazyCodec extends Forwarding {

  private final int oid;
  private final String typeName;
  private final PgTypeRegistry types;
  private volatile @Nullable Codec<?> made;

  LazyCodec(int oid, String typeName, PgTypeRegistry types) {
    this.oid = oid;
    this.typeName = typeName;
    this.types = types;
  }

  @Override
  Codec<?> target() {
    Codec<?> codec = made;
    if (codec == null) {
      codec = RareTypes.codec(oid, typeName, types);
      made = codec;
    }
    return codec;
  }

  @Override
  public Codec<Object> boundTo(PgTypeRegistry types) {
    return new LazyCodec(oid, typeName, types);
  }

  @Override
  public String typeName() {
    return typeName;
  }
}
