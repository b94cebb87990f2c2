// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyFail;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.DataRow;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.List;

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
    record Suspended(List<DataRow> rows) implements End {}

    /** It failed; ReadyForQuery comes next. */
    record Failed(PgException failure, boolean fatal) implements End {}
  }

  /**
   * Reads to the end of one execution, not further.
   *
   * @param extended whether it was sent with Execute, which matters only where COPY has to be refused
   */
  static End read(Call call, Reply reply, Columns columns, boolean extended) {
    List<DataRow> rows = new ArrayList<>();
    Answer.RowCheck check = new Answer.RowCheck(columns);
    long bytes = 0;
    while (true) {
      BackendMessage message = reply.next();
      switch (message) {
        case DataRow row -> {
          check.check(reply, row);
          rows.add(row);
          bytes += row.bytes();
          if (bytes > call.maxResultBytes()) {
            throw Answer.tooLarge(reply, call.maxResultBytes());
          }
        }
        case CommandComplete complete -> {
          return new End.Done(new QueryResult(columns, rows, complete.tag(), call.mapping()));
        }
        case EmptyQueryResponse empty -> {
          return new End.Done(new QueryResult(columns, List.of(), "", call.mapping()));
        }
        case PortalSuspended suspended -> {
          return new End.Suspended(rows);
        }
        case ErrorResponse error -> {
          return new End.Failed(
              PgServerException.of(error.diagnostic()), error.diagnostic().fatal());
        }
        default -> {
          return copy(call, reply, message, extended);
        }
      }
    }
  }

  /** Refuses a COPY that was sent as a plain statement; anything else has no place here. */
  static End.Failed copy(Call call, Reply reply, BackendMessage message, boolean extended) {
    return switch (message) {
      case CopyInResponse in -> refuseCopyIn(call, reply, extended);
      case CopyOutResponse out -> refuseCopyOut(reply);
      default -> throw reply.unexpected(message, "in the answer of a statement");
    };
  }

  /** The server waits for data that nobody has: tells it so. In this state it passes over the Sync that it was sent. */
  private static End.Failed refuseCopyIn(Call call, Reply reply, boolean extended) {
    ByteWriter out = new ByteWriter();
    new CopyFail("COPY FROM STDIN was sent as a plain statement").encode(out);
    if (extended) {
      new Sync().encode(out);
    }
    call.channel().feed(out);
    BackendMessage message = reply.next();
    if (!(message instanceof ErrorResponse)) {
      throw reply.unexpected(message, "where COPY was refused");
    }
    return new End.Failed(copyUsage("COPY ... FROM STDIN"), false);
  }

  private static End.Failed refuseCopyOut(Reply reply) {
    while (true) {
      BackendMessage message = reply.next();
      switch (message) {
        case CopyData data -> {}
        case CopyDone done -> {}
        case CommandComplete complete -> {
          return new End.Failed(copyUsage("COPY ... TO STDOUT"), false);
        }
        case ErrorResponse error -> {
          return new End.Failed(
              PgServerException.of(error.diagnostic()), error.diagnostic().fatal());
        }
        default -> throw reply.unexpected(message, "in COPY data");
      }
    }
  }

  private static PgUsageException copyUsage(String what) {
    return new PgUsageException(
        what + " cannot be run as a plain statement; COPY to and from a file on the server can");
  }
}
