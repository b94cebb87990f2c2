// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Channel;
import dev.upq.channel.Reply;
import dev.upq.row.RowMapping;
import dev.upq.statement.HeldStatements;
import dev.upq.time.Deadline;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.TransactionStatus;
import java.util.List;

/**
 * What every conversation of one call needs to know. Immutable.
 *
 * @param channel the connection's channel
 * @param deadline for the whole call
 * @param interruptible whether an interrupt ends the call; only the library's own cleaning up says
 *     no
 * @param source the types of the session
 * @param mapping how rows become records
 * @param held what the session holds prepared
 * @param maxResultBytes the most that a result may hold in memory; larger ones have to be streamed
 */
public record Call(
    Channel channel,
    Deadline deadline,
    boolean interruptible,
    TypeSource source,
    RowMapping mapping,
    HeldStatements held,
    long maxResultBytes) {

  /** The types that the session knows now. */
  public PgTypeRegistry types() {
    return source.current();
  }

  /** True outside a transaction, as far as answers have told. */
  public boolean idle() {
    return channel.status() == TransactionStatus.IDLE;
  }

  Reply send(ByteWriter burst) {
    return channel.send(burst, deadline, interruptible);
  }

  List<Reply> send(ByteWriter burst, int syncs) {
    return channel.send(burst, syncs, deadline, interruptible);
  }

  /**
   * The same within a deadline of its own, and not ended by an interrupt: for work beside a call.
   */
  public Call aside(Deadline its) {
    return new Call(channel, its, false, source, mapping, held, maxResultBytes);
  }

  /** The same with another limit for a result in memory. */
  public Call withMaxResultBytes(long bytes) {
    return new Call(channel, deadline, interruptible, source, mapping, held, bytes);
  }
}
