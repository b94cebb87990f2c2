// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * A simple query: text with any number of statements. Immutable.
 *
 * @param sql the text
 */
public record Query(String sql) implements FrontendMessage {

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, 'Q', body -> body.cstring(sql));
  }

  public static Query decode(ByteReader body) {
    String sql = body.cstring();
    body.end();
    return new Query(sql);
  }
}
