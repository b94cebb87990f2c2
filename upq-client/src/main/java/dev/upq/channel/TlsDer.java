// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.util.Arrays;

/**
 * Walks the elements of a DER encoding (ITU-T X.690) one by one, as far as names and private keys
 * need it. One thread at a time. What is malformed throws {@link PgProtocolException}.
 */
final class TlsDer {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int CONTEXT_0 = 0xa0;

  private static final int MAX_HEADER_BYTES = 5;

  private final ByteReader in;
  private int tag;

  TlsDer(byte[] der) {
    this(new ByteReader(der));
  }

  private TlsDer(ByteReader in) {
    this.in = in;
    next();
  }

  /** The tag of the element that comes next; -1 at the end. */
  int tag() {
    return tag;
  }

  /** The content of the next element, which must have that tag. */
  byte[] take(int wanted) {
    return content(wanted).rest();
  }

  /** A walk through the content of the next element, which must have that tag. */
  TlsDer enter(int wanted) {
    return new TlsDer(content(wanted));
  }

  /** Passes over the next element, whatever it is. */
  void skip() {
    content(tag);
  }

  /**
   * An element of that tag with the given parts one after the other as its content, under 16 MiB.
   */
  static byte[] element(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteWriter out =
        new ByteWriter(length + MAX_HEADER_BYTES, ByteWriter.MAX_MESSAGE_BYTES).int1(tag);
    if (length < 0x80) {
      out.int1(length);
    } else if (length < 0x100) {
      out.int1(0x81).int1(length);
    } else if (length < 0x1_0000) {
      out.int1(0x82).int2(length);
    } else {
      out.int1(0x83).int1(length >> 16).int2(length);
    }
    for (byte[] part : parts) {
      out.bytes(part);
    }
    return out.toByteArray();
  }

  private ByteReader content(int wanted) {
    if (tag < 0 || tag != wanted) {
      throw new PgProtocolException("DER: an element that is not expected", Sent.NOTHING);
    }
    ByteReader content = in.slice(in.count(length(), 1));
    next();
    return content;
  }

  private void next() {
    tag = in.remaining() == 0 ? -1 : in.uint1();
  }

  private long length() {
    int first = in.uint1();
    return switch (first) {
      case 0x81 -> in.uint1();
      case 0x82 -> in.uint2();
      case 0x83 -> (long) in.uint1() << 16 | in.uint2();
      case 0x84 -> in.uint4();
      default -> {
        if (first >= 0x80) {
          throw new PgProtocolException("DER: a length of an unknown form", Sent.NOTHING);
        }
        yield first;
      }
    };
  }
}
