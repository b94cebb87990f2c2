// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.type.Codec;
import dev.upq.type.CompositeFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one composite value, each a copy of its bytes or its text, and decoded when it is
 * asked for. Immutable.
 */
final class FieldValues implements CompositeFields {

  /** A field that is not NULL. */
  private sealed interface Value {
    final class Binary implements Value {
      final byte[] bytes;

      Binary(byte[] bytes) {
        this.bytes = bytes;
      }
    }

    record Text(String text) implements Value {}
  }

  private final List<String> names;
  private final List<Codec<?>> codecs = new ArrayList<>();
  private final List<@Nullable Value> values = new ArrayList<>();

  private FieldValues(List<String> names) {
    this.names = names;
  }

  /** All fields that are left. */
  static FieldValues binary(List<String> names, Fields fields) {
    FieldValues made = new FieldValues(names);
    while (fields.next()) {
      byte[] bytes = fields.bytes();
      made.codecs.add(fields.codec());
      made.values.add(bytes == null ? null : new Value.Binary(bytes));
    }
    return made;
  }

  /** As many texts as codecs. */
  static FieldValues text(List<String> names, List<Codec<?>> codecs, List<@Nullable String> texts) {
    FieldValues made = new FieldValues(names);
    made.codecs.addAll(codecs);
    for (String text : texts) {
      made.values.add(text == null ? null : new Value.Text(text));
    }
    return made;
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public <U> @Nullable U get(int index, Class<U> type) {
    Codec<?> codec = codecs.get(index);
    return switch (values.get(index)) {
      case null -> null;
      case Value.Binary binary -> codec.decodeAs(new ByteReader(binary.bytes), type);
      case Value.Text(String text) -> codec.decodeTextAs(text, type);
    };
  }

  @Override
  public <E> List<@Nullable E> list(int index, Class<E> element) {
    Codec<?> codec = codecs.get(index);
    return switch (values.get(index)) {
      case null -> List.of();
      case Value.Binary binary -> codec.decodeList(new ByteReader(binary.bytes), element);
      case Value.Text(String text) -> codec.decodeTextList(text, element);
    };
  }
}
