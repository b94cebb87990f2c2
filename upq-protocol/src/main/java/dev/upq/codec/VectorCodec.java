// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.util.ArrayList;
import java.util.List;

/**
 * vector and halfvec of the extension pgvector: the number of elements in two bytes, two bytes that
 * are 0, and the elements as float4, or as floats of 16 bits. Text: {@code [1,2.5,3]}. Immutable.
 *
 * <p>Read as {@code float[]}, {@code double[]} and String. Written from {@code float[]}, {@code
 * double[]} (each element becomes the nearest float) and CharSequence. To a halfvec each element
 * becomes the nearest number of 16 bits; one beyond 65,504 is refused.
 */
final class VectorCodec extends Printed<float[]> {

  private static final int MAX_ELEMENTS = Short.MAX_VALUE;
  private static final FloatCodec.Float4 NUMBERS = new FloatCodec.Float4();

  private final boolean half;

  VectorCodec(String typeName, boolean half) {
    super(typeName, float[].class, -1);
    this.half = half;
  }

  @Override
  float[] read(ByteReader in) {
    int claimed = in.uint2();
    if (in.uint2() != 0) {
      throw Misfit.value(this, "flags that are not known; ask for its text");
    }
    float[] elements = new float[in.count(claimed, half ? 2 : 4)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = half ? Float.float16ToFloat(in.int2()) : in.float4();
    }
    return elements;
  }

  @Override
  float[] parse(TextScanner in) {
    List<Float> numbers = new ArrayList<>();
    in.expect('[');
    while (!in.accept(']')) {
      if (!numbers.isEmpty()) {
        in.expect(',');
      }
      numbers.add((float) NUMBERS.parse(in.until(",]")));
    }
    float[] elements = new float[numbers.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = numbers.get(i);
    }
    return elements;
  }

  @Override
  String print(float[] value) {
    StringBuilder text = new StringBuilder("[");
    for (float element : value) {
      text.append(text.length() == 1 ? "" : ",").append(FloatText.of(element));
    }
    return text.append(']').toString();
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == double[].class) {
      float[] elements = (float[]) natural;
      double[] wide = new double[elements.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = elements[i];
      }
      return target.cast(wide);
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(float[] value, ByteWriter out) {
    if (value.length > MAX_ELEMENTS) {
      throw Misfit.outside(this, value, "at most " + MAX_ELEMENTS + " elements");
    }
    out.int2(value.length).int2(0);
    for (float element : value) {
      if (!half) {
        out.float4(element);
      } else {
        short bits = Float.floatToFloat16(element);
        if (Float.isInfinite(Float.float16ToFloat(bits)) && !Float.isInfinite(element)) {
          throw Misfit.outside(this, value, "elements from -65,504 to 65,504");
        }
        out.int2(bits);
      }
    }
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof double[] wide) {
      float[] elements = new float[wide.length];
      for (int i = 0; i < wide.length; i++) {
        elements[i] = (float) wide[i];
      }
      encode(elements, out);
    } else {
      super.encodeObject(value, out);
    }
  }
}
