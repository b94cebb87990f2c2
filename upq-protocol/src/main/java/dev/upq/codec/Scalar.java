// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;

/**
 * What the codecs of single values share: a name, a class, a width. Immutable.
 *
 * <p>A type with values that its usual class cannot hold overrides {@link #decodeObject} and {@link
 * #decodeTextObject} and gets {@link #decode} and {@link #decodeText} from here; another does the
 * reverse.
 */
abstract class Scalar<T> implements Codec<T> {

  private final String typeName;
  private final Class<T> javaType;
  private final int width;

  Scalar(String typeName, Class<T> javaType, int width) {
    this.typeName = typeName;
    this.javaType = javaType;
    this.width = width;
  }

  @Override
  public final String typeName() {
    return typeName;
  }

  @Override
  public final Class<T> javaType() {
    return javaType;
  }

  @Override
  public final int width() {
    return width;
  }

  @Override
  public T decode(ByteReader value) {
    return usual(decodeObject(value));
  }

  @Override
  public T decodeText(String text) {
    return usual(decodeTextObject(text));
  }

  /**
   * As {@link #decode(ByteReader)}, of the value in {@code bytes[from, to)}. Overridden where it
   * can be read from there without an object on the way.
   */
  T decode(byte[] bytes, int from, int to) {
    return decode(new ByteReader(bytes, from, to));
  }

  @Override
  @SuppressWarnings("unchecked") // the target is the class of T
  public final <U> U decodeAs(byte[] bytes, int from, int to, Class<U> target) {
    return target == javaType
        ? (U) decode(bytes, from, to)
        : decodeAs(new ByteReader(bytes, from, to), target);
  }

  private T usual(Object natural) {
    if (!javaType.isInstance(natural)) {
      throw Misfit.read(this, natural, javaType);
    }
    return javaType.cast(natural);
  }

  @Override
  public abstract Object decodeObject(ByteReader value);

  @Override
  public abstract Object decodeTextObject(String text);

  @Override
  public final String toString() {
    return typeName;
  }
}
