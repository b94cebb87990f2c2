// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.row.Columns;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.DataRow;
import dev.upq.wire.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of a COPY ... TO STDOUT as they come; a slow reader slows the server. One thread
 * at a time.
 *
 * <pre>
 * F  Parse  Bind  Execute  Flush
 * B  ParseComplete  BindComplete  CopyOutResponse
 * F  Sync
 * B  CopyData*  CopyDone  CommandComplete  ReadyForQuery
 * </pre>
 */
public final class CopyOut {

  private final CopyTalk talk;
  private final Columns columns;
  private final Answer.RowCheck check;
  private boolean open = true;
  private long rows = -1;

  private CopyOut(CopyTalk talk, Columns columns) {
    this.talk = talk;
    this.columns = columns;
    this.check = new Answer.RowCheck(columns, true);
  }

  /**
   * Begins; data follow.
   *
   * @throws PgException where the server does not take the text, or where that is no COPY TO STDOUT
   */
  public static CopyOut open(Call call, String sql) {
    CopyText.requireCopy(sql);
    ByteWriter out = new ByteWriter();
    CopyTalk.execute(out, sql);
    CopyTalk talk = CopyTalk.begin(call, out);
    return started(talk, Columns.none());
  }

  /** Describes the query whose rows the COPY gives, and begins that, in one burst. */
  public static CopyOut open(Call call, String query, String sql) {
    ByteWriter out = new ByteWriter();
    CopyTalk.describe(out, query);
    CopyTalk.execute(out, sql);
    CopyTalk talk = CopyTalk.begin(call, out);
    Columns columns = talk.columns();
    return started(talk, columns);
  }

  private static CopyOut started(CopyTalk talk, Columns columns) {
    talk.started(false);
    talk.sync();
    return new CopyOut(talk, columns);
  }

  /** The columns of the query; none where it was not described. */
  public Columns columns() {
    return columns;
  }

  /** False once all was read, or it was given up or failed. */
  public boolean open() {
    return open;
  }

  /** How many rows the server says it gave; -1 before the end. */
  public long rows() {
    return rows;
  }

  /**
   * The next piece of data, which need not end where a row does; null at the end. Waits for it.
   *
   * @throws PgServerException where the COPY fails; the connection is clean
   */
  public @Nullable CopyData next() {
    if (!open) {
      return null;
    }
    boolean going = false;
    try {
      BackendMessage message = talk.next();
      switch (message) {
        case CopyData data -> {
          going = true;
          return data;
        }
        case CopyDone done -> finish();
        case ErrorResponse error -> throw talk.failure(error);
        default -> throw talk.reply().unexpected(message, "in COPY data");
      }
    } finally {
      open = going;
    }
    return null;
  }

  /** Gives up what is left: cancels the COPY, without waiting. Does nothing once it has ended. */
  public void abandon() {
    if (open) {
      open = false;
      talk.abandon("the client has seen enough");
    }
  }

  /** A row of the described columns, checked as rows of a query are. */
  DataRow row(byte[] array, int from, int to) {
    try {
      DataRow row = DataRow.view(array, from, to);
      check.check(talk.reply(), row);
      return row;
    } catch (PgProtocolException malformed) {
      throw violation(String.valueOf(malformed.getMessage()));
    }
  }

  /** The data are not what they have to be: breaks the connection. */
  PgProtocolException violation(String what) {
    open = false;
    return talk.violation(what);
  }

  private void finish() {
    rows = Math.max(0, talk.expect(CommandComplete.class).rows());
    Answer.ready(talk.reply());
  }
}
