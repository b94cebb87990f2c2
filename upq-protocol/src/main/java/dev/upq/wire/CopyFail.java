// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * The client gives up a COPY; the server answers with an error. Immutable.
 *
 * @param reason becomes part of that error's message
 */
public record CopyFail(String reason) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, 'f', body -> body.cstring(reason));
  }

  public static CopyFail decode(ByteReader body) {
    String reason = body.cstring();
    body.end();
    return new CopyFail(reason);
  }
}
