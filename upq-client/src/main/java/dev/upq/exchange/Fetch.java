// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.row.Columns;
import dev.upq.statement.PreparedStatement;
import dev.upq.time.Deadline;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.Sync;
import dev.upq.wire.Target;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows as they are asked for, in bounded memory. One thread at a time.
 *
 * <p>Inside a transaction, a portal that stays open from one Sync to the next. How many rows are
 * asked for at a time goes by their {@linkplain FetchSize width}; the next are asked for when half
 * of the last have been read, so that the server works while the caller does:
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
 * slow slows the server. What is left when one has seen enough is read over where the server has
 * soon sent it and it fits the channel's buffer; else the statement is cancelled:
 *
 * <pre>
 * F  Bind  Execute  Sync
 * B  BindComplete  DataRow*  CommandComplete  ReadyForQuery
 * </pre>
 */
public final class Fetch implements AutoCloseable {

  private static final int ALL_ROWS = 0;
  private static final byte[] NO_BYTES = {};

  /** How long a closing waits for what is left before it cancels. */
  private static final Duration SOON = Duration.ofMillis(3);

  private final Call call;
  // Empty where all rows were asked for at once.
  private final String portal;
  private final FetchSize size;
  private Columns columns;
  private Answer.RowCheck check;
  private @Nullable Reply reply;
  // The answer behind that one, where more rows have been asked for already.
  private @Nullable Reply ahead;
  private boolean portalOpen;
  private boolean keepsNothing;
  private byte[] array = NO_BYTES;
  private int body;

  private Fetch(Call call, PreparedStatement statement, String portal, int fetchBytes) {
    this.call = call;
    this.columns = statement.columns();
    this.check = new Answer.RowCheck(columns, statement.returnsRows());
    this.portal = portal;
    this.size = new FetchSize(fetchBytes);
  }

  /** Asks for all rows at once. For use outside a transaction. */
  public static Fetch all(Call call, PreparedStatement statement, @Nullable Object[] arguments) {
    Fetch fetch = new Fetch(call, statement, "", 0);
    fetch.open(statement, arguments);
    return fetch;
  }

  /**
   * Asks for about {@code fetchBytes} of rows at a time. Inside a transaction only.
   *
   * @param portal a name that no other open portal of the session has
   */
  public static Fetch portal(
      Call call,
      PreparedStatement statement,
      @Nullable Object[] arguments,
      String portal,
      int fetchBytes) {
    Fetch fetch = new Fetch(call, statement, portal, fetchBytes);
    fetch.open(statement, arguments);
    return fetch;
  }

  private void open(PreparedStatement statement, @Nullable Object[] arguments) {
    ByteWriter out = new ByteWriter();
    Parameters.bind(out, portal, statement, arguments);
    execute(out);
    Ride ride = Ride.send(call, statement, out);
    PreparedStatement seen = ride.bound();
    columns = seen.columns();
    check = new Answer.RowCheck(columns, seen.returnsRows());
    portalOpen = !portal.isEmpty();
    reply = ride.reply();
  }

  public Columns columns() {
    return columns;
  }

  /**
   * Goes to the next row: its body, checked, stands in {@link #array()} at {@link #body()}. Waits
   * for it. False after the last.
   */
  public boolean next() {
    try {
      return read();
    } catch (PgException failed) {
      abandon();
      throw failed;
    }
  }

  /**
   * From now on the caller keeps nothing of a row when it goes to the next: what it stands in may
   * be used again.
   */
  public void keepsNothing() {
    keepsNothing = true;
    if (reply != null) {
      reply.keepsNothing();
    }
  }

  /** Where the row stands that was gone to. */
  public byte[] array() {
    return array;
  }

  /** Where the body of that row begins. */
  public int body() {
    return body;
  }

  private boolean read() {
    while (reply != null) {
      if (reply.nextRow()) {
        check.check(reply);
        array = reply.array();
        body = reply.rowFrom();
        count(reply.rowTo() - body);
        return true;
      }
      BackendMessage message = reply.next();
      switch (message) {
        case PortalSuspended suspended -> again(reply);
        case CommandComplete complete -> finish(reply);
        case EmptyQueryResponse empty -> {
          check.checkRowless(reply, empty);
          finish(reply);
        }
        case ErrorResponse error -> throw failure(reply, error);
        default -> {
          check.checkRowless(reply, message);
          Reply answering = reply;
          reply = null;
          ExtendedQuery.finish(
              answering, Portal.copy(call, answering, message, Portal.CopyRefusal.EXTENDED));
        }
      }
    }
    return false;
  }

  private void count(int bytes) {
    if (portalOpen) {
      size.saw(bytes);
      if (ahead == null && size.half()) {
        size.adapt();
        ahead = more();
      }
    }
  }

  private void again(Reply suspended) {
    if (portal.isEmpty()) {
      throw suspended.violation("an execution of all rows was suspended");
    }
    Answer.ready(suspended);
    reply = ahead == null ? more() : ahead;
    ahead = null;
  }

  private Reply more() {
    ByteWriter out = new ByteWriter();
    execute(out);
    Reply more = call.send(out);
    if (keepsNothing) {
      more.keepsNothing();
    }
    return more;
  }

  private void execute(ByteWriter out) {
    new Execute(portal, portal.isEmpty() ? ALL_ROWS : size.rows()).encode(out);
    new Sync().encode(out);
  }

  private void finish(Reply last) {
    Answer.ready(last);
    reply = null;
    close();
  }

  /** The statement failed, and with it what was asked for ahead. */
  private PgServerException failure(Reply failed, ErrorResponse error) {
    reply = null;
    portalOpen = false;
    PgServerException failure = Answer.failure(failed, error);
    try {
      drain();
    } catch (PgException further) {
      failure.addSuppressed(further);
    }
    return failure;
  }

  /**
   * Gives up what is left, if anything is. The connection is clean afterwards, or being cleaned.
   * Idempotent.
   */
  @Override
  public void close() {
    if (portalOpen) {
      closePortal();
    } else if (reply != null && !soonOver()) {
      abandon();
    }
    reply = null;
  }

  /** Waits a moment: the rest may be here already, or nearly. */
  private boolean soonOver() {
    return call.channel().awaitQuiet(Deadline.after(call.deadline().clock(), SOON));
  }

  /** What comes meanwhile is read over; it is no more than was asked for. */
  private void closePortal() {
    portalOpen = false;
    ByteWriter out = new ByteWriter();
    new Close(Target.PORTAL, portal).encode(out);
    new Sync().encode(out);
    try {
      Reply closed = call.send(out);
      PgServerException failure = drain();
      Answer.expect(closed, CloseComplete.class);
      Answer.ready(closed);
      if (failure != null) {
        throw failure;
      }
    } catch (PgException failed) {
      abandon();
      throw failed;
    }
  }

  /** Reads over what is under way; returns what failed in it. */
  private @Nullable PgServerException drain() {
    PgServerException first = drained(reply);
    PgServerException second = drained(ahead);
    reply = null;
    ahead = null;
    return first == null ? second : first;
  }

  private static @Nullable PgServerException drained(@Nullable Reply open) {
    PgServerException failure = null;
    while (open != null && !open.ended() && failure == null) {
      if (open.next() instanceof ErrorResponse error) {
        failure = Answer.failure(open, error);
      }
    }
    return failure;
  }

  /** Gives up what is left without waiting. Inside a transaction that fails it. */
  public void abandon() {
    portalOpen = false;
    for (Reply open : Arrays.asList(reply, ahead)) {
      if (open != null) {
        open.abandon();
      }
    }
    reply = null;
    ahead = null;
  }
}
