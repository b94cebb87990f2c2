// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** A statement or portal returns no rows; stands where {@link RowDescription} would. Immutable. */
public record NoData() implements BackendMessage {

  static final NoData INSTANCE = new NoData();

  @Override
  public char type() {
    return 'n';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, 'n');
  }

  public static NoData decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
