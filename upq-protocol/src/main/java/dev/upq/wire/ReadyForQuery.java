// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * The server has dealt with everything up to a Sync or a simple query. Immutable.
 *
 * @param status the only truth about where the session stands
 */
public record ReadyForQuery(TransactionStatus status) implements BackendMessage {

  @Override
  public char type() {
    return 'Z';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> body.int1(status.code()));
  }

  public static ReadyForQuery decode(ByteReader body) {
    TransactionStatus status = TransactionStatus.decode(body.int1());
    body.end();
    return new ReadyForQuery(status);
  }
}
