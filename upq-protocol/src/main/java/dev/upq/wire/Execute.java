// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * Runs a portal. Immutable.
 *
 * @param portal its name; empty for the unnamed one
 * @param maxRows after how many rows the server stops with {@link PortalSuspended}; 0 for no limit
 */
public record Execute(String portal, int maxRows) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    int start = out.size();
    boolean whole = false;
    try {
      int mark = out.beginFrame('E');
      out.cstring(portal).int4(maxRows);
      out.endFrame(mark);
      whole = true;
    } finally {
      Frame.wholeOrNothing(out, start, whole);
    }
  }

  public static Execute decode(ByteReader body) {
    String portal = body.cstring();
    int maxRows = body.int4();
    body.end();
    return new Execute(portal, maxRows);
  }
}
