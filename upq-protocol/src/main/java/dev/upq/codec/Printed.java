// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Misfit;

/**
 * What the codecs of values share that have one Java class and one text form: the class holds every
 * value of the type, String reads and writes the text form. Immutable.
 *
 * <p>A String as a parameter has to be in the form in which the server writes the type; other
 * spellings that the server takes too are refused.
 */
abstract class Printed<T> extends Scalar<T> {

  Printed(String typeName, Class<T> javaType, int width) {
    super(typeName, javaType, width);
  }

  /** Reads the binary form up to its end. */
  abstract T read(ByteReader in);

  /** Reads the text form; what is left over is refused elsewhere. */
  abstract T parse(TextScanner in);

  /** The text form. */
  abstract String print(T value);

  @Override
  public final T decodeObject(ByteReader value) {
    T natural = read(value);
    value.end();
    return natural;
  }

  @Override
  public final T decodeTextObject(String text) {
    TextScanner scanner = new TextScanner(this, text);
    T natural = parse(scanner);
    scanner.end();
    return natural;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == String.class) {
      return target.cast(print(javaType().cast(natural)));
    }
    return super.convert(natural, target);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof CharSequence text) {
      encode(fromText(text), out);
    } else if (javaType().isInstance(value)) {
      encode(javaType().cast(value), out);
    } else {
      throw Misfit.write(this, value, "give it as " + javaType().getName() + " or as its text");
    }
  }

  final T fromText(CharSequence text) {
    try {
      return decodeTextObject(text.toString());
    } catch (PgValueException unfit) {
      throw Misfit.outside(this, text, "it has to be as the server writes values of the type");
    }
  }
}
