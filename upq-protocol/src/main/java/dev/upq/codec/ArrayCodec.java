// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgArray;
import dev.upq.type.PgArray.Dimension;
import dev.upq.type.PgType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of any element type: number of dimensions, a flag for nulls, the element's oid, length and
 * lower bound of each dimension, then the elements, each with its length; see {@code array_send} in
 * the server's source. Immutable.
 *
 * <p>Read as List (nested for more dimensions, null for SQL NULL), as a Java array of what the
 * elements can be read as ({@code int[]}, {@code String[][]}; a null element needs a class that can
 * be null), as String, and as PgArray, which with String is the only one that keeps the lower
 * bounds. Written from Collection, Java arrays and PgArray, to any depth up to six, and from
 * CharSequence in the form in which the server writes arrays. {@code byte[]} is a single value,
 * never an array of numbers, and so is what the elements themselves are read as ({@code float[]}
 * for an array of vectors).
 */
final class ArrayCodec implements Codec<List<@Nullable Object>> {

  private final PgType type;
  private final Codec<?> element;

  ArrayCodec(PgType element) {
    this.type = element;
    this.element = element.codec();
  }

  @Override
  public String typeName() {
    return element.typeName() + "[]";
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<List<@Nullable Object>> javaType() {
    return (Class<List<@Nullable Object>>) (Class<?>) List.class;
  }

  @Override
  public boolean binary() {
    return element.binary();
  }

  @Override
  public List<Integer> parts() {
    return List.of(type.oid());
  }

  @Override
  public List<@Nullable Object> decode(ByteReader value) {
    return list(elements(value));
  }

  @Override
  public List<@Nullable Object> decodeText(String text) {
    return list(ArrayText.parse(this, element, text));
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    return read(elements(value), target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    return read(ArrayText.parse(this, element, text), target);
  }

  @Override
  public boolean readsList(Class<?> elementType) {
    return element.reads(elementType);
  }

  @Override
  public <E> List<@Nullable E> decodeList(ByteReader value, Class<E> elementType) {
    return flat(elements(value), elementType);
  }

  @Override
  public <E> List<@Nullable E> decodeTextList(String text, Class<E> elementType) {
    return flat(ArrayText.parse(this, element, text), elementType);
  }

  private ArrayElements elements(ByteReader in) {
    if (!binary()) {
      return ArrayText.parse(this, element, in.text());
    }
    int dimensions = in.int4();
    int flags = in.int4();
    int elementOid = in.int4();
    if (dimensions < 0 || dimensions > PgArray.MAX_DIMENSIONS) {
      throw Malformed.value(this, dimensions + " dimensions");
    }
    if (flags < 0 || flags > 1) {
      throw Misfit.value(this, "flags that are not known; ask for its text");
    }
    if (elementOid != type.oid()) {
      throw Misfit.value(this, "elements of another type");
    }
    List<Dimension> shape = new ArrayList<>(dimensions);
    long product = dimensions == 0 ? 0 : 1;
    for (int i = 0; i < dimensions; i++) {
      int length = in.int4();
      int lowerBound = in.int4();
      product *= length;
      if (length < 1
          || (long) lowerBound + length > Integer.MAX_VALUE
          || product > Integer.MAX_VALUE) {
        throw Malformed.value(this, "a length or bound out of range");
      }
      shape.add(new Dimension(length, lowerBound));
    }
    in.count(product, 4);
    return new ArrayElements.Binary(element, shape, in);
  }

  private <U> U read(ArrayElements elements, Class<U> target) {
    if (target.isAssignableFrom(List.class)) {
      return target.cast(list(elements));
    }
    if (target == PgArray.class) {
      List<@Nullable Object> flat = new ArrayList<>(elements.count());
      for (int i = elements.count(); i > 0; i--) {
        flat.add(elements.nextAs(Object.class));
      }
      elements.end();
      return target.cast(new PgArray(elements.dimensions(), flat));
    }
    if (target == String.class) {
      List<@Nullable String> texts = new ArrayList<>(elements.count());
      for (int i = elements.count(); i > 0; i--) {
        texts.add(elements.next() ? elements.text() : null);
      }
      elements.end();
      return target.cast(ArrayText.print(element.delimiter(), elements.dimensions(), texts));
    }
    if (!target.isArray() || target == byte[].class) {
      throw Misfit.read(this, target);
    }
    Object array = ArrayOutput.array(this, element, elements, target);
    elements.end();
    return target.cast(array);
  }

  private static List<@Nullable Object> list(ArrayElements elements) {
    List<@Nullable Object> list =
        elements.dimensions().isEmpty() ? new ArrayList<>() : ArrayOutput.list(elements, 0);
    elements.end();
    return list;
  }

  private <E> List<@Nullable E> flat(ArrayElements elements, Class<E> elementType) {
    if (elements.dimensions().size() > 1) {
      throw Misfit.value(
          this, elements.dimensions().size() + " dimensions where a list of one was asked for");
    }
    int count = elements.count();
    List<@Nullable E> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(elements.nextAs(elementType));
    }
    elements.end();
    return list;
  }

  @Override
  public void encode(List<@Nullable Object> value, ByteWriter out) {
    encodeObject(value, out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof CharSequence text) {
      encodeText(text, out);
    } else if (binary()) {
      ArrayInput.measure(this, element, value).writeBinary(type.oid(), element, out);
    } else {
      ArrayInput.measure(this, element, value).writeText(element, out);
    }
  }

  private void encodeText(CharSequence text, ByteWriter out) {
    if (!binary()) {
      out.text(text);
      return;
    }
    PgArray array;
    try {
      array = decodeTextAs(text.toString(), PgArray.class);
    } catch (PgValueException unfit) {
      throw Misfit.outside(this, text, "it has to be as the server writes arrays");
    }
    ArrayInput.measure(this, element, array).writeBinary(type.oid(), element, out);
  }
}
