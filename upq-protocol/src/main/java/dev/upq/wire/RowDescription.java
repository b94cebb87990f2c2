// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of the rows that follow, or that a portal or statement would give. Immutable.
 *
 * @param fields in the order of the columns; may be empty
 */
public record RowDescription(List<Field> fields) implements BackendMessage {

  public RowDescription {
    fields = List.copyOf(fields);
  }

  @Override
  public char type() {
    return 'T';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), this::body);
  }

  private void body(ByteWriter out) {
    out.int2(Frame.count(fields.size(), "columns"));
    fields.forEach(field -> field.write(out));
  }

  public static RowDescription decode(ByteReader body) {
    int count = body.count(body.uint2(), Field.LEAST_BYTES);
    List<Field> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(Field.read(body));
    }
    body.end();
    return new RowDescription(fields);
  }
}
