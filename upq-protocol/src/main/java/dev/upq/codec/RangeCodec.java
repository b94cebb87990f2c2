// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import dev.upq.type.Range.Bound;
import java.util.List;

/**
 * Ranges of any subtype: a byte of flags, then the lower and the upper bound where there is one,
 * each with its length. Thread-safe, see {@link Linked}.
 *
 * <p>Read as Range, whose bounds are what the subtype is read as, and as String. Written from
 * Range, whose bounds are whatever the subtype is written from, and from CharSequence.
 */
final class RangeCodec extends Linked<Range<Object>> {

  private static final int EMPTY = 0x01;
  private static final int LOWER_INCLUSIVE = 0x02;
  private static final int UPPER_INCLUSIVE = 0x04;
  private static final int LOWER_UNBOUNDED = 0x08;
  private static final int UPPER_UNBOUNDED = 0x10;
  private static final int ALL = 0x1f;

  private final int subtypeOid;

  @SuppressWarnings("unchecked") // bounds are objects
  RangeCodec(String typeName, int subtypeOid, PgTypeRegistry types) {
    super(typeName, (Class<Range<Object>>) (Class<?>) Range.class, types);
    this.subtypeOid = subtypeOid;
  }

  @Override
  public RangeCodec boundTo(PgTypeRegistry types) {
    return new RangeCodec(typeName(), subtypeOid, types);
  }

  @Override
  public List<Integer> parts() {
    return List.of(subtypeOid);
  }

  @Override
  Range<Object> read(ByteReader in) {
    int flags = in.uint1();
    if ((flags & ~ALL) != 0) {
      throw Misfit.value(this, "flags that are not known; ask for its text");
    }
    if ((flags & EMPTY) != 0) {
      return Range.empty();
    }
    Bound<Object> lower = bound(in, (flags & LOWER_UNBOUNDED) != 0, (flags & LOWER_INCLUSIVE) != 0);
    Bound<Object> upper = bound(in, (flags & UPPER_UNBOUNDED) != 0, (flags & UPPER_INCLUSIVE) != 0);
    return new Range.Between<>(lower, upper);
  }

  private Bound<Object> bound(ByteReader in, boolean unbounded, boolean inclusive) {
    if (unbounded) {
      return new Bound.Unbounded<>();
    }
    return kind(codec(subtypeOid).decodeObject(in.slice(in.int4())), inclusive);
  }

  private static Bound<Object> kind(Object end, boolean inclusive) {
    return inclusive ? new Bound.Inclusive<>(end) : new Bound.Exclusive<>(end);
  }

  @Override
  void write(Range<Object> value, ByteWriter out) {
    switch (value) {
      case Range.Empty<Object> _ -> out.int1(EMPTY);
      case Range.Between<Object>(Bound<Object> lower, Bound<Object> upper) -> {
        out.int1(
            flags(lower, LOWER_INCLUSIVE, LOWER_UNBOUNDED)
                | flags(upper, UPPER_INCLUSIVE, UPPER_UNBOUNDED));
        write(lower, out);
        write(upper, out);
      }
    }
  }

  private static int flags(Bound<Object> bound, int inclusive, int unbounded) {
    return switch (bound) {
      case Bound.Inclusive<Object> _ -> inclusive;
      case Bound.Exclusive<Object> _ -> 0;
      case Bound.Unbounded<Object> _ -> unbounded;
    };
  }

  private void write(Bound<Object> bound, ByteWriter out) {
    bound
        .value()
        .ifPresent(
            end -> {
              int mark = out.beginValue();
              codec(subtypeOid).encodeObject(end, out);
              out.endValue(mark);
            });
  }

  @Override
  Range<Object> parse(String text) {
    if (text.equals("empty")) {
      return Range.empty();
    }
    TextScanner in = new TextScanner(this, text);
    boolean fromLower = in.accept('[');
    if (!fromLower) {
      in.expect('(');
    }
    Bound<Object> lower = bound(RangeText.end(in, ","), fromLower);
    in.expect(',');
    RangeText.End upper = RangeText.end(in, "])");
    boolean toUpper = in.accept(']');
    if (!toUpper) {
      in.expect(')');
    }
    in.end();
    return new Range.Between<>(lower, bound(upper, toUpper));
  }

  private Bound<Object> bound(RangeText.End end, boolean inclusive) {
    return end.absent()
        ? new Bound.Unbounded<>()
        : kind(codec(subtypeOid).decodeTextObject(end.text()), inclusive);
  }

  @Override
  String print(Range<Object> value) {
    Codec<?> subtype = codec(subtypeOid);
    return switch (value) {
      case Range.Empty<Object> _ -> "empty";
      case Range.Between<Object>(Bound<Object> lower, Bound<Object> upper) -> {
        StringBuilder text = new StringBuilder();
        text.append(lower instanceof Bound.Inclusive ? '[' : '(');
        lower
            .value()
            .ifPresent(end -> RangeText.print(text(subtype, end), RangeText.IN_RANGE, text));
        text.append(',');
        upper
            .value()
            .ifPresent(end -> RangeText.print(text(subtype, end), RangeText.IN_RANGE, text));
        yield text.append(upper instanceof Bound.Inclusive ? ']' : ')').toString();
      }
    };
  }
}
