// SPDX-License-Identifier: Apache-2.0
package dev.upq.bytes;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads from a slice of a byte array and never past its end. One thread at a time.
 *
 * <p>Every method throws {@link PgProtocolException} where the slice is too short or the text
 * malformed, and leaves the position where it was.
 */
public final class ByteReader {

  /** How deep slices may be nested. */
  public static final int MAX_NESTING = 100;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private final int depth;
  private int position;

  /** Reads {@code bytes[from, to)}; the array is shared, not copied. */
  public ByteReader(byte[] bytes, int from, int to) {
    this(bytes, from, to, 0);
  }

  private ByteReader(byte[] bytes, int from, int to, int depth) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + bytes.length);
    }
    this.bytes = bytes;
    this.position = from;
    this.end = to;
    this.depth = depth;
  }

  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /**
   * The 16 bits without a sign at an index, without a reader. For who has checked where a value
   * ends.
   *
   * @throws IndexOutOfBoundsException where the array ends before
   */
  public static int uint2(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  /** As {@link #uint2(byte[], int)}: 32 bits. */
  public static int int4(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /** As {@link #uint2(byte[], int)}: 64 bits. */
  public static long int8(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /**
   * The UTF-8 text in {@code bytes[from, to)}, without a reader.
   *
   * @throws PgProtocolException where it is malformed
   */
  public static String text(byte[] bytes, int from, int to) {
    return utf8(bytes, from, to - from);
  }

  /** Bytes left, 0 or more. */
  public int remaining() {
    return end - position;
  }

  public byte int1() {
    return bytes[take(1)];
  }

  public int uint1() {
    return bytes[take(1)] & 0xff;
  }

  public short int2() {
    return (short) SHORT.get(bytes, take(2));
  }

  public int uint2() {
    return int2() & 0xffff;
  }

  public int int4() {
    return (int) INT.get(bytes, take(4));
  }

  public long uint4() {
    return int4() & 0xffff_ffffL;
  }

  public long int8() {
    return (long) LONG.get(bytes, take(8));
  }

  public float float4() {
    return Float.intBitsToFloat(int4());
  }

  public double float8() {
    return Double.longBitsToDouble(int8());
  }

  /** The next {@code length} bytes as an array of their own. */
  public byte[] bytes(int length) {
    int from = take(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** The rest as an array of its own. */
  public byte[] rest() {
    return bytes(remaining());
  }

  /**
   * A reader of the next {@code length} bytes, sharing the array; they are skipped here. A slice of
   * a slice and so on is refused from {@link #MAX_NESTING} on: values within values must not
   * exhaust the stack.
   */
  public ByteReader slice(int length) {
    if (depth == MAX_NESTING) {
      throw broken("values nested more than " + MAX_NESTING + " deep");
    }
    int from = take(length);
    return new ByteReader(bytes, from, from + length, depth + 1);
  }

  public void skip(int length) {
    take(length);
  }

  /** The next {@code length} bytes as UTF-8 text. */
  public String text(int length) {
    int from = take(length);
    try {
      return utf8(bytes, from, length);
    } catch (PgProtocolException malformed) {
      position = from;
      throw malformed;
    }
  }

  /** The rest as UTF-8 text. */
  public String text() {
    return text(remaining());
  }

  /** UTF-8 text up to a zero byte, which is consumed too. */
  public String cstring() {
    int zero = position;
    while (zero < end && bytes[zero] != 0) {
      zero++;
    }
    if (zero == end) {
      throw broken("a string without its terminating zero byte");
    }
    String text = text(zero - position);
    position++;
    return text;
  }

  /**
   * A count of things that follow, each of at least {@code eachAtLeast} bytes, one or more: a count
   * that the remaining bytes cannot hold is refused before anything is allocated for it.
   */
  public int count(long claimed, int eachAtLeast) {
    if (claimed < 0 || claimed > remaining() / eachAtLeast) {
      throw broken("a count of " + claimed + " in " + remaining() + " bytes");
    }
    return (int) claimed;
  }

  /** Refuses bytes that are left over. */
  public void end() {
    if (position != end) {
      throw broken(remaining() + " bytes too many");
    }
  }

  private int take(int length) {
    if (length < 0 || length > end - position) {
      throw broken(length + " bytes wanted where " + remaining() + " are left");
    }
    int from = position;
    position = from + length;
    return from;
  }

  private static String utf8(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw broken("text that is not UTF-8");
    }
  }

  private static PgProtocolException broken(String what) {
    return new PgProtocolException("malformed data from the server: " + what, Sent.MAYBE);
  }
}
