// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * anyarray, as {@code pg_stats} has it: an array whose elements are of the type whose oid travels
 * with them. Thread-safe: the registry is.
 *
 * <p>Read as the array of that type is. In text format the type is not known and the elements are
 * Strings. The server takes none as a parameter.
 */
final class AnyArrayCodec implements Codec<List<@Nullable Object>> {

  private static final int ELEMENT_OID_AT = 8;

  private final String typeName;
  private final PgTypeRegistry types;

  AnyArrayCodec(String typeName, PgTypeRegistry types) {
    this.typeName = typeName;
    this.types = types;
  }

  @Override
  public Codec<List<@Nullable Object>> boundTo(PgTypeRegistry types) {
    return new AnyArrayCodec(typeName, types);
  }

  @Override
  public String typeName() {
    return typeName;
  }

  @Override
  @SuppressWarnings("unchecked") // elements are objects
  public Class<List<@Nullable Object>> javaType() {
    return (Class<List<@Nullable Object>>) (Class<?>) List.class;
  }

  private ArrayCodec array(byte[] value) {
    ByteReader header = new ByteReader(value);
    header.skip(ELEMENT_OID_AT);
    PgType element = types.type(header.int4());
    if (!element.binary()) {
      throw Misfit.value(this, "elements of " + element.name() + "; ask for its text");
    }
    return new ArrayCodec(element);
  }

  private static ArrayCodec ofTexts() {
    return new ArrayCodec(PgType.scalar(0, "text", new TextCodec("text"), 0));
  }

  @Override
  public List<@Nullable Object> decode(ByteReader value) {
    byte[] bytes = value.rest();
    return array(bytes).decode(new ByteReader(bytes));
  }

  @Override
  public List<@Nullable Object> decodeText(String text) {
    return ofTexts().decodeText(text);
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    byte[] bytes = value.rest();
    return array(bytes).decodeAs(new ByteReader(bytes), target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    return ofTexts().decodeTextAs(text, target);
  }

  @Override
  public <E> List<@Nullable E> decodeList(ByteReader value, Class<E> element) {
    byte[] bytes = value.rest();
    return array(bytes).decodeList(new ByteReader(bytes), element);
  }

  @Override
  public <E> List<@Nullable E> decodeTextList(String text, Class<E> element) {
    return ofTexts().decodeTextList(text, element);
  }

  @Override
  public void encode(List<@Nullable Object> value, ByteWriter out) {
    encodeObject(value, out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    throw Misfit.write(this, value, "cast the parameter to the array of one type");
  }
}
