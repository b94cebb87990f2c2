// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import java.util.ArrayList;
import java.util.List;

/**
 * The server wants one of several SASL mechanisms. Immutable.
 *
 * @param mechanisms their names, in the server's order of preference; may be empty
 */
public record AuthenticationSASL(List<String> mechanisms) implements Authentication {

  static final int CODE = 10;

  public AuthenticationSASL {
    mechanisms = List.copyOf(mechanisms);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), this::body);
  }

  private void body(ByteWriter out) {
    out.int4(CODE);
    for (String mechanism : mechanisms) {
      if (mechanism.isEmpty()) {
        throw PgValueException.encode("a SASL mechanism without a name");
      }
      out.cstring(mechanism);
    }
    out.int1(0);
  }

  static AuthenticationSASL decodeMechanisms(ByteReader body) {
    List<String> mechanisms = new ArrayList<>();
    for (String name = body.cstring(); !name.isEmpty(); name = body.cstring()) {
      mechanisms.add(name);
    }
    return new AuthenticationSASL(mechanisms);
  }
}
