// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The types of parameters as Parse and ParameterDescription carry them: a 16-bit count, then 32
 * bits each. Stateless.
 */
final class Oids {

  private Oids() {}

  static void write(ByteWriter out, List<Integer> oids) {
    int count = oids.size();
    out.int2(Frame.count(count, "parameters"));
    for (int i = 0; i < count; i++) {
      out.int4(oids.get(i));
    }
  }

  static List<Integer> read(ByteReader in) {
    int count = in.count(in.uint2(), 4);
    List<Integer> oids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      oids.add(in.int4());
    }
    return oids;
  }
}
