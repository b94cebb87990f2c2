// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes ASN.1 values in the distinguished encoding, each as the bytes of tag, length and content.
 * Immutable, without state.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-X.690">X.690</a>
 */
final class Der {

  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);

  private Der() {}

  static byte[] sequence(byte[]... values) {
    return tagged(0x30, values);
  }

  static byte[] set(byte[] value) {
    return tagged(0x31, value);
  }

  static byte[] bool(boolean value) {
    return tagged(0x01, new byte[] {(byte) (value ? 0xff : 0)});
  }

  static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  static byte[] integer(BigInteger value) {
    return tagged(0x02, value.toByteArray());
  }

  static byte[] nothing() {
    return tagged(0x05);
  }

  /** A bit string of whole bytes. */
  static byte[] bits(byte[] content) {
    return tagged(0x03, new byte[1], content);
  }

  /**
   * A bit string of named bits without trailing zeros.
   *
   * @param names the numbers of the bits that are set, 0 to 15; at least one
   */
  static byte[] namedBits(int... names) {
    int value = 0;
    int last = 0;
    for (int name : names) {
      value |= 0x8000 >> name;
      last = Math.max(last, name);
    }
    byte unused = (byte) (7 - last % 8);
    byte high = (byte) (value >> 8);
    return last < 8
        ? tagged(0x03, new byte[] {unused, high})
        : tagged(0x03, new byte[] {unused, high, (byte) value});
  }

  static byte[] octets(byte[] content) {
    return tagged(0x04, content);
  }

  static byte[] utf8(String text) {
    return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An object identifier in dotted form, for example {@code 2.5.4.3}. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writeArc(content, 40L * Long.parseLong(arcs[0]) + Long.parseLong(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, Long.parseLong(arcs[i]));
    }
    return tagged(0x06, content.toByteArray());
  }

  /** Seven bits a byte, the most significant first; the top bit says that more follow. */
  private static void writeArc(ByteArrayOutputStream out, long arc) {
    int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(arc)) / 7);
    for (int group = groups - 1; group >= 0; group--) {
      int more = group > 0 ? 0x80 : 0;
      out.write(((int) (arc >> (7 * group)) & 0x7f) | more);
    }
  }

  /**
   * A time as RFC 5280, section 4.1.2.5, wants it: UTCTime until 2049, GeneralizedTime after; whole
   * seconds.
   */
  static byte[] time(Instant instant) {
    ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
    return utc.getYear() < 2050
        ? tagged(0x17, UTC_TIME.format(utc).getBytes(StandardCharsets.US_ASCII))
        : tagged(0x18, GENERALIZED_TIME.format(utc).getBytes(StandardCharsets.US_ASCII));
  }

  /** A value that wears the context tag {@code [number]} around its own. */
  static byte[] explicit(int number, byte[] value) {
    return tagged(0xa0 | number, value);
  }

  /** Content under the context tag {@code [number]} instead of its own tag. */
  static byte[] implicit(int number, byte[] content) {
    return tagged(0x80 | number, content);
  }

  /** Any tag of one byte; the parts follow each other as the content. */
  static byte[] tagged(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    writeLength(out, length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
    out.write(0x80 | bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write(length >> shift);
    }
  }
}
