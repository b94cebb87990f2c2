// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A sequence of bytes as a value. Immutable. {@link #toString()} tells the length alone, for it may
 * be a secret.
 */
public final class Octets {

  /** No bytes. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the array. */
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /** The text in UTF-8; a lone surrogate becomes {@code ?}. */
  public static Octets utf8(String text) {
    return new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next {@code length} bytes of the reader. */
  static Octets read(ByteReader in, int length) {
    return new Octets(in.bytes(length));
  }

  /** All that the reader still has. */
  static Octets rest(ByteReader in) {
    return new Octets(in.rest());
  }

  /** Bytes, 0 or more. */
  public int length() {
    return bytes.length;
  }

  /** The bytes in an array of their own. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** A reader over these bytes. */
  public ByteReader reader() {
    return new ByteReader(bytes);
  }

  /** Appends the bytes, without a length. */
  public void writeTo(ByteWriter out) {
    out.bytes(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "(" + bytes.length + " bytes)";
  }
}
