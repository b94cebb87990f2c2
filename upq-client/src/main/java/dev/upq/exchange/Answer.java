// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.channel.Reply;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.row.Columns;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.DataRow;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.ReadyForQuery;

/** What the conversations have in common in reading answers. */
final class Answer {

  private Answer() {}

  /**
   * Expects ReadyForQuery. An error in its place came of ending the implicit transaction, as a
   * deferred constraint's does: what was done since the last Sync is undone.
   *
   * @throws PgServerException for that error, after ReadyForQuery
   */
  static void ready(Reply reply) {
    BackendMessage message = reply.next();
    if (message instanceof ErrorResponse error) {
      throw failure(reply, error);
    }
    if (!(message instanceof ReadyForQuery)) {
      throw reply.unexpected(message, "where ReadyForQuery belongs");
    }
  }

  /** The statement failed: as {@link #end}, and returns what to throw. */
  static PgServerException failure(Reply reply, ErrorResponse error) {
    PgServerException failure = PgServerException.of(error.diagnostic());
    end(reply, failure);
    return failure;
  }

  /**
   * After a failure: goes on to ReadyForQuery, so that the connection is clean. The failure stays
   * what happened; where something else comes, or nothing more, the connection is over and that is
   * suppressed in it.
   *
   * @return whether ReadyForQuery came
   */
  static boolean end(Reply reply, PgException failure) {
    try {
      BackendMessage message = reply.next();
      if (message instanceof ReadyForQuery) {
        return true;
      }
      if (!(message instanceof ErrorResponse error) || !error.diagnostic().fatal()) {
        throw reply.unexpected(message, "where ReadyForQuery belongs");
      }
      failure.addSuppressed(PgServerException.of(error.diagnostic()));
    } catch (PgConnectionLostException | PgProtocolException over) {
      failure.addSuppressed(over);
    }
    return false;
  }

  /** Expects a message of that class; an error is seen to its end and thrown. */
  static <M extends BackendMessage> M expect(Reply reply, Class<M> wanted) {
    BackendMessage message = reply.next();
    if (wanted.isInstance(message)) {
      return wanted.cast(message);
    }
    if (message instanceof ErrorResponse error) {
      throw failure(reply, error);
    }
    throw reply.unexpected(message, "where " + wanted.getSimpleName() + " belongs");
  }

  /** Refuses a result that grows above its limit, after giving the rest of it up. */
  static PgResultException tooLarge(Reply reply, long maxResultBytes) {
    reply.abandon();
    return new PgResultException(
        "the result is larger than max_result_size ("
            + maxResultBytes
            + " bytes); read it with stream(), or ask for less");
  }

  /**
   * Checks an execution's answer against what was described: whether rows come at all, the number
   * of their columns, and the width of fixed types.
   */
  static final class RowCheck {

    private final Columns columns;
    private final boolean returnsRows;

    RowCheck(Columns columns, boolean returnsRows) {
      this.columns = columns;
      this.returnsRows = returnsRows;
    }

    /** A row that was taken as a message. */
    void check(Reply reply, DataRow row) {
      if (!returnsRows) {
        throw reply.unexpected(row, "where no rows were described");
      }
      check(reply, row.array(), row.from(), row.to());
    }

    /** The row that {@link Reply#nextRow} has found. */
    void check(Reply reply) {
      if (!returnsRows) {
        throw reply.violation("a message of type 'D' came where no rows were described");
      }
      check(reply, reply.array(), reply.rowFrom(), reply.rowTo());
    }

    private void check(Reply reply, byte[] array, int from, int to) {
      int count;
      int misfit;
      try {
        count = DataRow.count(array, from, to);
        misfit = columns.check(array, from, to);
      } catch (PgProtocolException malformed) {
        throw reply.violation(String.valueOf(malformed.getMessage()));
      }
      if (count != columns.size()) {
        throw reply.violation(
            "a row of " + count + " columns came where " + columns.size() + " were described");
      }
      if (misfit >= 0) {
        throw reply.violation(
            "a value of another width than its type's came for the type "
                + columns.at(misfit).type().name());
      }
    }

    /**
     * Refuses what only a statement that returns no rows is answered with: COPY, or nothing at all.
     */
    void checkRowless(Reply reply, BackendMessage message) {
      if (returnsRows) {
        throw reply.unexpected(message, "where rows were described");
      }
    }
  }
}
