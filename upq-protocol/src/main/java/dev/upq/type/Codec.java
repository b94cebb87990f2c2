// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of one PostgreSQL type into Java and back. Every codec is immutable and
 * thread-safe.
 *
 * <p>Implement it for a type of your own; six methods are enough ({@link #typeName}, {@link
 * #javaType}, {@link #decode}, {@link #decodeText}, {@link #encode}, and {@link #width} where it is
 * fixed). SQL NULL never reaches a codec.
 *
 * <p>Failures are of two kinds. Bytes that break the format (a wrong width, bytes left over, a
 * count beyond the value's end) are a {@link PgProtocolException}: the connection can no longer be
 * trusted. A sound value that does not fit what was asked for, and an argument that does not fit
 * the type, is a {@link PgValueException}; its message names the types and never the value.
 *
 * @param <T> the Java class that suits the type best
 */
public interface Codec<T> {

  /** The name of the PostgreSQL type, as messages give it: {@code int4}, {@code int4[]}. */
  String typeName();

  /** The Java class that {@link #decode} returns. */
  Class<T> javaType();

  /** The exact width of the binary form in bytes, or -1 where it varies. */
  default int width() {
    return -1;
  }

  /**
   * True where {@link #decode} and {@link #encode} speak the binary format. False means that the
   * type has none here: the server is asked for text, {@link #decode} reads text and {@link
   * #encode} writes text.
   */
  default boolean binary() {
    return true;
  }

  /**
   * The oids of the types whose values stand inside the values of this one: the subtype of a range,
   * the fields of a composite. None for most.
   */
  default List<Integer> parts() {
    return List.of();
  }

  /**
   * The same codec for a registry that is being built. A codec with {@link #parts} keeps the
   * registry and looks them up when it needs them: not here, for they may not be there yet.
   */
  default Codec<T> boundTo(PgTypeRegistry types) {
    return this;
  }

  /**
   * True where the codec itself reads a value as that class, which then is not made of the value's
   * parts: its {@link #javaType}, and what was registered for the type.
   */
  default boolean reads(Class<?> type) {
    return type == javaType();
  }

  /** True where {@link #decodeList} gives elements that are {@linkplain #reads read} so. */
  default boolean readsList(Class<?> element) {
    return false;
  }

  /** What stands between the elements of an array of this type in text: a comma for most. */
  default char delimiter() {
    return ',';
  }

  /**
   * Reads a value. The reader covers exactly the value's bytes, and all of them must be consumed.
   * It is lent for the call: keep neither it nor a slice of it, for what it reads may be
   * overwritten afterwards.
   *
   * @throws PgProtocolException where the bytes are not the binary form of the type
   * @throws PgValueException where the value is sound but {@code T} cannot hold it, for example the
   *     date {@code infinity}
   */
  T decode(ByteReader value);

  /**
   * The same value from its text form under the server's default settings (DateStyle ISO,
   * IntervalStyle postgres).
   */
  T decodeText(String text);

  /**
   * Writes a value without its length word.
   *
   * @throws PgValueException where the type cannot hold the value; take back what was written until
   *     then with {@link ByteWriter#truncate}
   */
  void encode(T value, ByteWriter out);

  /**
   * Reads any value of the type, those included that {@code T} cannot hold: {@link Infinity} for a
   * date, {@link PgNumeric} for a numeric NaN, {@link PgTime} for {@code 24:00:00}.
   */
  default Object decodeObject(ByteReader value) {
    return decode(value);
  }

  /** As {@link #decodeObject(ByteReader)}, from the text form. */
  default Object decodeTextObject(String text) {
    return decodeText(text);
  }

  /**
   * Turns what {@link #decodeObject} returned into the class asked for.
   *
   * @param target never a primitive class
   * @throws PgValueException where that class cannot hold the value exactly
   */
  default <U> U convert(Object natural, Class<U> target) {
    if (target.isInstance(natural)) {
      return target.cast(natural);
    }
    throw Misfit.read(this, natural, target);
  }

  /**
   * Reads a value as a class of the caller's choice. {@code Object} gives what {@link
   * #decodeObject} gives; a primitive class gives its box.
   *
   * @throws PgValueException where that class cannot hold the value exactly
   */
  default <U> U decodeAs(ByteReader value, Class<U> target) {
    if (target == javaType()) {
      return target.cast(decode(value));
    }
    Class<U> boxed = Misfit.boxed(target);
    return convert(decodeObject(value), boxed);
  }

  /**
   * As {@link #decodeAs(ByteReader, Class)}, of the value that stands in {@code bytes[from, to)}.
   * The built-in codecs read it from there, without an object on the way; others need not.
   */
  default <U> U decodeAs(byte[] bytes, int from, int to, Class<U> target) {
    return decodeAs(new ByteReader(bytes, from, to), target);
  }

  /** As {@link #decodeAs(ByteReader, Class)}, from the text form. */
  default <U> U decodeTextAs(String text, Class<U> target) {
    Class<U> boxed = Misfit.boxed(target);
    return convert(decodeTextObject(text), boxed);
  }

  /**
   * Reads a one-dimensional array as a list of a class of the caller's choice. Other types than
   * arrays refuse.
   */
  default <E> List<@Nullable E> decodeList(ByteReader value, Class<E> element) {
    throw Misfit.read(this, "list of " + element.getName());
  }

  /** As {@link #decodeList}, from the text form. */
  default <E> List<@Nullable E> decodeTextList(String text, Class<E> element) {
    throw Misfit.read(this, "list of " + element.getName());
  }

  /**
   * Reads a whole number without a box: the int types, oid and its kin, numeric where it is whole.
   */
  default long decodeLong(ByteReader value) {
    throw Misfit.read(this, "long");
  }

  /** As {@link #decodeLong(ByteReader)}, of the value that stands in {@code bytes[from, to)}. */
  default long decodeLong(byte[] bytes, int from, int to) {
    return decodeLong(new ByteReader(bytes, from, to));
  }

  /** As {@link #decodeLong(ByteReader)}, refusing what an {@code int} cannot hold. */
  default int decodeInt(ByteReader value) {
    long wide = decodeLong(value);
    if (wide != (int) wide) {
      throw Misfit.range(this, "int");
    }
    return (int) wide;
  }

  /**
   * Reads a number without a box: the float types and the int types exactly, int8 only where a
   * {@code double} holds it exactly, numeric as the nearest {@code double}.
   */
  default double decodeDouble(ByteReader value) {
    throw Misfit.read(this, "double");
  }

  /** As {@link #decodeDouble(ByteReader)}, of the value that stands in {@code bytes[from, to)}. */
  default double decodeDouble(byte[] bytes, int from, int to) {
    return decodeDouble(new ByteReader(bytes, from, to));
  }

  /** Reads a boolean without a box. */
  default boolean decodeBoolean(ByteReader value) {
    throw Misfit.read(this, "boolean");
  }

  /** As {@link #decodeBoolean(ByteReader)}, of the value that stands in {@code bytes[from, to)}. */
  default boolean decodeBoolean(byte[] bytes, int from, int to) {
    return decodeBoolean(new ByteReader(bytes, from, to));
  }

  /**
   * Writes any Java value that stands for a value of the type. Which classes those are is said by
   * each codec.
   *
   * @throws PgValueException as {@link #encode}, and where the class does not suit the type
   */
  default void encodeObject(Object value, ByteWriter out) {
    Object given = value instanceof RecordFields fields ? fields.record() : value;
    if (!javaType().isInstance(given)) {
      throw Misfit.write(this, given, "give it as " + javaType().getName());
    }
    encode(javaType().cast(given), out);
  }

  /** Writes a whole number without a box where the type allows it. */
  default void encodeLong(long value, ByteWriter out) {
    encodeObject(value, out);
  }

  /** Writes a number without a box where the type allows it. */
  default void encodeDouble(double value, ByteWriter out) {
    encodeObject(value, out);
  }

  /** Writes a boolean without a box where the type allows it. */
  default void encodeBoolean(boolean value, ByteWriter out) {
    encodeObject(value, out);
  }
}
