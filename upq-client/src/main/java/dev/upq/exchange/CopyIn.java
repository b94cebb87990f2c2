// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Feeding;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.row.Columns;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyDone;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Flush;
import dev.upq.wire.Sync;
import java.util.function.Function;

/**
 * Sends data to a COPY ... FROM STDIN. One thread at a time.
 *
 * <pre>
 * F  Parse  Bind  Execute  Flush
 * B  ParseComplete  BindComplete  CopyInResponse
 * F  CopyData*  CopyDone  Sync
 * B  CommandComplete  ReadyForQuery
 * </pre>
 *
 * <p>The server may refuse at any moment; what it has not read yet it passes over:
 *
 * <pre>
 * B  ErrorResponse
 * F  Sync
 * B  ReadyForQuery
 * </pre>
 *
 * <p>The client may give up: CopyFail in place of CopyDone, which is answered by an error. Into a
 * table whose columns are to be known, a query of it is described first, in the same transaction.
 */
public final class CopyIn {

  private static final String GIVEN_UP = "the client has given up";

  private final CopyTalk talk;
  private final Feeding feeding;
  private boolean open = true;

  private CopyIn(CopyTalk talk) {
    this.talk = talk;
    this.feeding = talk.call().channel().feeding(talk.reply());
  }

  /**
   * Begins; the server waits for data afterwards.
   *
   * @throws PgException where it does not take the text, or where that is no COPY FROM STDIN
   */
  public static CopyIn open(Call call, String sql) {
    CopyText.requireCopy(sql);
    ByteWriter out = new ByteWriter();
    CopyTalk.execute(out, sql);
    CopyTalk talk = CopyTalk.begin(call, out);
    talk.started(true);
    return new CopyIn(talk);
  }

  /**
   * Describes a query of the table, makes the COPY's text from its columns and begins that.
   *
   * @param text may throw; then nothing is copied and the connection is clean
   */
  public static CopyIn open(Call call, String query, Function<Columns, String> text) {
    ByteWriter described = new ByteWriter();
    CopyTalk.describe(described, query);
    new Flush().encode(described);
    CopyTalk talk = CopyTalk.begin(call, described);
    Columns columns = talk.columns();
    String sql;
    try {
      sql = text.apply(columns);
    } catch (RuntimeException | Error refused) {
      leave(talk, refused);
      throw refused;
    }
    ByteWriter out = new ByteWriter();
    CopyTalk.execute(out, sql);
    CopyIn copy = new CopyIn(talk);
    copy.feed(out);
    talk.started(true);
    return copy;
  }

  private static void leave(CopyTalk talk, Throwable why) {
    try {
      talk.sync();
      Answer.ready(talk.reply());
    } catch (PgException further) {
      why.addSuppressed(further);
    }
  }

  /** False once it was finished, given up or refused. */
  public boolean open() {
    return open;
  }

  /**
   * An empty writer of at least so many bytes for {@link #send}; may be one that was sent before.
   */
  public ByteWriter writer(int bytes) {
    return feeding.writer(bytes);
  }

  /**
   * Sends whole frames of CopyData; waits while the outbox is full.
   *
   * @param frames belongs to the channel from now on
   * @throws PgServerException where the server has refused; the connection is clean
   * @throws PgException where the caller is interrupted or late: the COPY is given up
   */
  public void send(ByteWriter frames) {
    if (!open) {
      throw new PgUsageException("this COPY has ended; begin another");
    }
    feed(frames);
  }

  /**
   * Sends what is left, and the end.
   *
   * @param frames whole frames of CopyData, or none
   * @return how many rows the server has taken
   * @throws PgServerException where it refuses; nothing was copied and the connection is clean
   */
  public long finish(ByteWriter frames) {
    new CopyDone().encode(frames);
    new Sync().encode(frames);
    send(frames);
    talk.noteSync();
    open = false;
    long rows = Math.max(0, talk.expect(CommandComplete.class).rows());
    Answer.ready(talk.reply());
    return rows;
  }

  /**
   * Gives up: nothing is copied. The connection is clean afterwards. Does nothing once it has
   * ended.
   *
   * @param reason becomes part of the server's report, and of its log
   * @throws PgException where the connection has ended, or the waiting is given up
   */
  public void fail(String reason) {
    if (open) {
      open = false;
      talk.fail(reason);
    }
  }

  /** As {@link #fail} without waiting. */
  public void abandon() {
    if (open) {
      open = false;
      talk.abandon(GIVEN_UP);
    }
  }

  private void feed(ByteWriter frames) {
    boolean fed;
    try {
      refuseIfLate();
      fed = feeding.feed(frames);
    } catch (PgInterruptedException | PgTimeoutException givenUp) {
      abandon();
      throw givenUp;
    } catch (PgException lost) {
      open = false;
      throw lost;
    }
    if (!fed) {
      open = false;
      throw early();
    }
  }

  /** Where the outbox never fills, nobody else looks. */
  private void refuseIfLate() {
    if (talk.call().interruptible() && Thread.currentThread().isInterrupted()) {
      throw new PgInterruptedException("interrupted in the middle of COPY", Sent.MAYBE);
    }
    if (talk.call().deadline().passed()) {
      throw new PgTimeoutException("the deadline passed in the middle of COPY", Sent.MAYBE);
    }
  }

  /** The server has spoken before all was said. */
  private PgException early() {
    BackendMessage message = talk.next();
    return message instanceof ErrorResponse error
        ? talk.failure(error)
        : talk.reply().unexpected(message, "in the middle of COPY data");
  }
}
