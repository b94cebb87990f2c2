// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.row.QueryResult;
import dev.upq.row.RowData;
import dev.upq.statement.Claim;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Sync;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements of several callers under one Sync, each told its own end. Made by one thread, read by
 * one thread.
 *
 * <pre>
 * F  ( Close*  [ Parse ]  [ Describe ]  Bind  Execute )*  Sync
 * B  ( CloseComplete*  [ ParseComplete ]  [ ParameterDescription  RowDescription | NoData ]
 *      BindComplete  DataRow*  CommandComplete )*  ErrorResponse?  ReadyForQuery
 * </pre>
 *
 * <p>One Sync is one implicit transaction: an error takes back what the statements before it have
 * written, and the server passes over those behind it. So it is sound only for statements that
 * write nothing, on a session that lets none do so. Those before an error have their answers then,
 * and those behind it were never begun and can be sent again.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING">Pipelining</a>
 */
public final class Burst {

  private static final int ALL_ROWS = 0;
  private static final int SYNC_BYTES = 5;

  /** One statement, encoded and ready to leave. Immutable. */
  public static final class Item {

    private final PreparedStatement statement;
    private final ByteWriter frames;

    /**
     * Encodes Bind and Execute.
     *
     * @throws dev.upq.fault.PgUsageException where the number of arguments is wrong
     * @throws dev.upq.fault.PgValueException where one does not fit its parameter's type
     */
    public Item(PreparedStatement statement, @Nullable Object[] arguments) {
      this.statement = statement;
      this.frames = new ByteWriter();
      Parameters.bind(frames, "", statement, arguments);
      new Execute("", ALL_ROWS).encode(frames);
    }

    public PreparedStatement statement() {
      return statement;
    }

    /** How long it is on the wire. */
    public int bytes() {
      return frames.size();
    }
  }

  /** What became of one statement. */
  public sealed interface Outcome {

    /**
     * It ran to its end.
     *
     * @param bytes the size of its rows
     */
    record Done(QueryResult result, long bytes) implements Outcome {}

    /** The server refused it before anything was executed. */
    record Unbound(UnboundException refusal) implements Outcome {}

    /** It failed. */
    record Failed(PgException failure) implements Outcome {}

    /** Its rows were larger than the limit, and were thrown away. */
    record TooLarge(long bytes) implements Outcome {}

    /** It was never begun, because one before it failed: it can be sent again. */
    record Skipped() implements Outcome {}
  }

  private static final Outcome SKIPPED = new Outcome.Skipped();

  private final Call call;
  private final Claim[] claims;
  private final Reply reply;
  private final Outcome[] outcomes;

  private Burst(Call call, Claim[] claims, Reply reply) {
    this.call = call;
    this.claims = claims;
    this.reply = reply;
    this.outcomes = new Outcome[claims.length];
  }

  /**
   * Sends them, without waiting for anything. Under {@link HeldStatements#order()}, so that what
   * one burst prepares the next may use.
   *
   * @param call its deadline is for reading the answers; its limit for each result
   * @return null where nothing can be sent at the moment, and nothing was
   * @throws PgException where the connection has ended; nothing was sent
   */
  public static @Nullable Burst trySend(Call call, List<Item> items) {
    HeldStatements held = call.held();
    Claim[] claims = new Claim[items.size()];
    int bytes = SYNC_BYTES;
    for (Item item : items) {
      bytes += item.bytes();
    }
    Reply reply = null;
    held.order().lock();
    try {
      ByteWriter burst = new ByteWriter(bytes, ByteWriter.MAX_MESSAGE_BYTES);
      for (int i = 0; i < claims.length; i++) {
        Item item = items.get(i);
        claims[i] = held.claim(held.seenHere(item.statement));
        if (!claims[i].isEmpty()) {
          Ride.write(burst, claims[i]);
        }
        burst.bytes(item.frames.array(), 0, item.frames.size());
      }
      new Sync().encode(burst);
      reply = call.channel().trySend(burst, call.deadline(), call.interruptible());
      return reply == null ? null : new Burst(call, claims, reply);
    } finally {
      if (reply == null) {
        for (int i = claims.length - 1; i >= 0; i--) {
          takeBack(held, claims[i]);
        }
      }
      held.order().unlock();
    }
  }

  private static void takeBack(HeldStatements held, @Nullable Claim claim) {
    if (claim != null && !claim.isEmpty()) {
      held.takenBack(claim);
    }
  }

  /**
   * Reads all answers. Nothing is told before ReadyForQuery: only then it is sure that the
   * transaction which the statements had in common has ended well.
   *
   * @return one for each statement, in order; where the connection is lost, that is what each of
   *     them has failed with
   */
  public List<Outcome> read() {
    int read = 0;
    reply.collect();
    try {
      PgException failure = null;
      while (read < outcomes.length && failure == null) {
        failure = statement(read++);
      }
      if (failure == null) {
        ready();
      } else if (reply.ended() || Answer.end(reply, failure)) {
        skip(read);
      } else {
        Outcome own = outcomes[read - 1];
        lose(read, ended());
        outcomes[read - 1] = own;
      }
    } catch (PgException lost) {
      lose(read, lost);
    }
    return Arrays.asList(outcomes);
  }

  /** Reads the answer of one; returns its failure, behind which nothing more is answered. */
  private @Nullable PgException statement(int index) {
    PreparedStatement seen;
    try {
      seen = Ride.bound(call, reply, claims[index]);
    } catch (UnboundException unbound) {
      outcomes[index] = new Outcome.Unbound(unbound);
      return unbound.failure();
    }
    Answer.RowCheck check = new Answer.RowCheck(seen.columns(), seen.returnsRows());
    RowData rows = new RowData();
    long bytes = 0;
    while (reply.nextRow()) {
      check.check(reply);
      bytes += reply.rowTo() - reply.rowFrom();
      if (bytes <= call.maxResultBytes()) {
        rows.add(reply.array(), reply.rowFrom(), reply.rowTo());
      } else {
        rows = new RowData();
      }
    }
    BackendMessage message = reply.next();
    return switch (message) {
      case CommandComplete complete -> {
        outcomes[index] =
            bytes > call.maxResultBytes()
                ? new Outcome.TooLarge(bytes)
                : new Outcome.Done(
                    new QueryResult(seen.columns(), rows, complete.tag(), call.mapping()), bytes);
        yield null;
      }
      case ErrorResponse error -> {
        PgServerException failure = PgServerException.of(error.diagnostic());
        outcomes[index] = new Outcome.Failed(failure);
        yield failure;
      }
      default -> throw reply.unexpected(message, "in the answer of a statement");
    };
  }

  /** The end of the transaction may fail too; then nothing of what was read counts. */
  private void ready() {
    try {
      Answer.ready(reply);
    } catch (PgServerException atTheEnd) {
      Arrays.fill(outcomes, new Outcome.Failed(atTheEnd));
    }
  }

  /** What stands behind a failure was passed over by the server. */
  private void skip(int from) {
    for (int i = from; i < outcomes.length; i++) {
      outcomes[i] = SKIPPED;
    }
    call.held().order().lock();
    try {
      for (int i = outcomes.length - 1; i >= from; i--) {
        takeBack(call.held(), claims[i]);
      }
    } finally {
      call.held().order().unlock();
    }
  }

  /** For those who have nothing to do with the failure behind which the connection ended. */
  private PgException ended() {
    PgException why = call.channel().ending().orElse(null);
    return new PgConnectionLostException(
        "the connection ended before the burst did" + (why == null ? "" : ": " + why.getMessage()),
        Sent.MAYBE,
        why);
  }

  private void lose(int from, PgException lost) {
    for (int i = from; i < outcomes.length; i++) {
      if (!claims[i].isEmpty()) {
        call.held().unknown(claims[i]);
      }
    }
    Arrays.fill(outcomes, new Outcome.Failed(Begun.told(lost)));
  }
}
