// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Frees a prepared statement or a portal. Immutable.
 *
 * @param target which of the two
 * @param name its name; empty for the unnamed one
 */
public record Close(Target target, String name) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, 'C', body -> body.int1(target.code()).cstring(name));
  }

  public static Close decode(ByteReader body) {
    Target target = Target.decode(body.int1());
    String name = body.cstring();
    body.end();
    return new Close(target, name);
  }
}
