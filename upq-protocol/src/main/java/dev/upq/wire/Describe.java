// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Asks for the shape of a prepared statement or a portal. Immutable.
 *
 * @param target which of the two
 * @param name its name; empty for the unnamed one
 */
public record Describe(Target target, String name) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    int start = out.size();
    boolean whole = false;
    try {
      int mark = out.beginFrame('D');
      out.int1(target.code()).cstring(name);
      out.endFrame(mark);
      whole = true;
    } finally {
      Frame.wholeOrNothing(out, start, whole);
    }
  }

  public static Describe decode(ByteReader body) {
    Target target = Target.decode(body.int1());
    String name = body.cstring();
    body.end();
    return new Describe(target, name);
  }
}
