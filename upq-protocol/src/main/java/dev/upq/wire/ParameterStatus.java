// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * A setting of the session that the server reports, at the start and after each change. Immutable.
 *
 * @param name for example {@code TimeZone}
 * @param value as SHOW would print it
 */
public record ParameterStatus(String name, String value) implements BackendMessage {

  @Override
  public char type() {
    return 'S';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.cstring(name).cstring(value));
  }

  public static ParameterStatus decode(ByteReader body) {
    String name = body.cstring();
    String value = body.cstring();
    body.end();
    return new ParameterStatus(name, value);
  }
}
