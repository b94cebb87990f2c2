// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/** The statement text was empty; stands where {@link CommandComplete} would. Immutable. */
public record EmptyQueryResponse() implements BackendMessage {

  static final EmptyQueryResponse INSTANCE = new EmptyQueryResponse();

  @Override
  public char type() {
    return 'I';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.writeEmpty(out, 'I');
  }

  public static EmptyQueryResponse decode(ByteReader body) {
    body.end();
    return INSTANCE;
  }
}
