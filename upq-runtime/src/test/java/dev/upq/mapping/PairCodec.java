// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.type.Codec;
import dev.upq.type.CompositeFields;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands for the codec of a composite of two texts, street and city. Immutable. */
final class PairCodec implements Codec<List<@Nullable String>>, CompositeFields.Source {

  private static final Codec<?> TEXT = BuiltinTypes.registry().byName("text").orElseThrow().codec();

  static List<@Nullable String> of(@Nullable String street, @Nullable String city) {
    return Arrays.asList(street, city);
  }

  @Override
  public String typeName() {
    return "pair";
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<List<@Nullable String>> javaType() {
    return (Class<List<@Nullable String>>) (Class<?>) List.class;
  }

  @Override
  public List<@Nullable String> decode(ByteReader value) {
    String text = value.text();
    int comma = text.indexOf(',');
    return of(part(text.substring(0, comma)), part(text.substring(comma + 1)));
  }

  private static @Nullable String part(String text) {
    return text.equals("-") ? null : text;
  }

  @Override
  public List<@Nullable String> decodeText(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void encode(List<@Nullable String> value, ByteWriter out) {
    out.text(
        (value.get(0) == null ? "-" : value.get(0))
            + ","
            + (value.get(1) == null ? "-" : value.get(1)));
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return target == CompositeFields.class
        ? target.cast(new Pair((List<?>) natural))
        : Codec.super.convert(natural, target);
  }

  private record Pair(List<?> values) implements CompositeFields {

    @Override
    public List<String> names() {
      return List.of("street", "city");
    }

    @Override
    public <U> @Nullable U get(int index, Class<U> type) {
      Object value = values.get(index);
      return value == null
          ? null
          : TEXT.decodeAs(
              new ByteReader(value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
              type);
    }

    @Override
    public <E> List<@Nullable E> list(int index, Class<E> element) {
      throw new UnsupportedOperationException();
    }
  }
}
