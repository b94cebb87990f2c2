// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.RecordFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A codec that reads and writes some Java classes in their own way, and all others in the usual
 * one. Immutable.
 */
final class ClassCodec extends Forwarding {

  private final Codec<?> usual;
  private final List<Codec<?>> classes;

  ClassCodec(Codec<?> usual, List<Codec<?>> classes) {
    this.usual = usual;
    this.classes = classes;
  }

  @Override
  Codec<?> target() {
    return usual;
  }

  @Override
  public boolean reads(Class<?> type) {
    return of(type) != null || super.reads(type);
  }

  @Override
  public boolean readsList(Class<?> element) {
    return of(element) != null || super.readsList(element);
  }

  private @Nullable Codec<?> of(Class<?> target) {
    for (Codec<?> codec : classes) {
      if (codec.javaType() == target) {
        return codec;
      }
    }
    return null;
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    Codec<?> own = of(target);
    return own == null ? usual.decodeAs(value, target) : own.decodeAs(value, target);
  }

  @Override
  public <U> U decodeAs(byte[] bytes, int from, int to, Class<U> target) {
    Codec<?> own = of(target);
    return own == null
        ? usual.decodeAs(bytes, from, to, target)
        : own.decodeAs(bytes, from, to, target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    Codec<?> own = of(target);
    return own == null ? usual.decodeTextAs(text, target) : own.decodeTextAs(text, target);
  }

  @Override
  public <E> List<@Nullable E> decodeList(ByteReader value, Class<E> element) {
    Codec<?> own = of(element);
    return own == null ? usual.decodeList(value, element) : own.decodeList(value, element);
  }

  @Override
  public <E> List<@Nullable E> decodeTextList(String text, Class<E> element) {
    Codec<?> own = of(element);
    return own == null ? usual.decodeTextList(text, element) : own.decodeTextList(text, element);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    Object own = value instanceof RecordFields fields ? fields.record() : value;
    for (Codec<?> codec : classes) {
      if (codec.javaType().isInstance(own)) {
        codec.encodeObject(own, out);
        return;
      }
    }
    usual.encodeObject(value, out);
  }
}
