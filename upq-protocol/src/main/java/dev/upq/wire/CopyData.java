// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.Arrays;

/**
 * A piece of a COPY stream, in either direction. A view over a part of an array, not copied:
 * immutable as long as nobody writes to that array, and valid as long as the array is.
 */
public final class CopyData implements BackendMessage, FrontendMessage {

  private final byte[] bytes;
  private final int from;
  private final int to;

  private CopyData(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** A view of {@code bytes[from, to)}. */
  public static CopyData view(byte[] bytes, int from, int to) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + bytes.length);
    }
    return new CopyData(bytes, from, to);
  }

  /** A message that holds these bytes. */
  public static CopyData of(Octets data) {
    return view(data.toByteArray(), 0, data.length());
  }

  /** Takes the body into an array of its own. */
  public static CopyData decode(ByteReader body) {
    byte[] bytes = body.rest();
    return new CopyData(bytes, 0, bytes.length);
  }

  /**
   * Writes a message that holds {@code bytes[from, from + length)}, without making an object of it.
   */
  public static void write(ByteWriter out, byte[] bytes, int from, int length) {
    Frame.write(out, 'd', body -> body.bytes(bytes, from, length));
  }

  @Override
  public char type() {
    return 'd';
  }

  @Override
  public void encode(ByteWriter out) {
    write(out, bytes, from, length());
  }

  /** Bytes of data, 0 or more. */
  public int length() {
    return to - from;
  }

  /** The array that is viewed; the data stands at {@link #from()}. Not copied. */
  public byte[] array() {
    return bytes;
  }

  /** Where the data begins in {@link #array()}. */
  public int from() {
    return from;
  }

  /** A copy of the data. */
  public Octets data() {
    return Octets.of(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CopyData that
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    return data().hashCode();
  }

  @Override
  public String toString() {
    return "CopyData[(" + length() + " bytes)]";
  }
}
