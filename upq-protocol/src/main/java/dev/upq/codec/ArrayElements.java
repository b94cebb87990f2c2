// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.type.Codec;
import dev.upq.type.PgArray.Dimension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one array in row-major order, each read as what the caller wants. One thread at a
 * time.
 */
abstract sealed class ArrayElements {

  private final List<Dimension> dimensions;

  private ArrayElements(List<Dimension> dimensions) {
    this.dimensions = dimensions;
  }

  final List<Dimension> dimensions() {
    return dimensions;
  }

  /** How many elements there are. */
  final int count() {
    int count = dimensions.isEmpty() ? 0 : 1;
    for (Dimension dimension : dimensions) {
      count *= dimension.length();
    }
    return count;
  }

  /** Steps to the next element; false where it is null. */
  abstract boolean next();

  /** The element stepped to. */
  abstract <U> U as(Class<U> target);

  /** The text form of the element stepped to. */
  abstract String text();

  abstract long asLong();

  abstract double asDouble();

  /** The next element, or null. */
  final <U> @Nullable U nextAs(Class<U> target) {
    return next() ? as(target) : null;
  }

  /** Nothing may follow the last element. */
  abstract void end();

  /** From the binary form, behind its header: each element is a length and as many bytes. */
  static final class Binary extends ArrayElements {

    private final Codec<?> codec;
    private final ByteReader rest;
    private ByteReader element;

    Binary(Codec<?> codec, List<Dimension> dimensions, ByteReader rest) {
      super(dimensions);
      this.codec = codec;
      this.rest = rest;
      this.element = rest;
    }

    @Override
    boolean next() {
      int length = rest.int4();
      if (length == -1) {
        return false;
      }
      element = rest.slice(length);
      return true;
    }

    @Override
    <U> U as(Class<U> target) {
      return codec.decodeAs(element, target);
    }

    @Override
    String text() {
      return Linked.text(codec, element);
    }

    @Override
    long asLong() {
      return codec.decodeLong(element);
    }

    @Override
    double asDouble() {
      return codec.decodeDouble(element);
    }

    @Override
    void end() {
      rest.end();
    }
  }

  /** From the text form, taken apart. */
  static final class Text extends ArrayElements {

    private final Codec<?> codec;
    private final List<@Nullable String> texts;
    private int position;
    private String element = "";

    Text(Codec<?> codec, List<Dimension> dimensions, List<@Nullable String> texts) {
      super(dimensions);
      this.codec = codec;
      this.texts = texts;
    }

    @Override
    boolean next() {
      String text = texts.get(position++);
      if (text == null) {
        return false;
      }
      element = text;
      return true;
    }

    @Override
    <U> U as(Class<U> target) {
      return codec.decodeTextAs(element, target);
    }

    @Override
    String text() {
      return element;
    }

    @Override
    long asLong() {
      return as(Long.class);
    }

    @Override
    double asDouble() {
      return as(Double.class);
    }

    @Override
    void end() {}
  }
}
