// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.Execute;
import dev.upq.wire.Sync;
import org.jspecify.annotations.Nullable;

/**
 * Runs a prepared statement and reads its whole result.
 *
 * <pre>
 * F  [ Parse ]  Bind  Execute  Sync
 * B  [ ParseComplete ]  BindComplete  DataRow*  CommandComplete | EmptyQueryResponse | ErrorResponse  ReadyForQuery
 * </pre>
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY">Extended
 *     query</a>
 */
public final class ExtendedQuery {

  private static final int ALL_ROWS = 0;
  private static final Execute EXECUTE = new Execute("", ALL_ROWS);
  private static final Sync SYNC = new Sync();

  private ExtendedQuery() {}

  /**
   * Runs it. Where it is hit by a cancel request that was meant for another's statement on the same
   * connection, it was undone whole and is run again.
   *
   * @throws UnboundException where the server refuses it before anything is executed
   */
  public static QueryResult run(
      Call call, PreparedStatement statement, @Nullable Object[] arguments) {
    QueryResult result = attempt(call, statement, arguments);
    while (result == null) {
      try {
        result = attempt(call, statement, arguments);
      } catch (PgException failed) {
        throw Begun.told(failed);
      }
    }
    return result;
  }

  /** Null where it was hit by a cancel request that was meant for another. */
  private static @Nullable QueryResult attempt(
      Call call, PreparedStatement statement, @Nullable Object[] arguments) {
    Ride ride = send(call, statement, arguments);
    try {
      return read(call, ride);
    } catch (PgCanceledException canceled) {
      if (ride.reply().exposed()) {
        return null;
      }
      throw canceled;
    } catch (UnboundException unbound) {
      if (unbound.failure() instanceof PgCanceledException && ride.reply().exposed()) {
        return null;
      }
      throw unbound;
    }
  }

  private static QueryResult read(Call call, Ride ride) {
    PreparedStatement seen = ride.bound();
    Portal.End end =
        Portal.read(
            call, ride.reply(), seen.columns(), seen.returnsRows(), Portal.CopyRefusal.EXTENDED);
    if (end instanceof Portal.End.Done done) {
      Answer.ready(ride.reply());
      return done.result();
    }
    return finish(ride.reply(), end);
  }

  private static Ride send(Call call, PreparedStatement statement, @Nullable Object[] arguments) {
    ByteWriter out =
        new ByteWriter(Parameters.roomBytes(statement, arguments), ByteWriter.MAX_MESSAGE_BYTES);
    Parameters.bind(out, "", statement, arguments);
    EXECUTE.encode(out);
    SYNC.encode(out);
    return Ride.send(call, statement, out);
  }

  /** Goes on to ReadyForQuery and hands over what the execution brought. */
  static QueryResult finish(Reply reply, Portal.End end) {
    return switch (end) {
      case Portal.End.Done done -> {
        Answer.ready(reply);
        yield done.result();
      }
      case Portal.End.Suspended suspended ->
          throw reply.violation("an execution of all rows was suspended");
      case Portal.End.Failed failed -> throw failed(reply, failed.failure());
      case Portal.End.Refused refused -> throw refused(reply, refused.why());
    };
  }

  private static PgException failed(Reply reply, PgException failure) {
    Answer.end(reply, failure);
    return failure;
  }

  /** The server knows of no failure, so that one may still come at Sync. */
  private static PgException refused(Reply reply, PgException why) {
    try {
      Answer.ready(reply);
    } catch (PgServerException | PgConnectionLostException | PgProtocolException further) {
      why.addSuppressed(further);
    }
    return why;
  }
}
