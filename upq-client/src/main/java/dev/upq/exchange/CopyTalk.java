// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyFail;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Field;
import dev.upq.wire.Flush;
import dev.upq.wire.Format;
import dev.upq.wire.NoData;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import dev.upq.wire.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both directions of COPY have in common: one answer that stays open from the first Parse to
 * ReadyForQuery, and one Sync that has to be sent exactly once. Confined to the caller's thread.
 *
 * <p>Sync stands at the end and not behind Execute, for the server passes over one that comes while
 * it waits for data. Until then everything is one transaction, so that what was described is still
 * true, and locked, when the data come. Whatever ends the conversation early sends CopyFail and
 * Sync: where the server is not in COPY (any more), it passes over the first of them.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-COPY">COPY
 *     operations</a>
 */
final class CopyTalk {

  private final Call call;
  private final Reply reply;
  private boolean synced;

  /** What the caller has done wrong, where the server is about to say so in words of its own. */
  private @Nullable PgUsageException misuse;

  private CopyTalk(Call call, Reply reply) {
    this.call = call;
    this.reply = reply;
  }

  /** Begins with a burst that holds no Sync. */
  static CopyTalk begin(Call call, ByteWriter burst) {
    return new CopyTalk(call, call.send(burst));
  }

  /** What asks for the columns of a query without running it. */
  static void describe(ByteWriter out, String sql) {
    new Parse("", sql, List.of()).encode(out);
    new Describe(Target.STATEMENT, "").encode(out);
  }

  /** What runs a COPY. */
  static void execute(ByteWriter out, String sql) {
    new Parse("", sql, List.of()).encode(out);
    new Bind("", "", List.of(), List.of(), List.of()).encode(out);
    new Execute("", 0).encode(out);
    new Flush().encode(out);
  }

  Call call() {
    return call;
  }

  Reply reply() {
    return reply;
  }

  /** The next message; where its waiting is given up, the COPY is. */
  BackendMessage next() {
    try {
      return reply.next();
    } catch (PgInterruptedException | PgTimeoutException givenUp) {
      if (givenUp.sent() != Sent.NOTHING) {
        giveUp("the client has given up");
      }
      throw givenUp;
    }
  }

  /** Expects a message of that class; an error is seen to its end and thrown. */
  <M extends BackendMessage> M expect(Class<M> wanted) {
    BackendMessage message = next();
    if (wanted.isInstance(message)) {
      return wanted.cast(message);
    }
    if (message instanceof ErrorResponse error) {
      throw failure(error);
    }
    throw reply.unexpected(message, "where " + wanted.getSimpleName() + " belongs");
  }

  /** Reads what {@link #describe} is answered with; every column is to travel in binary. */
  Columns columns() {
    expect(ParseComplete.class);
    int parameters = expect(ParameterDescription.class).typeOids().size();
    BackendMessage message = next();
    List<Column> columns = new ArrayList<>();
    switch (message) {
      case RowDescription rows -> {
        for (Field field : rows.fields()) {
          columns.add(Column.of(field, call.types().type(field.typeOid()), Format.BINARY));
        }
      }
      case NoData none -> {}
      case ErrorResponse error -> throw failure(error);
      default -> throw reply.unexpected(message, "where a COPY's columns are described");
    }
    if (parameters > 0) {
      misuse =
          new PgUsageException("COPY takes no parameters; read the query with stream() instead");
    }
    return new Columns(columns);
  }

  /** Reads what {@link #execute} is answered with, up to where data flow in that direction. */
  void started(boolean in) {
    expect(ParseComplete.class);
    expect(BindComplete.class);
    BackendMessage message = next();
    switch (message) {
      case CopyInResponse response -> {
        if (!in) {
          fail("the text is COPY ... FROM STDIN where data were to be read");
          throw wrongWay("COPY ... FROM STDIN, which takes data; use copyIn()");
        }
      }
      case CopyOutResponse response -> {
        if (in) {
          abandon("");
          throw wrongWay("COPY ... TO STDOUT, which gives data; use copyOut()");
        }
      }
      case CommandComplete complete -> {
        sync();
        Answer.ready(reply);
        throw wrongWay(
            "a COPY of a file on the server, and was carried out; run it with execute()");
      }
      case ErrorResponse error -> throw failure(error);
      default -> throw reply.unexpected(message, "where COPY begins");
    }
  }

  private static PgUsageException wrongWay(String what) {
    return new PgUsageException("the text is " + what);
  }

  /** Sends Sync, once. */
  void sync() {
    if (!synced) {
      ByteWriter out = new ByteWriter();
      new Sync().encode(out);
      feed(out);
    }
  }

  /** Sync stands at the end of frames that were sent already. */
  void noteSync() {
    synced = true;
  }

  /** Sends CopyFail and Sync, once; the answer is to be read, or abandoned, afterwards. */
  void giveUp(String reason) {
    if (!synced) {
      ByteWriter out = new ByteWriter();
      new CopyFail(reason).encode(out);
      new Sync().encode(out);
      feed(out);
    }
  }

  private void feed(ByteWriter out) {
    synced = true;
    try {
      call.channel().feed(out);
    } catch (PgConnectionLostException over) {
      // The answer, which is read next, tells the same with its reason.
    }
  }

  /** The server has refused: sees that to its end and returns what to throw. */
  PgException failure(ErrorResponse error) {
    sync();
    PgServerException told = Answer.failure(reply, error);
    return misuse == null ? told : misuse;
  }

  /** Gives up without waiting. Does nothing where the answer is complete. */
  void abandon(String reason) {
    giveUp(reason);
    reply.abandon();
  }

  /**
   * Gives up and sees it to its end, so that the connection is clean.
   *
   * @return what the server reported
   * @throws PgException where the connection has ended, or the waiting for it is given up
   */
  PgServerException fail(String reason) {
    giveUp(reason);
    BackendMessage message = reply.next();
    if (!(message instanceof ErrorResponse error)) {
      throw reply.unexpected(message, "where a COPY was given up");
    }
    PgServerException told = PgServerException.of(error.diagnostic());
    Answer.end(reply, told);
    return told;
  }

  PgProtocolException violation(String what) {
    return reply.violation(what);
  }
}
