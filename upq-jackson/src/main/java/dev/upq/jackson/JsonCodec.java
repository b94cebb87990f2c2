// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgTypeRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads documents of jsonb or json as one class, and writes them. Immutable and thread-safe.
 *
 * <p>Strict, as {@link PgJson#of(Class)} gives it, refuses: a key that nothing takes; a component
 * without a key, unless it is an {@code Optional} or annotated {@code @JsonProperty(isRequired =
 * OptBoolean.FALSE)}; null for a primitive; a key that stands twice; a text where a number is
 * wanted and the reverse; an enum by its number. {@link #lenient} skips such a key, leaves what is
 * missing or null at the default of its type, takes the last of two, and converts.
 *
 * <p>Both keep values exactly or refuse them: a number with a fraction for an {@code int}, a number
 * out of range, 1e400 for a {@code double}. A {@code double} else gets the nearest value, {@code
 * BigDecimal} and {@code BigInteger} every digit, and so do {@code Object} and {@code JsonNode}.
 * U+0000 and lone surrogates are written as escapes: json keeps them, the server refuses them in
 * jsonb. Dates and times are ISO texts with the offset that was written. A document is read
 * straight from the bytes that came; it may be nested 500 deep, and a number may have 147,457
 * characters.
 *
 * <p>What is refused is a {@link dev.upq.fault.PgValueException} that tells the type, the class and
 * the place in the document, and nothing of its values; a place consists of its keys. A document
 * that is JSON's null is refused as well.
 *
 * @param <T> the class
 */
public final class JsonCodec<T> implements Codec<T> {

  static final int JSON = 114;
  static final int JSONB = 3802;

  private final Class<T> type;
  private final JsonMapper mapper;
  private final boolean versioned;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  JsonCodec(Class<T> type, JsonMapper mapper, boolean versioned) {
    this.type = type;
    this.mapper = mapper;
    this.versioned = versioned;
    this.reader = mapper.readerFor(type);
    this.writer = mapper.writerFor(type);
  }

  /** The same class, read leniently. */
  public JsonCodec<T> lenient() {
    return new JsonCodec<>(type, Mappers.LENIENT, versioned);
  }

  /** The same as json, whose binary form is the text alone. */
  public JsonCodec<T> json() {
    return new JsonCodec<>(type, mapper, false);
  }

  /**
   * Puts the class down for both types. Parameters of it are declared as jsonb; the server converts
   * them where a column of json takes them, and then its keys have the order of jsonb. To keep them
   * as they are written, put {@code javaType(114, codec.json())} down afterwards.
   */
  public PgTypeRegistry.Builder register(PgTypeRegistry.Builder types) {
    return types
        .javaType(JSON, new JsonCodec<>(type, mapper, false))
        .javaType(JSONB, new JsonCodec<>(type, mapper, true));
  }

  @Override
  public String typeName() {
    return versioned ? "jsonb" : "json";
  }

  @Override
  public Class<T> javaType() {
    return type;
  }

  @Override
  public T decode(ByteReader value) {
    byte[] document = JsonInput.document(value, versioned, typeName());
    return type.cast(
        JsonInput.read(reader, typeName(), type.getName(), document, 0, document.length));
  }

  @Override
  public <U> U decodeAs(byte[] bytes, int from, int to, Class<U> target) {
    if (target != type || from >= to) {
      return decodeAs(new ByteReader(bytes, from, to), target);
    }
    int start = from;
    if (versioned) {
      JsonInput.version(bytes[start++], typeName());
    }
    return target.cast(JsonInput.read(reader, typeName(), type.getName(), bytes, start, to));
  }

  @Override
  public T decodeText(String text) {
    return type.cast(JsonInput.read(reader, typeName(), type.getName(), text));
  }

  /** Reads a document that is an array of the class. */
  @Override
  @SuppressWarnings("unchecked") // the elements are of that class
  public <E> List<@Nullable E> decodeList(ByteReader value, Class<E> element) {
    byte[] document = JsonInput.document(value, versioned, typeName());
    return (List<@Nullable E>)
        JsonInput.read(
            list(element),
            typeName(),
            "list of " + element.getName(),
            document,
            0,
            document.length);
  }

  @Override
  @SuppressWarnings("unchecked") // the elements are of that class
  public <E> List<@Nullable E> decodeTextList(String text, Class<E> element) {
    return (List<@Nullable E>)
        JsonInput.read(list(element), typeName(), "list of " + element.getName(), text);
  }

  private ObjectReader list(Class<?> element) {
    if (element != type) {
      throw Misfit.read(this, "list of " + element.getName());
    }
    return mapper.readerForListOf(element);
  }

  @Override
  public void encode(T value, ByteWriter out) {
    int start = out.size();
    if (versioned) {
      out.int1(JsonInput.JSONB_VERSION);
    }
    try {
      JsonOutput.write(writer, typeName(), value, out);
    } catch (RuntimeException failure) {
      out.truncate(start);
      throw failure;
    }
  }

  @Override
  public String toString() {
    return typeName() + " as " + type.getName();
  }
}
