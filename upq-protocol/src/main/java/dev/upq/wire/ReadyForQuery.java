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

  private static final ReadyForQuery IDLE = new ReadyForQuery(TransactionStatus.IDLE);
  private static final ReadyForQuery IN_TRANSACTION =
      new ReadyForQuery(TransactionStatus.IN_TRANSACTION);
  private static final ReadyForQuery FAILED = new ReadyForQuery(TransactionStatus.FAILED);

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
    return of(status);
  }

  /** As {@link #decode}, of the body {@code bytes[from, to)}. */
  static ReadyForQuery decode(byte[] bytes, int from, int to) {
    return to - from == 1
        ? of(TransactionStatus.decode(bytes[from]))
        : decode(new ByteReader(bytes, from, to));
  }

  private static ReadyForQuery of(TransactionStatus status) {
    return switch (status) {
      case IDLE -> IDLE;
      case IN_TRANSACTION -> IN_TRANSACTION;
      case FAILED -> FAILED;
    };
  }
}
