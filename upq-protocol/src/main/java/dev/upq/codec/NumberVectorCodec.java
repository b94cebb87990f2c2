// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.NumberVector;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * int2vector and oidvector: the binary form of a one-dimensional array whose indexes count from 0.
 * Text: the numbers with blanks between. Immutable.
 *
 * <p>Read as NumberVector, List of Long, {@code long[]}, {@code int[]} and {@code short[]}. Written
 * from NumberVector, collections and Java arrays of whole numbers. The server does not take an
 * empty one in binary, so that is refused.
 */
final class NumberVectorCodec extends Printed<NumberVector> {

  private static final int HEADER_FLAGS = 0;
  private static final int INT2_BYTES = 2;

  private final int elementOid;
  private final int elementBytes;
  private final long min;
  private final long max;

  NumberVectorCodec(String typeName, int elementOid, int elementBytes) {
    super(typeName, NumberVector.class, -1);
    this.elementOid = elementOid;
    this.elementBytes = elementBytes;
    this.min = elementBytes == INT2_BYTES ? Short.MIN_VALUE : 0;
    this.max = elementBytes == INT2_BYTES ? Short.MAX_VALUE : 0xffff_ffffL;
  }

  @Override
  NumberVector read(ByteReader in) {
    int dimensions = in.int4();
    int flags = in.int4();
    int oid = in.int4();
    if (dimensions < 0 || dimensions > 1 || flags != HEADER_FLAGS || oid != elementOid) {
      throw Malformed.value(this, "the header of another array");
    }
    if (dimensions == 0) {
      return new NumberVector(List.of());
    }
    int claimed = in.int4();
    if (in.int4() != 0) {
      throw Malformed.value(this, "a lower bound other than 0");
    }
    int count = in.count(claimed, 4 + elementBytes);
    List<Long> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (in.int4() != elementBytes) {
        throw Malformed.value(this, "an element of another length");
      }
      numbers.add(elementBytes == INT2_BYTES ? in.int2() : in.uint4());
    }
    return new NumberVector(numbers);
  }

  @Override
  NumberVector parse(TextScanner in) {
    List<Long> numbers = new ArrayList<>();
    while (!in.atEnd()) {
      if (!numbers.isEmpty()) {
        in.expect(' ');
      }
      boolean negative = in.accept('-');
      long number = in.digits(1, 10);
      numbers.add(negative ? -number : number);
      if (numbers.getLast() < min || numbers.getLast() > max) {
        throw in.misfit();
      }
    }
    return new NumberVector(numbers);
  }

  @Override
  String print(NumberVector value) {
    return value.toString();
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    List<Long> numbers = ((NumberVector) natural).numbers();
    if (target == List.class) {
      return target.cast(numbers);
    }
    if (target == long[].class || target == int[].class || target == short[].class) {
      Object array = Array.newInstance(target.getComponentType(), numbers.size());
      for (int i = 0; i < numbers.size(); i++) {
        long number = numbers.get(i);
        if ((target == int[].class && number > Integer.MAX_VALUE)
            || (target == short[].class && number != (short) number)) {
          throw Misfit.range(this, target.getTypeName());
        }
        set(array, i, number);
      }
      return target.cast(array);
    }
    return super.convert(natural, target);
  }

  private static void set(Object array, int index, long number) {
    switch (array) {
      case short[] shorts -> shorts[index] = (short) number;
      case int[] ints -> ints[index] = (int) number;
      default -> ((long[]) array)[index] = number;
    }
  }

  @Override
  public void encode(NumberVector value, ByteWriter out) {
    if (value.numbers().isEmpty()) {
      throw Misfit.outside(this, value, "the server takes an empty one in text only");
    }
    out.int4(1).int4(HEADER_FLAGS).int4(elementOid).int4(value.numbers().size()).int4(0);
    for (long number : value.numbers()) {
      if (number < min || number > max) {
        throw Misfit.outside(this, value, Numbers.wholeRange(min, max));
      }
      out.int4(elementBytes);
      if (elementBytes == INT2_BYTES) {
        out.int2((int) number);
      } else {
        out.int4((int) number);
      }
    }
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof Collection<?> numbers) {
      encode(vector(numbers.toArray()), out);
    } else if (value.getClass().isArray()) {
      encode(vector(value), out);
    } else {
      super.encodeObject(value, out);
    }
  }

  private NumberVector vector(Object array) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      Object number = Array.get(array, i);
      if (number == null) {
        throw Misfit.outside(this, array, "no element is null");
      }
      numbers.add(Numbers.toLong(this, number, min, max));
    }
    return new NumberVector(numbers);
  }
}
