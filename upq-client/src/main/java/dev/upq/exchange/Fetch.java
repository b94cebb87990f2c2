// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.Sync;
import dev.upq.wire.Target;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows as they are asked for, in bounded memory. One thread at a time.
 *
 * <p>Inside a transaction, a portal that stays open from one Sync to the next:
 *
 * <pre>
 * F  Bind(portal)  Execute(portal, n)  Sync
 * B  BindComplete  DataRow*  PortalSuspended  ReadyForQuery
 * F  Execute(portal, n)  Sync
 * B  DataRow*  CommandComplete  ReadyForQuery
 * F  Close(portal)  Sync                            (where the caller has seen enough)
 * B  CloseComplete  ReadyForQuery
 * </pre>
 *
 * <p>Outside one, where Sync would end the portal, all rows are asked for at once; a caller that is
 * slow slows the server, and one that has seen enough cancels the statement:
 *
 * <pre>
 * F  Bind  Execute  Sync
 * B  BindComplete  DataRow*  CommandComplete  ReadyForQuery
 * </pre>
 */
public final class Fetch implements AutoCloseable {

  private static final int ALL_ROWS = 0;

  private final Call call;
  private final String portal;
  private final int rowsAtOnce;
  private Columns columns;
  private Answer.RowCheck check;
  private @Nullable Reply reply;
  private boolean portalOpen;

  private Fetch(Call call, PreparedStatement statement, String portal, int rowsAtOnce) {
    this.call = call;
    this.columns = statement.columns();
    this.check = new Answer.RowCheck(columns, statement.returnsRows());
    this.portal = portal;
    this.rowsAtOnce = rowsAtOnce;
  }

  /** Asks for all rows at once. For use outside a transaction. */
  public static Fetch all(Call call, PreparedStatement statement, @Nullable Object[] arguments) {
    Fetch fetch = new Fetch(call, statement, "", ALL_ROWS);
    fetch.open(statement, arguments);
    return fetch;
  }

  /**
   * Asks for {@code rowsAtOnce} rows at a time. Inside a transaction only.
   *
   * @param portal a name that no other open portal of the session has
   */
  public static Fetch portal(
      Call call,
      PreparedStatement statement,
      @Nullable Object[] arguments,
      String portal,
      int rowsAtOnce) {
    Fetch fetch = new Fetch(call, statement, portal, rowsAtOnce);
    fetch.open(statement, arguments);
    return fetch;
  }

  public Columns columns() {
    return columns;
  }

  /** The next row; empty after the last. Waits for it. */
  public Optional<Row> next() {
    while (reply != null) {
      BackendMessage message = reply.next();
      switch (message) {
        case DataRow row -> {
          check.check(reply, row);
          return Optional.of(new Row(columns, row));
        }
        case PortalSuspended suspended -> again();
        case CommandComplete complete -> finish();
        case EmptyQueryResponse empty -> {
          check.checkRowless(reply, empty);
          finish();
        }
        case ErrorResponse error -> {
          Reply failed = reply;
          reply = null;
          portalOpen = false;
          throw Answer.failure(failed, error);
        }
        default -> {
          check.checkRowless(reply, message);
          Reply answering = reply;
          reply = null;
          ExtendedQuery.finish(
              answering, Portal.copy(call, answering, message, Portal.CopyRefusal.EXTENDED));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Gives up what is left, if anything is. The connection is clean afterwards, or being cleaned.
   * Idempotent.
   */
  @Override
  public void close() {
    Reply open = reply;
    reply = null;
    if (open != null && rowsAtOnce == ALL_ROWS) {
      open.abandon();
    } else if (open != null) {
      drain(open);
    }
    if (portalOpen) {
      portalOpen = false;
      closePortal();
    }
  }

  /** Gives up what is left without waiting. Inside a transaction that fails it. */
  public void abandon() {
    Reply open = reply;
    reply = null;
    portalOpen = false;
    if (open != null) {
      open.abandon();
    }
  }

  private void open(PreparedStatement statement, @Nullable Object[] arguments) {
    ByteWriter out = new ByteWriter();
    Parameters.bind(out, portal, statement, arguments);
    execute(out);
    Ride ride = Ride.send(call, statement, out);
    PreparedStatement seen = ride.bound();
    columns = seen.columns();
    check = new Answer.RowCheck(columns, seen.returnsRows());
    portalOpen = rowsAtOnce != ALL_ROWS;
    reply = ride.reply();
  }

  private void again() {
    Reply suspended = Objects.requireNonNull(reply);
    if (rowsAtOnce == ALL_ROWS) {
      throw suspended.violation("an execution of all rows was suspended");
    }
    Answer.ready(suspended);
    ByteWriter out = new ByteWriter();
    execute(out);
    reply = call.send(out);
  }

  private void execute(ByteWriter out) {
    new Execute(portal, rowsAtOnce).encode(out);
    new Sync().encode(out);
  }

  private void finish() {
    Reply last = reply;
    reply = null;
    if (last != null) {
      Answer.ready(last);
    }
    if (portalOpen) {
      portalOpen = false;
      closePortal();
    }
  }

  private void drain(Reply open) {
    while (!open.ended()) {
      if (open.next() instanceof ErrorResponse error) {
        portalOpen = false;
        throw Answer.failure(open, error);
      }
    }
  }

  private void closePortal() {
    ByteWriter out = new ByteWriter();
    new Close(Target.PORTAL, portal).encode(out);
    new Sync().encode(out);
    Reply closed = call.send(out);
    Answer.expect(closed, CloseComplete.class);
    Answer.ready(closed);
  }
}
