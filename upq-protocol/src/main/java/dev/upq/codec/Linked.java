// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * What the codecs share whose values hold values of other types, which they look up by oid when
 * they need them. Binary where all that can stand inside is binary, otherwise text both ways.
 * Thread-safe: {@code reach} is computed anew by whoever finds it unknown, with the same result.
 */
abstract class Linked<T> extends Scalar<T> {

  private enum Reach {
    UNKNOWN,
    BINARY,
    TEXT
  }

  private final PgTypeRegistry types;
  private volatile Reach reach = Reach.UNKNOWN;

  Linked(String typeName, Class<T> javaType, PgTypeRegistry types) {
    super(typeName, javaType, -1);
    this.types = types;
  }

  /** Reads the binary form up to its end. */
  abstract T read(ByteReader in);

  /** Reads the text form. */
  abstract T parse(String text);

  abstract void write(T value, ByteWriter out);

  /** The text form. */
  abstract String print(T value);

  @Override
  public abstract Linked<T> boundTo(PgTypeRegistry types);

  final PgType type(int oid) {
    return types.type(oid);
  }

  final Codec<?> codec(int oid) {
    return types.type(oid).codec();
  }

  final boolean knows(int oid) {
    return types.knows(oid);
  }

  @Override
  public boolean binary() {
    if (reach == Reach.UNKNOWN) {
      reach = reaches(this, new HashSet<>()) ? Reach.BINARY : Reach.TEXT;
    }
    return reach == Reach.BINARY;
  }

  /** A type may hold arrays of itself, so each is looked at once. */
  private boolean reaches(Codec<?> codec, Set<Integer> seen) {
    for (int part : codec.parts()) {
      if (seen.add(part)) {
        Codec<?> inside = codec(part);
        if (inside.parts().isEmpty() ? !inside.binary() : !reaches(inside, seen)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public final Object decodeObject(ByteReader value) {
    if (!binary()) {
      return parse(value.text());
    }
    T natural = read(value);
    value.end();
    return natural;
  }

  @Override
  public final Object decodeTextObject(String text) {
    return parse(text);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == String.class) {
      return target.cast(print(javaType().cast(natural)));
    }
    return super.convert(natural, target);
  }

  @Override
  public final void encode(T value, ByteWriter out) {
    if (binary()) {
      write(value, out);
    } else {
      out.text(print(value));
    }
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof CharSequence text) {
      if (binary()) {
        write(fromText(text), out);
      } else {
        out.text(text);
      }
    } else if (javaType().isInstance(value)) {
      encode(javaType().cast(value), out);
    } else {
      throw Misfit.write(this, value, "give it as " + javaType().getName() + " or as its text");
    }
  }

  private T fromText(CharSequence text) {
    try {
      return parse(text.toString());
    } catch (PgValueException unfit) {
      throw Misfit.outside(this, text, "it has to be as the server writes values of the type");
    }
  }

  /**
   * The text form of a value that stands inside another: any Java value that the codec takes. The
   * value is written, and read back as text.
   */
  static String text(Codec<?> codec, Object value) {
    ByteWriter out = new ByteWriter();
    codec.encodeObject(value, out);
    return text(codec, new ByteReader(out.array(), 0, out.size()));
  }

  /** The text form of a value that stands inside another. */
  static String text(Codec<?> codec, ByteReader value) {
    if (!codec.binary()) {
      return value.text();
    } else if (codec.javaType() == Boolean.class) {
      return codec.decodeBoolean(value) ? "t" : "f";
    } else if (codec.javaType() == byte[].class) {
      return "\\x" + HexFormat.of().formatHex(value.rest());
    }
    return codec.decodeAs(value, String.class);
  }
}
