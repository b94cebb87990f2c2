// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens a session. Immutable.
 *
 * @param majorVersion of the protocol: 3
 * @param minorVersion of the protocol: 0 or 2
 * @param parameters {@code user}, {@code database}, settings and protocol options, in the order in
 *     which they are sent
 */
public record StartupMessage(int majorVersion, int minorVersion, Map<String, String> parameters)
    implements FrontendMessage {

  public StartupMessage {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A NUL in a name or a value, or an empty name, would make other parameters of what follows
   * it.
   */
  @Override
  public void encode(ByteWriter out) {
    int start = out.size();
    boolean whole = false;
    try {
      int mark = out.beginFrame();
      out.int2(majorVersion).int2(minorVersion);
      for (Map.Entry<String, String> parameter : parameters.entrySet()) {
        check(parameter.getKey(), parameter.getValue());
        out.cstring(parameter.getKey()).cstring(parameter.getValue());
      }
      out.int1(0);
      out.endFrame(mark);
      whole = true;
    } finally {
      Frame.wholeOrNothing(out, start, whole);
    }
  }

  private static void check(String name, String value) {
    if (name.isEmpty()) {
      throw PgValueException.encode("a startup parameter without a name");
    }
    if (name.indexOf(0) >= 0) {
      throw PgValueException.encode("the name of a startup parameter contains U+0000");
    }
    if (value.indexOf(0) >= 0) {
      throw PgValueException.encode("the startup parameter " + name + " contains U+0000");
    }
  }

  /** Reads what stands behind the version. */
  static StartupMessage decode(int version, ByteReader body) {
    if (version >>> 16 != 3) {
      throw new PgProtocolException(
          "unknown protocol version " + (version >>> 16) + "." + (version & 0xffff), Sent.MAYBE);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name = body.cstring(); !name.isEmpty(); name = body.cstring()) {
      parameters.put(name, body.cstring());
    }
    body.end();
    return new StartupMessage(3, version & 0xffff, parameters);
  }
}
