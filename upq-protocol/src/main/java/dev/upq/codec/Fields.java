// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a composite or a record, one after the other, each read by the oid that stands in
 * front of it; and their text form, {@code (1,,"a b")}. One thread at a time.
 */
final class Fields {

  /** An oid and a length. */
  private static final int LEAST_FIELD_BYTES = 8;

  private final Linked<?> owner;
  private final ByteReader rest;
  private final int count;
  private int read;
  private Codec<?> codec;
  private @Nullable ByteReader value;

  Fields(Linked<?> owner, ByteReader in) {
    this.owner = owner;
    this.codec = owner;
    this.count = in.count(in.int4(), LEAST_FIELD_BYTES);
    this.rest = in;
  }

  int count() {
    return count;
  }

  /** Steps to the next field; false behind the last. */
  boolean next() {
    if (read == count) {
      return false;
    }
    read++;
    int oid = rest.int4();
    int length = rest.int4();
    value = length == -1 ? null : rest.slice(length);
    codec = owner.codec(oid);
    if (value != null && !codec.binary()) {
      throw Misfit.value(
          owner, "a field of " + codec.typeName() + ", which is not known; ask for its text");
    }
    return true;
  }

  /** The value of the field, null for SQL NULL. */
  @Nullable Object natural() {
    return value == null ? null : codec.decodeObject(value);
  }

  /** The codec of the field. */
  Codec<?> codec() {
    return codec;
  }

  /** A copy of the field's bytes, null for SQL NULL. */
  byte @Nullable [] bytes() {
    return value == null ? null : value.rest();
  }

  /** The text forms of all fields. */
  List<@Nullable String> texts() {
    List<@Nullable String> texts = new ArrayList<>();
    while (next()) {
      texts.add(value == null ? null : Linked.text(codec, value));
    }
    return texts;
  }

  static List<@Nullable String> parse(Codec<?> codec, String text) {
    TextScanner in = new TextScanner(codec, text);
    List<@Nullable String> texts = new ArrayList<>();
    in.expect('(');
    do {
      RangeText.End field = RangeText.end(in, ",)");
      texts.add(field.absent() ? null : field.text());
    } while (in.accept(','));
    in.expect(')');
    in.end();
    return texts;
  }

  static String print(List<@Nullable String> texts) {
    StringBuilder out = new StringBuilder("(");
    String comma = "";
    for (String text : texts) {
      out.append(comma);
      comma = ",";
      if (text != null) {
        RangeText.print(text, RangeText.IN_COMPOSITE, out);
      }
    }
    return out.append(')').toString();
  }
}
