// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import dev.upq.statement.Claim;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Flush;
import dev.upq.wire.Sync;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one prepared statement for many rows of arguments. Confined to the caller's thread.
 *
 * <pre>
 * F  [ Parse Describe [ Sync ] ]  ( Bind Execute )* Flush   ( Bind Execute )* Flush  ...  Sync
 * B  ...  ( BindComplete DataRow* CommandComplete )*  ...  ErrorResponse?  ReadyForQuery
 * </pre>
 *
 * <p>One Sync for all: one transaction, unless one is open. The next burst is sent before the
 * answers to the last are read, and no more than that, so that both sides always have something to
 * do, neither waits for the other, and memory is bounded. Where the client gives up halfway, it
 * executes a portal that does not exist, for only an error undoes what was done.
 */
public final class Batch {

  private static final int BURST_BYTES = 64 * 1024;
  private static final int BURST_ROWS = 1_000;

  private static final Portal.CopyRefusal REFUSAL = Portal.CopyRefusal.IN_A_PIPELINE;

  /** Stands in the server's log where a batch is given up. */
  private static final String NO_PORTAL = "the client gave its batch up";

  private final Call call;
  private final PreparedStatement statement;
  private final Iterator<@Nullable Object[]> rows;
  private final IntFunction<String> name;
  private final PipelineClaims claims;
  private PreparedStatement unnamed;
  private @Nullable Reply reply;
  private boolean synced;
  private int sent;
  private int answered;
  private long[] counts = new long[16];

  private Batch(
      Call call,
      PreparedStatement statement,
      Iterator<@Nullable Object[]> rows,
      IntFunction<String> name,
      PipelineClaims claims) {
    this.call = call;
    this.statement = statement;
    this.rows = rows;
    this.name = name;
    this.claims = claims;
    this.unnamed = statement;
  }

  /**
   * Runs it for each row of arguments and returns how many rows each changed.
   *
   * @param name what messages call a row of arguments, by its index
   * @throws PgException where one fails: nothing of the batch is carried out, or nobody knows
   *     whether it is; an open transaction has failed
   */
  public static long[] run(
      Call call,
      PreparedStatement statement,
      Iterator<@Nullable Object[]> rows,
      IntFunction<String> name) {
    PipelineClaims claims =
        PipelineClaims.of(
            call, List.of(new Pipeline.Step(statement, new Object[0], true, result -> {})));
    return new Batch(call, statement, rows, name, claims).run();
  }

  private long[] run() {
    try {
      begin();
      if (reply != null) {
        Reply open = reply;
        while (answered < sent) {
          int upTo = sent;
          if (!synced) {
            call.channel().feed(burst());
          }
          while (answered < upTo) {
            answer(open);
          }
        }
        Answer.ready(open);
      }
      return Arrays.copyOf(counts, answered);
    } catch (PgInterruptedException | PgTimeoutException givenUp) {
      if (givenUp.sent() != Sent.NOTHING) {
        abandon();
      }
      throw givenUp;
    } catch (RuntimeException | Error failed) {
      leave(failed);
      throw failed;
    }
  }

  /** Sends the first burst, with the statement in front where the session does not hold it. */
  private void begin() {
    List<Reply> replies;
    try {
      if (!rows.hasNext()) {
        claims.takenBack();
        return;
      }
      replies = call.send(claims.inFrontOf(firstBurst()), claims.syncs() + 1);
    } catch (RuntimeException | Error unsent) {
      claims.takenBack();
      throw unsent;
    }
    reply = replies.getLast();
    claims.read(replies.subList(0, claims.syncs()));
  }

  /** Where statements have no names, this one is parsed in the same unit as its executions. */
  private ByteWriter firstBurst() {
    if (statement.isNamed()) {
      return burst();
    }
    ByteWriter out = new ByteWriter();
    Ride.write(out, new Claim(statement, List.of(), true, true));
    ByteWriter rest = burst();
    return out.bytes(rest.array(), 0, rest.size());
  }

  /** The next rows, and what makes the server answer: Sync behind the last. */
  private ByteWriter burst() {
    ByteWriter out = new ByteWriter(BURST_BYTES, ByteWriter.MAX_MESSAGE_BYTES);
    int most = sent + BURST_ROWS;
    while (rows.hasNext() && sent < most && out.size() < BURST_BYTES) {
      bind(out, rows.next());
      sent++;
    }
    if (rows.hasNext()) {
      new Flush().encode(out);
    } else {
      new Sync().encode(out);
      synced = true;
    }
    return out;
  }

  private void bind(ByteWriter out, @Nullable Object @Nullable [] row) {
    if (row == null) {
      throw new PgUsageException(name.apply(sent) + " of the batch is null");
    }
    try {
      Parameters.bind(out, "", statement, row);
    } catch (PgValueException misfit) {
      throw misfit.at(name.apply(sent) + " of the batch");
    }
    new Execute("", 0).encode(out);
  }

  /** Reads the answer to one row. */
  private void answer(Reply open) {
    BackendMessage message = open.next();
    if (answered == 0 && !statement.isNamed()) {
      message = Pipeline.parsed(open, message);
      if (!(message instanceof ErrorResponse)) {
        unnamed = Ride.seen(call, open, statement, message);
        message = open.next();
      }
    }
    PreparedStatement seen = statement.isNamed() ? claims.seen(statement) : unnamed;
    if (message instanceof ErrorResponse error) {
      throw claims.cause(seen, PgServerException.of(error.diagnostic()));
    }
    if (!(message instanceof BindComplete)) {
      throw open.unexpected(message, "where BindComplete belongs");
    }
    if (seen.returnsRows()) {
      finish(open, Portal.read(call, open, seen.columns(), true, REFUSAL));
    } else {
      rowless(open);
    }
  }

  /** A statement that returns no rows: nothing is made of its answer but the count. */
  private void rowless(Reply open) {
    open.collect();
    BackendMessage message = open.next();
    switch (message) {
      case CommandComplete complete -> count(Math.max(0, complete.rows()));
      case EmptyQueryResponse empty -> count(0);
      case ErrorResponse error -> throw PgServerException.of(error.diagnostic());
      default -> finish(open, Portal.copy(call, open, message, REFUSAL));
    }
  }

  private void finish(Reply open, Portal.End end) {
    switch (end) {
      case Portal.End.Done done -> count(done.result().affectedRows());
      case Portal.End.Failed failed -> throw failed.failure();
      case Portal.End.Refused copyOut -> throw copyOut.why();
      case Portal.End.Suspended suspended ->
          throw open.violation("an execution of all rows was suspended");
    }
  }

  private void count(long changed) {
    if (answered == counts.length) {
      counts = Arrays.copyOf(counts, 2 * answered);
    }
    counts[answered++] = changed;
  }

  /** Something failed: sees the answer to its end, so that the connection is clean. */
  private void leave(Throwable failure) {
    Reply open = reply;
    if (open == null || failure instanceof PgConnectionLostException) {
      return;
    }
    try {
      if (failure instanceof PgServerException) {
        failure.addSuppressed(
            new PgResultException(
                "the batch failed at its " + name.apply(answered) + "; none of it is carried out"));
      }
      giveUp();
      while (!open.ended() && !call.channel().ended()) {
        open.next();
      }
    } catch (PgException further) {
      failure.addSuppressed(further);
    }
  }

  private void abandon() {
    Reply open = reply;
    if (open != null) {
      giveUp();
      open.abandon();
    }
  }

  /** Sends an error and the Sync that is still owed. */
  private void giveUp() {
    if (synced) {
      return;
    }
    synced = true;
    ByteWriter out = new ByteWriter();
    new Execute(NO_PORTAL, 0).encode(out);
    new Sync().encode(out);
    try {
      call.channel().feed(out);
    } catch (PgConnectionLostException over) {
      // The answer, which is read next, tells the same with its reason.
    }
  }
}
