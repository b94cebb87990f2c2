// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.row.Columns;
import dev.upq.statement.Claim;
import dev.upq.statement.PreparedStatement;
import dev.upq.type.PgType;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.NoData;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution on its way, and what rides in front of it where the session does not hold its
 * statement yet. One thread at a time.
 *
 * <pre>
 * F  Close*  [ Parse ]  [ Describe ]  Bind ...
 * B  CloseComplete*  [ ParseComplete ]  [ ParameterDescription  RowDescription | NoData ]  BindComplete ...
 * </pre>
 *
 * <p>Parse names the parameter types that the values are written for, so that they cannot mean
 * something else in this session. What the session describes is what its rows are read by.
 */
final class Ride {

  private final Call call;
  private final Claim claim;
  private final Reply reply;

  private Ride(Call call, Claim claim, Reply reply) {
    this.call = call;
    this.claim = claim;
    this.reply = reply;
  }

  /**
   * Sends {@code request}, the frames from Bind on, with what has to ride in front of it.
   *
   * @throws PgException where nothing was sent
   */
  static Ride send(Call call, PreparedStatement statement, ByteWriter request) {
    while (true) {
      Ride ride = trySend(call, statement, request);
      if (ride != null) {
        return ride;
      }
      call.channel().awaitTurn(call.deadline(), call.interruptible());
    }
  }

  private static @Nullable Ride trySend(
      Call call, PreparedStatement statement, ByteWriter request) {
    Claim claim = null;
    Reply reply = null;
    call.held().order().lock();
    try {
      claim = call.held().claim(statement);
      ByteWriter burst = claim.isEmpty() ? request : inFrontOf(request, claim);
      reply = call.channel().trySend(burst, call.deadline(), call.interruptible());
      return reply == null ? null : new Ride(call, claim, reply);
    } finally {
      if (reply == null && claim != null) {
        call.held().takenBack(claim);
      }
      call.held().order().unlock();
    }
  }

  private static ByteWriter inFrontOf(ByteWriter request, Claim claim) {
    ByteWriter burst = new ByteWriter();
    write(burst, claim);
    return burst.bytes(request.array(), 0, request.size());
  }

  /** Writes what rides in front. */
  static void write(ByteWriter out, Claim claim) {
    PreparedStatement statement = claim.statement();
    for (String name : claim.closing()) {
      new Close(Target.STATEMENT, name).encode(out);
    }
    if (claim.parse()) {
      List<Integer> oids = statement.parameters().stream().map(PgType::oid).toList();
      new Parse(statement.name(), statement.parsed(), oids).encode(out);
    }
    if (claim.describe()) {
      new Describe(Target.STATEMENT, statement.name()).encode(out);
    }
  }

  Reply reply() {
    return reply;
  }

  /**
   * Reads up to and with BindComplete.
   *
   * @return the statement as this session sees it
   * @throws UnboundException where the server refuses it; ReadyForQuery has been read
   */
  PreparedStatement bound() {
    return bound(call, reply, claim);
  }

  /** As {@link #bound()}, of one statement of several in a reply. */
  static PreparedStatement bound(Call call, Reply reply, Claim claim) {
    PreparedStatement seen = claim.isEmpty() ? claim.statement() : read(call, reply, claim);
    BackendMessage message = reply.next();
    if (message instanceof ErrorResponse error) {
      throw new UnboundException(Answer.failure(reply, error));
    }
    if (!(message instanceof BindComplete)) {
      throw reply.unexpected(message, "where BindComplete belongs");
    }
    return seen;
  }

  /**
   * Reads the answers to what rode in front, and tells the session's statements what became of it.
   *
   * @throws UnboundException where the server refuses it; ReadyForQuery has been read
   */
  static PreparedStatement read(Call call, Reply reply, Claim claim) {
    boolean parsed = !claim.parse();
    try {
      for (int i = 0; i < claim.closing().size(); i++) {
        Answer.expect(reply, CloseComplete.class);
      }
      if (claim.parse()) {
        Answer.expect(reply, ParseComplete.class);
        parsed = true;
      }
      PreparedStatement seen = claim.describe() ? seen(call, reply, claim) : claim.statement();
      call.held().verified(claim, seen);
      return seen;
    } catch (PgServerException refused) {
      if (!parsed) {
        call.held().refused(claim);
      }
      throw new UnboundException(refused);
    } catch (PgException unfinished) {
      if (unfinished.sent() == Sent.NOTHING) {
        call.held().takenBack(claim);
      } else {
        call.held().unknown(claim);
      }
      throw unfinished;
    }
  }

  private static PreparedStatement seen(Call call, Reply reply, Claim claim) {
    Answer.expect(reply, ParameterDescription.class);
    BackendMessage message = reply.next();
    if (message instanceof ErrorResponse error) {
      throw Answer.failure(reply, error);
    }
    return seen(call, reply, claim.statement(), message);
  }

  /** The statement as the session describes its rows. */
  static PreparedStatement seen(
      Call call, Reply reply, PreparedStatement claimed, BackendMessage description) {
    return switch (description) {
      case NoData none ->
          claimed.returnsRows() ? claimed.withColumns(Columns.none(), false) : claimed;
      case RowDescription rows -> {
        Columns columns = Descriptions.columns(rows, call.types(), claimed.columns());
        yield claimed.returnsRows() && columns.sameAs(claimed.columns())
            ? claimed
            : claimed.withColumns(columns, true);
      }
      default -> throw reply.unexpected(description, "where a statement's rows are described");
    };
  }
}
