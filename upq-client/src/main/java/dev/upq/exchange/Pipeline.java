// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.Sent;
import dev.upq.row.QueryResult;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.ParseComplete;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs several prepared statements, sent ahead of their answers. Confined to the caller's thread.
 *
 * <pre>
 * F  ( Parse Describe Sync )*  ( Bind Execute )* Sync   ( Bind Execute )* Flush  ( Bind Execute )* Sync  ...
 * B  ...  ( BindComplete DataRow* CommandComplete )* ErrorResponse? ReadyForQuery  ...
 * </pre>
 *
 * <p>A Sync is a barrier: the statements up to it are one implicit transaction where no explicit
 * one is open, and an error makes the server skip what is left of them. What comes behind the
 * barrier is carried out. What is large leaves in {@linkplain PipelinePieces pieces} while answers
 * are read; a unit that is cut in pieces has Flush where they meet, and stays one transaction.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING">Pipelining</a>
 */
public final class Pipeline {

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int SHOWN_CHARACTERS = 200;

  private final Call call;
  private final List<Step> steps;
  private final PipelinePieces pieces;
  private final List<Outcome> outcomes;
  // Where the unit begins whose answer is being read.
  private int first;

  /**
   * One statement, its arguments, whether a barrier follows, and who takes its result, at once when
   * it is there: before it is known whether its unit succeeds, and on the thread that runs the
   * pipeline. Taking must not throw. Immutable.
   */
  public static final class Step {

    private final PreparedStatement statement;
    private final @Nullable Object[] arguments;
    private final boolean barrier;
    private final Consumer<QueryResult> taker;

    /**
     * One step.
     *
     * @param arguments not copied; nobody changes them any more
     */
    public Step(
        PreparedStatement statement,
        @Nullable Object[] arguments,
        boolean barrier,
        Consumer<QueryResult> taker) {
      this.statement = statement;
      this.arguments = arguments;
      this.barrier = barrier;
      this.taker = taker;
    }

    public PreparedStatement statement() {
      return statement;
    }

    @Nullable Object[] arguments() {
      return arguments;
    }

    boolean barrier() {
      return barrier;
    }
  }

  /** What became of one step. */
  public sealed interface Outcome {
    /** It was carried out, and its result was taken. */
    record Done() implements Outcome {
      private static final Done DONE = new Done();
    }

    record Failed(PgException failure) implements Outcome {}
  }

  private Pipeline(Call call, List<Step> steps) {
    this.call = call;
    this.steps = steps;
    this.pieces = PipelinePieces.of(call, steps);
    this.outcomes = new ArrayList<>(steps.size());
  }

  /**
   * Runs them and tells what became of each, in order. Where the conversation itself ends early (a
   * deadline, an interrupt, a lost link), the steps whose answers had not come have failed with
   * that.
   *
   * @throws PgException where nothing was sent: an argument does not fit, or the connection is gone
   */
  public static List<Outcome> run(Call call, List<Step> steps) {
    return steps.isEmpty() ? List.of() : new Pipeline(call, steps).run();
  }

  private List<Outcome> run() {
    PipelineClaims claims = PipelineClaims.of(call, steps);
    List<Reply> claimed = send(claims);
    try {
      claims.read(claimed);
      while (outcomes.size() < steps.size()) {
        first = outcomes.size();
        pieces.sendAhead(first);
        unit(pieces.reply(), claims);
        pieces.answered();
      }
    } catch (PgException ended) {
      claimed.forEach(Reply::abandon);
      pieces.giveUp(ended.sent() != Sent.NOTHING);
      failed(outcomes.isEmpty() ? ended : Begun.told(ended));
    } catch (RuntimeException | Error unforeseen) {
      pieces.giveUp(true);
      throw unforeseen;
    }
    return outcomes;
  }

  private List<Reply> send(PipelineClaims claims) {
    try {
      return pieces.sendFirst(claims);
    } catch (PgException unsent) {
      claims.takenBack();
      throw unsent;
    }
  }

  private void failed(PgException ended) {
    undone(ended);
    while (outcomes.size() < steps.size()) {
      outcomes.add(new Outcome.Failed(ended));
    }
  }

  private boolean syncBehind(int step) {
    return steps.get(step).barrier() || step == steps.size() - 1;
  }

  /** What the unit has done is undone, or nobody knows whether it is. */
  private void undone(PgException why) {
    for (int i = first; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Done) {
        outcomes.set(i, new Outcome.Failed(why));
      }
    }
  }

  /** Reads the answers up to one ReadyForQuery. */
  private void unit(Reply reply, PipelineClaims claims) {
    PgException failure = null;
    boolean last = false;
    for (int i = first; !last; i++) {
      last = syncBehind(i);
      if (failure != null) {
        outcomes.add(new Outcome.Failed(skipped(i, failure)));
        continue;
      }
      pieces.sendAhead(i);
      Portal.End end = step(reply, i, claims);
      outcomes.add(outcome(reply, i, end));
      if (end instanceof Portal.End.Failed failed) {
        failure = failed.failure();
        failure.addSuppressed(which(i));
        pieces.skipRest(i);
      }
    }
    if (failure == null) {
      try {
        Answer.ready(reply);
      } catch (PgServerException atTheEnd) {
        undone(atTheEnd);
      }
    } else if (!Answer.end(reply, failure)) {
      undone(undoneBy(failure));
    }
  }

  private Portal.End step(Reply reply, int index, PipelineClaims claims) {
    PreparedStatement statement = steps.get(index).statement();
    BackendMessage message = reply.next();
    if (statement.isNamed()) {
      statement = claims.seen(statement);
    } else {
      message = parsed(reply, message);
      if (!(message instanceof ErrorResponse)) {
        statement = Ride.seen(call, reply, statement, message);
        message = reply.next();
      }
    }
    if (message instanceof ErrorResponse error) {
      return new Portal.End.Failed(
          claims.cause(statement, PgServerException.of(error.diagnostic())));
    }
    if (!(message instanceof BindComplete)) {
      throw reply.unexpected(message, "where BindComplete belongs");
    }
    return Portal.read(
        call, reply, statement.columns(), statement.returnsRows(), pieces.refusal(index));
  }

  /** Reads over ParseComplete and ParameterDescription; what comes behind them, or an error. */
  static BackendMessage parsed(Reply reply, BackendMessage first) {
    BackendMessage message = first;
    for (Class<?> expected : List.of(ParseComplete.class, ParameterDescription.class)) {
      if (message instanceof ErrorResponse) {
        return message;
      }
      if (!expected.isInstance(message)) {
        throw reply.unexpected(message, "where " + expected.getSimpleName() + " belongs");
      }
      message = reply.next();
    }
    return message;
  }

  private Outcome outcome(Reply reply, int index, Portal.End end) {
    return switch (end) {
      case Portal.End.Done done -> {
        steps.get(index).taker.accept(done.result());
        yield Outcome.Done.DONE;
      }
      case Portal.End.Failed failed -> new Outcome.Failed(failed.failure());
      case Portal.End.Refused copyOut -> new Outcome.Failed(copyOut.why());
      case Portal.End.Suspended suspended ->
          throw reply.violation("an execution of all rows was suspended");
    };
  }

  /** Says of a failure whose it is. */
  private PgResultException which(int index) {
    String text = SPACE.matcher(steps.get(index).statement().sql()).replaceAll(" ").strip();
    return new PgResultException(
        "it is item "
            + index
            + " of the pipeline (counted from 0): "
            + (text.length() > SHOWN_CHARACTERS
                ? text.substring(0, SHOWN_CHARACTERS) + "..."
                : text));
  }

  /** For the items before the one that failed: its report is not theirs. */
  private static PgSkippedException undoneBy(PgException failure) {
    return new PgSkippedException(
        "undone, because the connection ended after a later item of the same unit had failed: "
            + failure.getMessage(),
        failure);
  }

  private static PgSkippedException skipped(int index, PgException failure) {
    return new PgSkippedException(
        "item "
            + index
            + " of the pipeline was skipped, because an item before it failed: "
            + failure.getMessage(),
        failure);
  }
}
