// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.HexFormat;

/**
 * A pg_lsn: a place in the write-ahead log, in bytes from its beginning. Immutable.
 *
 * @param position 64 bits without a sign
 */
public record PgLsn(long position) implements Comparable<PgLsn> {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  @Override
  public int compareTo(PgLsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  /** As PostgreSQL writes it: {@code 16/B374D848}. */
  @Override
  public String toString() {
    return half(position >>> 32) + "/" + half(position & 0xffff_ffffL);
  }

  private static String half(long bits) {
    String digits = HEX.toHexDigits(bits, 8);
    int zeros = 0;
    while (zeros < 7 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return digits.substring(zeros);
  }
}
