// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.statement.Claim;
import dev.upq.statement.PreparedStatement;
import dev.upq.time.Deadline;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Gives a new session the statements that it is likely to need, ahead of use. Sent by one thread,
 * and read by one.
 *
 * <pre>
 * F  ( Parse  Describe  Sync )*
 * B  ( ParseComplete  ParameterDescription  RowDescription | NoData  ReadyForQuery
 *    | ErrorResponse  ReadyForQuery )*
 * </pre>
 *
 * <p>Each has a Sync of its own: one that is refused, for its table is gone, harms no other. The
 * server answers in order, so whoever sends next waits for the server to have done this, but for no
 * further round trip.
 */
public final class Warm {

  /** Classes of SQLSTATE that speak of the text, and not of the session or the server. */
  private static final Set<String> OF_THE_TEXT = Set.of("0A", "22", "3F", "42");

  private final Call call;
  private final List<Claim> claims = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();

  private Warm(Call call) {
    this.call = call;
  }

  /**
   * Sends those that the session does not hold, outside a transaction. Waits for nothing: where it
   * would have to, the rest is left out.
   *
   * @param patience how long the server may take
   * @throws PgException where the connection is over
   */
  public static Warm send(Call first, Deadline patience, List<PreparedStatement> statements) {
    Call call = first.aside(patience);
    Warm warm = new Warm(call);
    call.held().order().lock();
    try {
      for (PreparedStatement statement : statements) {
        if (!warm.trySend(statement)) {
          break;
        }
      }
    } finally {
      call.held().order().unlock();
    }
    return warm;
  }

  private boolean trySend(PreparedStatement statement) {
    Claim claim = call.held().claim(statement);
    if (!claim.parse()) {
      call.held().close(claim.closing());
      return true;
    }
    Reply reply = null;
    try {
      ByteWriter out = new ByteWriter();
      Ride.write(out, claim);
      new Sync().encode(out);
      reply = call.channel().trySend(out, call.deadline(), false);
    } finally {
      if (reply == null) {
        call.held().takenBack(claim);
      }
    }
    if (reply != null) {
      claims.add(claim);
      replies.add(reply);
    }
    return reply != null;
  }

  /**
   * Reads what became of them. Where the call's deadline passes, the rest is given up and
   * cancelled: a table that somebody has locked holds no session up for longer.
   */
  public void read() {
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      try {
        Ride.read(call, replies.get(i), claim);
        Answer.ready(replies.get(i));
      } catch (UnboundException refused) {
        if (OF_THE_TEXT.contains(refused.failure().sqlState().sqlClass())) {
          claim.statement().text().refusedAhead(claim.statement());
        }
      } catch (PgException over) {
        leave(i + 1);
        return;
      }
    }
  }

  private void leave(int from) {
    claims.subList(from, claims.size()).forEach(call.held()::unknown);
    replies.subList(from, replies.size()).forEach(Reply::abandon);
  }
}
