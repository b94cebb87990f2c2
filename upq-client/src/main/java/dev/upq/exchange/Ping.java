// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.wire.Sync;

/**
 * Asks whether the server is there, without a statement: nothing is parsed, run or logged for it.
 * Stateless.
 *
 * <pre>
 * F  Sync
 * B  ReadyForQuery
 * </pre>
 */
public final class Ping {

  private Ping() {}

  /**
   * Returns when the server has answered.
   *
   * @throws dev.upq.fault.PgException where it does not by the call's deadline, or the connection
   *     is over
   */
  public static void run(Call call) {
    ByteWriter out = new ByteWriter();
    new Sync().encode(out);
    Reply reply = call.send(out);
    Answer.ready(reply);
  }
}
