// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.row.RowData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyFail;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.Sync;

/**
 * What Execute brings: rows, and how it ended.
 *
 * <pre>
 * B  DataRow*  CommandComplete | EmptyQueryResponse | PortalSuspended | ErrorResponse
 * </pre>
 */
final class Portal {

  private Portal() {}

  /** How one execution ended. */
  sealed interface End {
    /** It ran to its end. */
    record Done(QueryResult result) implements End {}

    /** It gave as many rows as were asked for and waits. */
    record Suspended(int rows) implements End {}

    /** It failed, and the server passes over what is left up to Sync; ReadyForQuery comes next. */
    record Failed(PgException failure) implements End {}

    /**
     * It was COPY TO STDOUT, whose data nobody wanted. The server knows of no failure and goes on.
     */
    record Refused(PgUsageException why) implements End {}
  }

  /**
   * How a COPY FROM STDIN is refused, which depends on what stands behind the statement in its
   * burst.
   */
  enum CopyRefusal {
    /** Nothing: it was sent in a Query. CopyFail ends it. */
    SIMPLE,
    /**
     * One Sync, which the server passes over in this state. CopyFail ends it, and the Sync is sent
     * again.
     */
    EXTENDED,
    /**
     * More than that, which the server takes for a broken protocol: it ends the session by itself.
     */
    IN_A_PIPELINE
  }

  /**
   * Reads to the end of one execution, not further.
   *
   * @param returnsRows whether rows were described; without columns they are still rows
   */
  static End read(
      Call call, Reply reply, Columns columns, boolean returnsRows, CopyRefusal refusal) {
    RowData rows = new RowData();
    Answer.RowCheck check = new Answer.RowCheck(columns, returnsRows);
    long bytes = 0;
    reply.collect();
    while (reply.nextRow()) {
      check.check(reply);
      rows.add(reply.array(), reply.rowFrom(), reply.rowTo());
      bytes += reply.rowTo() - reply.rowFrom();
      if (bytes > call.maxResultBytes()) {
        throw Answer.tooLarge(reply, call.maxResultBytes());
      }
    }
    BackendMessage message = reply.next();
    if (message instanceof CommandComplete complete) {
      return new End.Done(new QueryResult(columns, rows, complete.tag(), call.mapping()));
    }
    return switch (message) {
      case EmptyQueryResponse empty when rows.size() == 0 -> {
        check.checkRowless(reply, empty);
        yield new End.Done(new QueryResult(columns, rows, "", call.mapping()));
      }
      case PortalSuspended suspended -> new End.Suspended(rows.size());
      case ErrorResponse error -> new End.Failed(PgServerException.of(error.diagnostic()));
      default -> {
        check.checkRowless(reply, message);
        yield copy(call, reply, message, refusal);
      }
    };
  }

  /** Refuses a COPY that was sent as a plain statement; anything else has no place here. */
  static End copy(Call call, Reply reply, BackendMessage message, CopyRefusal refusal) {
    return switch (message) {
      case CopyInResponse in -> refuseCopyIn(call, reply, refusal);
      case CopyOutResponse out -> refuseCopyOut(reply);
      default -> throw reply.unexpected(message, "in the answer of a statement");
    };
  }

  /** The server waits for data that nobody has. */
  private static End refuseCopyIn(Call call, Reply reply, CopyRefusal refusal) {
    ByteWriter out = new ByteWriter();
    if (refusal != CopyRefusal.IN_A_PIPELINE) {
      new CopyFail("COPY FROM STDIN was sent as a plain statement").encode(out);
      if (refusal == CopyRefusal.EXTENDED) {
        new Sync().encode(out);
      }
      call.channel().feed(out);
    }
    BackendMessage message = reply.next();
    if (message instanceof ErrorResponse error && error.diagnostic().fatal()) {
      return new End.Failed(PgServerException.of(error.diagnostic()));
    }
    if (!(message instanceof ErrorResponse)) {
      throw reply.unexpected(message, "where COPY was refused");
    }
    return new End.Failed(copyUsage("COPY ... FROM STDIN"));
  }

  /** Reads over the data that nobody wanted. */
  private static End refuseCopyOut(Reply reply) {
    BackendMessage message = reply.next();
    while (message instanceof CopyData) {
      message = reply.next();
    }
    if (message instanceof CopyDone) {
      message = reply.next();
      if (message instanceof CommandComplete) {
        return new End.Refused(copyUsage("COPY ... TO STDOUT"));
      }
    }
    if (message instanceof ErrorResponse error) {
      return new End.Failed(PgServerException.of(error.diagnostic()));
    }
    throw reply.unexpected(message, "in COPY data");
  }

  private static PgUsageException copyUsage(String what) {
    return new PgUsageException(
        what + " cannot be run as a plain statement; COPY to and from a file on the server can");
  }
}
