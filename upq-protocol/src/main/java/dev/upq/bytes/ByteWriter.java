// SPDX-License-Identifier: Apache-2.0
package dev.upq.bytes;

import dev.upq.fault.PgValueException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array that holds whole messages. One thread at a time.
 *
 * <p>Lengths are computed in {@code long} and checked against the limit before anything is written
 * (CVE-2024-27304 and its kin let a 32-bit length wrap). A refused value throws {@link
 * PgValueException}; what was written of the message until then is taken back by {@link
 * #truncate(int)}, so that a message is either whole or not there.
 */
public final class ByteWriter {

  /** The longest message that PostgreSQL takes: 1 GiB - 1. */
  public static final int MAX_MESSAGE_BYTES = 0x3fff_ffff;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int ASCII_CHARS = 0x80;

  /** From here on a text is worth being looked at in pieces. */
  private static final int LONG_CHARS = 256;

  private static final int PIECE_CHARS = 4 * 1024;

  /** What is left free behind a large value: what follows it must not double the array. */
  private static final int SPARE_BYTES = 512;

  private static final int LARGE_BYTES = 1024 * 1024;

  private byte[] bytes;
  private int position;
  private final int limitBytes;

  public ByteWriter() {
    this(128, MAX_MESSAGE_BYTES);
  }

  /** A writer whose whole content may reach {@code limitBytes}. */
  public ByteWriter(int initialBytes, int limitBytes) {
    this.bytes = new byte[initialBytes];
    this.limitBytes = limitBytes;
  }

  /** Bytes written so far. */
  public int size() {
    return position;
  }

  /** The bytes written so far in an array of their own. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, position);
  }

  /**
   * The array behind this writer, valid up to {@link #size()} and until the next write. Not copied.
   */
  public byte[] array() {
    return bytes;
  }

  /** Forgets everything from {@code size} on. */
  public void truncate(int size) {
    if (size < 0 || size > position) {
      throw new IndexOutOfBoundsException(size);
    }
    position = size;
  }

  public ByteWriter int1(int value) {
    int at = claim(1);
    bytes[at] = (byte) value;
    return this;
  }

  public ByteWriter int2(int value) {
    int at = claim(2);
    SHORT.set(bytes, at, (short) value);
    return this;
  }

  public ByteWriter int4(int value) {
    int at = claim(4);
    INT.set(bytes, at, value);
    return this;
  }

  public ByteWriter int8(long value) {
    int at = claim(8);
    LONG.set(bytes, at, value);
    return this;
  }

  public ByteWriter float4(float value) {
    return int4(Float.floatToRawIntBits(value));
  }

  public ByteWriter float8(double value) {
    return int8(Double.doubleToRawLongBits(value));
  }

  public ByteWriter bytes(byte[] source) {
    return bytes(source, 0, source.length);
  }

  public ByteWriter bytes(byte[] source, int from, int length) {
    int at = claim(length);
    System.arraycopy(source, from, bytes, at, length);
    return this;
  }

  /** Text in UTF-8, without a terminator. Refuses U+0000 and lone surrogates. */
  public ByteWriter text(CharSequence text) {
    int start = position;
    int length = text.length();
    claim(length);
    position = start;
    int ascii = text instanceof String string ? asciiPrefix(string) : 0;
    for (int i = ascii; i < length; i++) {
      char c = text.charAt(i);
      if (c < ASCII_CHARS) {
        if (c == 0) {
          throw refused(
              start, "the character U+0000, which PostgreSQL cannot store, at index " + i);
        }
        int1(c);
      } else if (c < 0x800) {
        int2(0xc080 | (c >> 6) << 8 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        int1(0xe0 | c >> 12);
        int2(0x8080 | (c >> 6 & 0x3f) << 8 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        int2(0xf080 | (point >> 18) << 8 | (point >> 12 & 0x3f));
        int2(0x8080 | (point >> 6 & 0x3f) << 8 | (point & 0x3f));
      } else {
        throw refused(start, "a lone surrogate at index " + i);
      }
    }
    return this;
  }

  /**
   * Writes the characters U+0001 to U+007F that a long text begins with, piece by piece, and tells
   * how many it were; a piece that has others is left to be written one by one.
   */
  private int asciiPrefix(String text) {
    if (text.length() < LONG_CHARS) {
      return shortAsciiPrefix(text);
    }
    int zero = text.indexOf(0);
    int end = zero < 0 ? text.length() : zero;
    CharBuffer piece = CharBuffer.allocate(PIECE_CHARS);
    // The JDK's own encoder looks at many characters at a time.
    CharsetEncoder ascii = StandardCharsets.US_ASCII.newEncoder();
    int done = 0;
    while (done < end) {
      int count = Math.min(PIECE_CHARS, end - done);
      text.getChars(done, done + count, piece.array(), 0);
      int at = claim(count);
      ByteBuffer target = ByteBuffer.wrap(bytes, at, count);
      if (ascii.reset().encode(piece.limit(count).position(0), target, true).isError()) {
        position = at;
        return done;
      }
      done += count;
    }
    return done;
  }

  /** The same one by one, into room that was claimed for all. */
  private int shortAsciiPrefix(String text) {
    byte[] target = bytes;
    int at = position;
    int done = 0;
    while (done < text.length()) {
      char c = text.charAt(done);
      if (c == 0 || c >= ASCII_CHARS) {
        break;
      }
      target[at + done++] = (byte) c;
    }
    position = at + done;
    return done;
  }

  /** Text in UTF-8 and a zero byte. Refuses U+0000 and lone surrogates. */
  public ByteWriter cstring(CharSequence text) {
    return text(text).int1(0);
  }

  /**
   * Opens a message of the given type: its type byte and room for its length. Give the mark to
   * {@link #endFrame(int)}.
   */
  public int beginFrame(char type) {
    int1(type);
    return beginFrame();
  }

  /** Opens a message without a type byte (StartupMessage, SSLRequest, CancelRequest). */
  public int beginFrame() {
    int mark = position;
    int4(0);
    return mark;
  }

  /** Closes a message: its length, which counts itself, is written where the mark stands. */
  public void endFrame(int mark) {
    INT.set(bytes, mark, position - mark);
  }

  /** Opens a value that is preceded by its length. Give the mark to {@link #endValue(int)}. */
  public int beginValue() {
    return beginFrame();
  }

  /** Closes a value: its length, which does not count itself, is written where the mark stands. */
  public void endValue(int mark) {
    INT.set(bytes, mark, position - mark - 4);
  }

  /**
   * Makes room and tells where it begins. It may put another array in the place of {@link #bytes},
   * so the array must not be looked at before.
   */
  private int claim(int more) {
    long needed = (long) position + more;
    if (needed > limitBytes) {
      throw tooLong(needed, limitBytes);
    }
    if (needed > bytes.length) {
      long grown = Math.min(Math.max(needed + SPARE_BYTES, grown()), limitBytes);
      bytes = Arrays.copyOf(bytes, (int) grown);
    }
    int from = position;
    position = (int) needed;
    return from;
  }

  /** Twice the size while it is small, an eighth more where it is large. */
  private long grown() {
    return bytes.length < LARGE_BYTES ? 2L * bytes.length : bytes.length + bytes.length / 8L;
  }

  /**
   * Refuses a message that would be {@code neededBytes} long where {@code limitBytes} is the most.
   */
  public static PgValueException tooLong(long neededBytes, long limitBytes) {
    return PgValueException.encode(
        "a message of " + neededBytes + " bytes is above the limit of " + limitBytes + " bytes");
  }

  private PgValueException refused(int start, String what) {
    position = start;
    return PgValueException.encode("text contains " + what);
  }
}
