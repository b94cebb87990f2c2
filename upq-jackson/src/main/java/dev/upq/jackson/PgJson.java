// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import java.util.Arrays;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole document of json or jsonb, whatever {@code T} is. Immutable and thread-safe.
 *
 * <p>As the component of a record or the class asked of a row it keeps the bytes that came; they
 * are read when asked for, as the type that is given then: {@code row.lines().read(new
 * TypeReference<>() {})}. As a parameter it is made by {@link #value(Object)}. {@link
 * JacksonCodecs} has to be in the registry of types.
 *
 * <p>Reading is strict unless {@link #lenient} is asked for; what both mean is told at {@link
 * JsonCodec}.
 *
 * @param <T> what the document is read as
 */
public final class PgJson<T> {

  private final byte[] document;
  private final String typeName;
  private final JsonMapper mapper;

  private PgJson(byte[] document, String typeName, JsonMapper mapper) {
    this.document = document;
    this.typeName = typeName;
    this.mapper = mapper;
  }

  /** Reads and writes a class as jsonb, strictly. */
  public static <T> JsonCodec<T> of(Class<T> type) {
    return new JsonCodec<>(type, Mappers.STRICT, true);
  }

  /** Reads and writes a class as jsonb, with a mapper of the caller's own. */
  public static <T> JsonCodec<T> of(Class<T> type, JsonMapper mapper) {
    return new JsonCodec<>(type, mapper, true);
  }

  /** The mapper of strict reading, to make others from with {@code rebuild()}. */
  public static JsonMapper strictMapper() {
    return Mappers.STRICT;
  }

  /** The mapper of lenient reading, to make others from with {@code rebuild()}. */
  public static JsonMapper lenientMapper() {
    return Mappers.LENIENT;
  }

  /**
   * A document made of an object, at once: later changes of the object do not reach it.
   *
   * @throws PgValueException where Jackson cannot write it
   */
  public static <T> PgJson<T> value(T value) {
    return write(value, Mappers.STRICT.constructType(value.getClass()));
  }

  /**
   * As {@link #value(Object)}, for a type whose arguments matter for what is written: a list of
   * objects that carry the name of their type.
   */
  public static <T> PgJson<T> value(T value, TypeReference<T> type) {
    return write(value, Mappers.STRICT.constructType(type));
  }

  private static <T> PgJson<T> write(T value, JavaType type) {
    ByteWriter out = new ByteWriter();
    JsonOutput.write(Mappers.STRICT.writerFor(type), "json", value, out);
    return new PgJson<>(out.toByteArray(), "json", Mappers.STRICT);
  }

  /**
   * A document of its text, which is not looked into.
   *
   * @throws PgValueException where it contains U+0000 or a lone surrogate
   */
  public static <T> PgJson<T> ofText(String text) {
    return new PgJson<>(new ByteWriter().text(text).toByteArray(), "json", Mappers.STRICT);
  }

  static <T> PgJson<T> received(byte[] document, String typeName) {
    return new PgJson<>(document, typeName, Mappers.STRICT);
  }

  /** The same document, to be read leniently. */
  public PgJson<T> lenient() {
    return new PgJson<>(document, typeName, Mappers.LENIENT);
  }

  /**
   * Reads the document.
   *
   * @throws PgValueException where it does not fit the class, and where it is JSON's null
   */
  public T read(Class<T> type) {
    return read(mapper.constructType(type));
  }

  /** As {@link #read(Class)}, of a type with arguments. */
  public T read(TypeReference<T> type) {
    return read(mapper.constructType(type));
  }

  @SuppressWarnings("unchecked") // the type is that of T
  private T read(JavaType type) {
    return (T)
        JsonInput.read(
            mapper.readerFor(type), typeName, type.toCanonical(), document, 0, document.length);
  }

  /** The document as it came or will go. */
  public String text() {
    return new ByteReader(document).text();
  }

  void write(ByteWriter out) {
    out.bytes(document);
  }

  /** True where the documents are the same byte by byte, as {@code json} compares none. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PgJson<?> json && Arrays.equals(document, json.document);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(document);
  }

  /** Its length; never the document, which may be a secret. */
  @Override
  public String toString() {
    return "PgJson[" + document.length + " bytes]";
  }
}
