// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * An enum of the database as one Java enum, with a label for each constant that the caller chose.
 * Immutable once it is made.
 *
 * <p>A label without a constant is read as String where {@code Object} is asked for, and refused
 * where the enum is. Written from the enum and from CharSequence.
 */
final class LabelCodec<E extends Enum<E>> extends Scalar<E> {

  private final Map<String, E> constants = new HashMap<>();
  private final Map<E, String> labels;

  LabelCodec(String typeName, Class<E> type, Function<? super E, String> label) {
    super(typeName, type, -1);
    labels = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      labels.put(constant, label.apply(constant));
      constants.put(label.apply(constant), constant);
    }
  }

  @Override
  public Object decodeObject(ByteReader value) {
    return decodeTextObject(value.text());
  }

  @Override
  public Object decodeTextObject(String text) {
    E constant = constants.get(text);
    return constant == null ? text : constant;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    String label = javaType().isInstance(natural) ? labels.get(javaType().cast(natural)) : null;
    if (target == String.class && label != null) {
      return target.cast(label);
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(E value, ByteWriter out) {
    encodeObject(value, out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    String label = javaType().isInstance(value) ? labels.get(javaType().cast(value)) : null;
    if (label != null) {
      out.text(label);
    } else if (value instanceof CharSequence text) {
      out.text(text);
    } else {
      throw Misfit.write(this, value, "give it as " + javaType().getName());
    }
  }
}
