// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.List;

/**
 * The types of a prepared statement's parameters. Immutable.
 *
 * @param typeOids an oid each, unsigned 32 bits in an {@code int}
 */
public record ParameterDescription(List<Integer> typeOids) implements BackendMessage {

  public ParameterDescription {
    typeOids = List.copyOf(typeOids);
  }

  @Override
  public char type() {
    return 't';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> Oids.write(body, typeOids));
  }

  public static ParameterDescription decode(ByteReader body) {
    List<Integer> typeOids = Oids.read(body);
    body.end();
    return new ParameterDescription(typeOids);
  }
}
