// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgNumeric;
import java.math.BigDecimal;

/**
 * float4 and float8: IEEE 754, big-endian, NaN payloads kept. Immutable.
 *
 * <p>Read as Float and Double (from float8 to Float only where exact), as BigDecimal and PgNumeric
 * through the shortest decimal form, and as String. Written from every number: whole numbers only
 * where they are exact, decimals as the nearest value. A Double becomes the nearest float4, as in
 * the server's own assignment; one too large for it is refused.
 */
abstract sealed class FloatCodec<T extends Number> extends Scalar<T> {

  private FloatCodec(String typeName, Class<T> javaType, int width) {
    super(typeName, javaType, width);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    double value = ((Number) natural).doubleValue();
    if (target.isInstance(natural)) {
      return target.cast(natural);
    } else if (target == Double.class) {
      return target.cast(value);
    } else if (target == Float.class) {
      if (Double.compare((float) value, value) != 0) {
        throw Misfit.range(this, target.getName());
      }
      return target.cast((float) value);
    } else if (target == String.class) {
      return target.cast(FloatText.of((Number) natural));
    } else if (target == PgNumeric.class || target == BigDecimal.class) {
      if (!Double.isFinite(value)) {
        return super.convert(PgNumeric.of(value), target);
      }
      BigDecimal decimal = new BigDecimal(natural.toString());
      return target.cast(target == BigDecimal.class ? decimal : PgNumeric.of(decimal));
    }
    throw Misfit.read(this, target);
  }

  /** Refuses the spellings that Java takes and PostgreSQL never writes. */
  final boolean isNumeral(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!TextScanner.isDigit(c) && c != '-' && c != '+' && c != '.' && c != 'e') {
        return false;
      }
    }
    return true;
  }

  final double parse(String text) {
    switch (text) {
      case "NaN":
        return Double.NaN;
      case "Infinity":
        return Double.POSITIVE_INFINITY;
      case "-Infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        break;
    }
    if (!isNumeral(text)) {
      throw Misfit.text(this);
    }
    try {
      double number = number(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException malformed) {
      // Falls through to the same refusal.
    }
    throw Misfit.text(this);
  }

  abstract double number(String text);

  /** float4. */
  static final class Float4 extends FloatCodec<Float> {

    Float4() {
      super("float4", Float.class, 4);
    }

    @Override
    public Float decodeObject(ByteReader value) {
      float number = value.float4();
      value.end();
      return number;
    }

    @Override
    public double decodeDouble(ByteReader value) {
      float number = value.float4();
      value.end();
      return number;
    }

    @Override
    public Float decodeTextObject(String text) {
      return (float) parse(text);
    }

    @Override
    double number(String text) {
      return Float.parseFloat(text);
    }

    @Override
    public void encode(Float value, ByteWriter out) {
      out.float4(value);
    }

    @Override
    public void encodeObject(Object value, ByteWriter out) {
      switch (value) {
        case Float v -> out.float4(v);
        case BigDecimal v -> finite(v, v.floatValue(), out);
        case PgNumeric.Finite(BigDecimal v) -> finite(v, v.floatValue(), out);
        default -> narrow(value, Numbers.toDouble(this, value), out);
      }
    }

    @Override
    public void encodeDouble(double value, ByteWriter out) {
      narrow(value, value, out);
    }

    private void narrow(Object value, double wide, ByteWriter out) {
      boolean exact = value instanceof Double || (float) wide == wide || Double.isNaN(wide);
      if (!exact) {
        throw Misfit.outside(this, value, "it has too many digits; give it as float or double");
      }
      if (Double.isInfinite(wide)) {
        out.float4((float) wide);
      } else {
        finite(value, (float) wide, out);
      }
    }

    private void finite(Object value, float narrow, ByteWriter out) {
      if (Float.isInfinite(narrow)) {
        throw Misfit.outside(this, value, "it is beyond 3.4e38");
      }
      out.float4(narrow);
    }
  }

  /** float8. */
  static final class Float8 extends FloatCodec<Double> {

    Float8() {
      super("float8", Double.class, 8);
    }

    @Override
    public Double decodeObject(ByteReader value) {
      return decodeDouble(value);
    }

    @Override
    public double decodeDouble(ByteReader value) {
      double number = value.float8();
      value.end();
      return number;
    }

    @Override
    public double decodeDouble(byte[] bytes, int from, int to) {
      return to - from == width()
          ? Double.longBitsToDouble(ByteReader.int8(bytes, from))
          : decodeDouble(new ByteReader(bytes, from, to));
    }

    @Override
    public Double decodeTextObject(String text) {
      return parse(text);
    }

    @Override
    double number(String text) {
      return Double.parseDouble(text);
    }

    @Override
    public void encode(Double value, ByteWriter out) {
      out.float8(value);
    }

    @Override
    public void encodeDouble(double value, ByteWriter out) {
      out.float8(value);
    }

    @Override
    public void encodeObject(Object value, ByteWriter out) {
      out.float8(Numbers.toDouble(this, value));
    }
  }
}
