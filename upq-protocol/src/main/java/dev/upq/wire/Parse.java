// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.List;

/**
 * Prepares a statement. Immutable.
 *
 * @param statement the name it gets; empty for the unnamed one
 * @param sql one statement
 * @param parameterTypes oids for the first parameters, at most 65,535; 0 lets the server find out
 */
public record Parse(String statement, String sql, List<Integer> parameterTypes)
    implements FrontendMessage {

  public Parse {
    parameterTypes = List.copyOf(parameterTypes);
  }

  @Override
  public void encode(ByteWriter out) {
    int start = out.size();
    boolean whole = false;
    try {
      int mark = out.beginFrame('P');
      Oids.write(out.cstring(statement).cstring(sql), parameterTypes);
      out.endFrame(mark);
      whole = true;
    } finally {
      Frame.wholeOrNothing(out, start, whole);
    }
  }

  public static Parse decode(ByteReader body) {
    String statement = body.cstring();
    String sql = body.cstring();
    List<Integer> parameterTypes = Oids.read(body);
    body.end();
    return new Parse(statement, sql, parameterTypes);
  }
}
