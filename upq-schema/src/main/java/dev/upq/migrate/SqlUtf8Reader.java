// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of UTF-8 as characters, strictly: what is not UTF-8, and U+0000, which the server takes
 * nowhere, is an error that names the byte. One thread at a time.
 */
final class SqlUtf8Reader extends Reader {

  private static final int CHUNK_BYTES = 1 << 16;

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).flip();

  /** Of the first byte in {@link #bytes}. */
  private long offset;

  private boolean exhausted;

  SqlUtf8Reader(InputStream in) {
    this.in = in;
  }

  /**
   * As in {@link Reader}; what is good in front of an error is given first.
   *
   * @throws CharConversionException where the next bytes are no text
   */
  @Override
  public int read(char[] into, int from, int length) throws IOException {
    CharBuffer chars = CharBuffer.wrap(into, from, length);
    while (chars.position() == from && length > 0) {
      if (!exhausted && bytes.remaining() < 4) {
        fill();
      }
      int begin = bytes.position();
      CoderResult result = decoder.decode(bytes, chars, exhausted);
      boolean zero = cutAtZero(into, from, chars, begin);
      if (chars.position() > from) {
        break;
      } else if (zero || result.isError()) {
        throw failure();
      } else if (exhausted && !bytes.hasRemaining()) {
        return -1;
      }
    }
    return chars.position() - from;
  }

  private void fill() throws IOException {
    offset += bytes.position();
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    exhausted = count < 0;
    bytes.position(bytes.position() + Math.max(count, 0));
    bytes.flip();
  }

  /** Goes back to in front of the first U+0000, in characters and in bytes; false for none. */
  private boolean cutAtZero(char[] into, int from, CharBuffer chars, int begin) {
    int end = chars.position();
    int signs = 0;
    for (int i = from; i < end; i++) {
      signs |= into[i] - 1;
    }
    if (signs >= 0) {
      return false;
    }
    int at = from;
    while (into[at] != 0) {
      at++;
    }
    chars.position(at);
    int zero = begin;
    while (bytes.get(zero) != 0) {
      zero++;
    }
    bytes.position(zero);
    return true;
  }

  private CharConversionException failure() {
    int at = bytes.position();
    long byteOffset = offset + at;
    int first = bytes.get(at) & 0xFF;
    int second = bytes.remaining() > 1 ? bytes.get(at + 1) & 0xFF : -1;
    boolean mark = (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF);
    if (byteOffset == 0 && mark) {
      return new CharConversionException(
          "a byte order mark of UTF-16 at byte 0; save the file as UTF-8");
    } else if (first == 0) {
      return new CharConversionException(
          "U+0000 at byte " + byteOffset + "; a file in UTF-16 has it: save it as UTF-8");
    }
    return new CharConversionException(
        "0x%02X at byte %d is not UTF-8; save the file as UTF-8".formatted(first, byteOffset));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
