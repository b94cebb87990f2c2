// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;

/**
 * int2, int4, int8 (signed, big-endian) and oid with its kin xid and cid (four bytes, unsigned).
 * Immutable.
 *
 * <p>Read as Short, Integer, Long, Byte, BigInteger, BigDecimal, PgNumeric, Double, Float, String;
 * refused where the value does not fit exactly. Written from Byte, Short, Integer, Long,
 * BigInteger, BigDecimal and PgNumeric where the value is whole and within range.
 */
abstract sealed class WholeNumberCodec<T extends Number> extends Scalar<T> {

  private final long min;
  private final long max;

  private WholeNumberCodec(String typeName, Class<T> javaType, int width, long min, long max) {
    super(typeName, javaType, width);
    this.min = min;
    this.max = max;
  }

  @Override
  public abstract long decodeLong(ByteReader value);

  abstract T box(long value);

  abstract void write(long value, ByteWriter out);

  @Override
  public final T decodeObject(ByteReader value) {
    return box(decodeLong(value));
  }

  @Override
  public final T decodeTextObject(String text) {
    return box(parse(text));
  }

  @Override
  public final double decodeDouble(ByteReader value) {
    long whole = decodeLong(value);
    if (!Numbers.isExactDouble(whole)) {
      throw Misfit.range(this, "double");
    }
    return whole;
  }

  @Override
  public final <U> U convert(Object natural, Class<U> target) {
    if (target.isInstance(natural)) {
      return target.cast(natural);
    }
    return Numbers.fromLong(this, ((Number) natural).longValue(), target);
  }

  @Override
  public final void encodeObject(Object value, ByteWriter out) {
    // The usual ones first; what does not fit is told with the class that it came as.
    if (value instanceof Integer number && number >= min && number <= max) {
      write(number, out);
    } else if (value instanceof Long number && number >= min && number <= max) {
      write(number, out);
    } else {
      write(Numbers.toLong(this, value, min, max), out);
    }
  }

  @Override
  public final void encode(T value, ByteWriter out) {
    encodeLong(value.longValue(), out);
  }

  @Override
  public final void encodeLong(long value, ByteWriter out) {
    if (value < min || value > max) {
      throw Misfit.outside(this, value, Numbers.wholeRange(min, max));
    }
    write(value, out);
  }

  private long parse(String text) {
    TextScanner scanner = new TextScanner(this, text);
    long sign = scanner.accept('-') ? -1 : 1;
    long value = 0;
    try {
      do {
        value = Math.addExact(Math.multiplyExact(value, 10L), sign * scanner.digit());
      } while (!scanner.atEnd());
    } catch (ArithmeticException tooLong) {
      throw Misfit.text(this);
    }
    if (value < min || value > max) {
      throw Misfit.text(this);
    }
    return value;
  }

  /** int2. */
  static final class Int2 extends WholeNumberCodec<Short> {

    Int2() {
      super("int2", Short.class, 2, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    @Override
    public long decodeLong(ByteReader value) {
      long number = value.int2();
      value.end();
      return number;
    }

    @Override
    Short box(long value) {
      return (short) value;
    }

    @Override
    void write(long value, ByteWriter out) {
      out.int2((int) value);
    }
  }

  /** int4. */
  static final class Int4 extends WholeNumberCodec<Integer> {

    Int4() {
      super("int4", Integer.class, 4, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public long decodeLong(ByteReader value) {
      return decodeInt(value);
    }

    @Override
    public long decodeLong(byte[] bytes, int from, int to) {
      return to - from == width()
          ? ByteReader.int4(bytes, from)
          : decodeLong(new ByteReader(bytes, from, to));
    }

    @Override
    public int decodeInt(ByteReader value) {
      int number = value.int4();
      value.end();
      return number;
    }

    @Override
    Integer box(long value) {
      return (int) value;
    }

    @Override
    void write(long value, ByteWriter out) {
      out.int4((int) value);
    }
  }

  /** int8. */
  static final class Int8 extends WholeNumberCodec<Long> {

    Int8() {
      super("int8", Long.class, 8, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Override
    public long decodeLong(ByteReader value) {
      long number = value.int8();
      value.end();
      return number;
    }

    @Override
    public long decodeLong(byte[] bytes, int from, int to) {
      return to - from == width()
          ? ByteReader.int8(bytes, from)
          : decodeLong(new ByteReader(bytes, from, to));
    }

    @Override
    Long box(long value) {
      return value;
    }

    @Override
    void write(long value, ByteWriter out) {
      out.int8(value);
    }
  }

  /** oid, xid and cid: 0 to 4,294,967,295. */
  static final class Unsigned4 extends WholeNumberCodec<Long> {

    Unsigned4(String typeName) {
      super(typeName, Long.class, 4, 0, 0xffff_ffffL);
    }

    @Override
    public long decodeLong(ByteReader value) {
      long number = value.uint4();
      value.end();
      return number;
    }

    @Override
    Long box(long value) {
      return value;
    }

    @Override
    void write(long value, ByteWriter out) {
      out.int4((int) value);
    }
  }
}
