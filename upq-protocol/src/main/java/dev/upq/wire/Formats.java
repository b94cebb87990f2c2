// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of format codes as Bind and the COPY responses carry them: a 16-bit count, then 16 bits
 * each. Stateless.
 */
final class Formats {

  private Formats() {}

  static void write(ByteWriter out, List<Format> formats) {
    int count = formats.size();
    out.int2(Frame.count(count, "format codes"));
    for (int i = 0; i < count; i++) {
      out.int2(formats.get(i).code());
    }
  }

  static List<Format> read(ByteReader in) {
    int count = in.count(in.uint2(), 2);
    List<Format> formats = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      formats.add(Format.decode(in.int2()));
    }
    return formats;
  }

  static void writeCodes(ByteWriter out, int overallFormat, List<Integer> columnFormats) {
    out.int1(Format.decode(overallFormat).code());
    out.int2(Frame.count(columnFormats.size(), "columns"));
    columnFormats.forEach(code -> out.int2(Format.decode(code).code()));
  }

  static int readOverall(ByteReader in) {
    return Format.decode(in.int1()).code();
  }

  static List<Integer> readCodes(ByteReader in) {
    return read(in).stream().map(Format::code).toList();
  }
}
