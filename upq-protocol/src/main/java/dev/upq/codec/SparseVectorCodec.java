// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.SparseVector;
import java.util.TreeMap;

/**
 * sparsevec of the extension pgvector: the number of dimensions and that of elements that are not
 * 0, four bytes that are 0, the indexes counted from 0, and the elements as float4. Text: {@code
 * {1:1.5,3:2}/5}, with indexes counted from 1. Immutable.
 */
final class SparseVectorCodec extends Printed<SparseVector> {

  private static final FloatCodec.Float4 NUMBERS = new FloatCodec.Float4();

  SparseVectorCodec() {
    super("sparsevec", SparseVector.class, -1);
  }

  @Override
  SparseVector read(ByteReader in) {
    int dimensions = in.int4();
    int claimed = in.int4();
    if (in.int4() != 0) {
      throw Misfit.value(this, "flags that are not known; ask for its text");
    }
    int[] indexes = new int[in.count(claimed, 8)];
    int last = -1;
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = in.int4();
      if (indexes[i] <= last || indexes[i] >= dimensions) {
        throw Malformed.value(this, "indexes out of order or beyond the dimensions");
      }
      last = indexes[i];
    }
    TreeMap<Integer, Float> elements = new TreeMap<>();
    for (int index : indexes) {
      elements.put(index + 1, in.float4());
    }
    return new SparseVector(dimensions, elements);
  }

  @Override
  SparseVector parse(TextScanner in) {
    TreeMap<Integer, Float> elements = new TreeMap<>();
    in.expect('{');
    while (!in.accept('}')) {
      if (!elements.isEmpty()) {
        in.expect(',');
      }
      int index = (int) in.digits(1, 9);
      in.expect(':');
      elements.put(index, (float) NUMBERS.parse(in.until(",}")));
    }
    in.expect('/');
    int dimensions = (int) in.digits(1, 9);
    if (!elements.isEmpty() && (elements.firstKey() < 1 || elements.lastKey() > dimensions)) {
      throw in.misfit();
    }
    return new SparseVector(dimensions, elements);
  }

  @Override
  String print(SparseVector value) {
    StringBuilder text = new StringBuilder("{");
    value
        .elements()
        .forEach(
            (index, element) ->
                text.append(text.length() == 1 ? "" : ",")
                    .append(index)
                    .append(':')
                    .append(FloatText.of(element)));
    return text.append("}/").append(value.dimensions()).toString();
  }

  @Override
  public void encode(SparseVector value, ByteWriter out) {
    out.int4(value.dimensions()).int4(value.elements().size()).int4(0);
    value.elements().keySet().forEach(index -> out.int4(index - 1));
    value.elements().values().forEach(out::float4);
  }
}
