// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.Multirange;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Multiranges of any range: their number, then the ranges, each with its length. Text: the ranges
 * between braces. Thread-safe, see {@link Linked}.
 *
 * <p>Read as Multirange and String. Written from Multirange and CharSequence.
 */
final class MultirangeCodec extends Linked<Multirange<Object>> {

  /** A length and the flags of an empty range. */
  private static final int LEAST_RANGE_BYTES = 5;

  private final int rangeOid;

  @SuppressWarnings("unchecked") // bounds are objects
  MultirangeCodec(String typeName, int rangeOid, PgTypeRegistry types) {
    super(typeName, (Class<Multirange<Object>>) (Class<?>) Multirange.class, types);
    this.rangeOid = rangeOid;
  }

  @Override
  public MultirangeCodec boundTo(PgTypeRegistry types) {
    return new MultirangeCodec(typeName(), rangeOid, types);
  }

  @Override
  public List<Integer> parts() {
    return List.of(rangeOid);
  }

  @Override
  Multirange<Object> read(ByteReader in) {
    Codec<?> range = codec(rangeOid);
    int count = in.count(in.int4(), LEAST_RANGE_BYTES);
    List<Range<Object>> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(range(range.decodeObject(in.slice(in.int4()))));
    }
    return new Multirange<>(ranges);
  }

  @SuppressWarnings("unchecked") // bounds are objects
  private Range<Object> range(Object natural) {
    if (natural instanceof Range<?> range) {
      return (Range<Object>) range;
    }
    throw Misfit.value(this, "ranges that are read as something else");
  }

  @Override
  void write(Multirange<Object> value, ByteWriter out) {
    Codec<?> range = codec(rangeOid);
    out.int4(value.ranges().size());
    for (Range<Object> one : value.ranges()) {
      int mark = out.beginValue();
      range.encodeObject(one, out);
      out.endValue(mark);
    }
  }

  @Override
  Multirange<Object> parse(String text) {
    TextScanner in = new TextScanner(this, text);
    Codec<?> range = codec(rangeOid);
    List<Range<Object>> ranges = new ArrayList<>();
    in.expect('{');
    while (!in.accept('}')) {
      if (!ranges.isEmpty()) {
        in.expect(',');
      }
      ranges.add(range(range.decodeTextObject(RangeText.one(in))));
    }
    in.end();
    return new Multirange<>(ranges);
  }

  @Override
  String print(Multirange<Object> value) {
    Codec<?> range = codec(rangeOid);
    StringBuilder text = new StringBuilder("{");
    for (Range<Object> one : value.ranges()) {
      text.append(text.length() == 1 ? "" : ",").append(text(range, one));
    }
    return text.append('}').toString();
  }
}
