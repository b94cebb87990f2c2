// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.util.Arrays;

/**
 * A bit or varbit: a row of bits, the first one leftmost. Immutable.
 *
 * <p>PostgreSQL takes at most 671,088,640 bits.
 */
public final class BitString {

  /** The empty one. */
  public static final BitString EMPTY = new BitString(new byte[0], 0);

  private final byte[] bytes;
  private final int length;

  private BitString(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * The first {@code length} bits of these bytes, the highest bit of the first byte first; bits
   * beyond them are taken as 0. Copied.
   */
  public static BitString of(byte[] bytes, int length) {
    if (length < 0 || bytes.length != (length + 7L) / 8) {
      throw PgValueException.encode("a bit string of another length than its bytes");
    }
    byte[] copy = bytes.clone();
    if (length % 8 != 0) {
      copy[copy.length - 1] &= (byte) (0xff00 >> (length % 8));
    }
    return new BitString(copy, length);
  }

  /** The bits that these characters, each 0 or 1, stand for. */
  public static BitString of(CharSequence digits) {
    byte[] bytes = new byte[(digits.length() + 7) / 8];
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit != '0' && digit != '1') {
        throw PgValueException.encode("a bit string with a character that is neither 0 nor 1");
      }
      bytes[i / 8] |= (byte) ((digit - '0') << (7 - i % 8));
    }
    return new BitString(bytes, digits.length());
  }

  /** How many bits there are. */
  public int length() {
    return length;
  }

  /** The bit at an index, from 0 on. */
  public boolean get(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(index);
    }
    return (bytes[index / 8] >> (7 - index % 8) & 1) == 1;
  }

  /** The bits in bytes, the first bit highest, filled up with zeros. A copy. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BitString that
        && length == that.length
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * length + Arrays.hashCode(bytes);
  }

  /** As PostgreSQL writes it: {@code 0101}. */
  @Override
  public String toString() {
    StringBuilder digits = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      digits.append(get(i) ? '1' : '0');
    }
    return digits.toString();
  }
}
