// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgValueException;
import dev.upq.row.QueryResult;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatement;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs several prepared statements in one burst. Confined to the caller's thread.
 *
 * <pre>
 * F  ( Parse Describe Sync )*  ( Bind Execute )* Sync   ( Bind Execute )* Sync  ...
 * B  ...  ( BindComplete DataRow* CommandComplete )* ErrorResponse? ReadyForQuery  ...
 * </pre>
 *
 * <p>A Sync is a barrier: the statements up to it are one implicit transaction where no explicit
 * one is open, and an error makes the server skip what is left of them. What comes behind the
 * barrier is carried out.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING">Pipelining</a>
 */
public final class Pipeline {

  private final Call call;
  private final List<Step> steps;
  private final List<Outcome> outcomes = new ArrayList<>();

  /** One statement, its arguments, and whether a barrier follows. Immutable. */
  public record Step(
      PreparedStatement statement, List<@Nullable Object> arguments, boolean barrier) {

    public Step {
      arguments = Collections.unmodifiableList(new ArrayList<@Nullable Object>(arguments));
    }
  }

  /** What became of one step. */
  public sealed interface Outcome {
    record Done(QueryResult result) implements Outcome {}

    record Failed(PgException failure) implements Outcome {}
  }

  private Pipeline(Call call, List<Step> steps) {
    this.call = call;
    this.steps = steps;
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
    ByteWriter items = new ByteWriter();
    int syncs = 0;
    for (int i = 0; i < steps.size(); i++) {
      bind(items, i);
      if (syncBehind(i)) {
        new Sync().encode(items);
        syncs++;
      }
    }
    PipelineClaims claims = PipelineClaims.of(call, steps);
    List<Reply> replies = send(claims, items, syncs);
    int first = 0;
    try {
      claims.read(replies.subList(0, claims.syncs()));
      for (Reply reply : replies.subList(claims.syncs(), replies.size())) {
        first = outcomes.size();
        segment(reply, claims);
      }
    } catch (PgException ended) {
      replies.forEach(Reply::abandon);
      undone(first, ended);
      while (outcomes.size() < steps.size()) {
        outcomes.add(new Outcome.Failed(ended));
      }
    }
    return outcomes;
  }

  private List<Reply> send(PipelineClaims claims, ByteWriter items, int syncs) {
    try {
      return call.send(claims.inFrontOf(items), claims.syncs() + syncs);
    } catch (PgException unsent) {
      claims.takenBack();
      throw unsent;
    }
  }

  private boolean syncBehind(int step) {
    return steps.get(step).barrier() || step == steps.size() - 1;
  }

  /**
   * What the statements from {@code first} on have done is undone, or nobody knows whether it is.
   */
  private void undone(int first, PgException why) {
    for (int i = first; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Done) {
        outcomes.set(i, new Outcome.Failed(why));
      }
    }
  }

  private void bind(ByteWriter out, int index) {
    Step step = steps.get(index);
    if (!call.held().isNamed()) {
      Ride.write(out, new HeldStatements.Claim(step.statement(), List.of(), true, true));
    }
    try {
      Parameters.bind(out, "", step.statement(), step.arguments().toArray());
    } catch (PgValueException misfit) {
      throw misfit.at("item " + index + " of the pipeline");
    }
    new Execute("", 0).encode(out);
  }

  /** Reads the answers up to one ReadyForQuery. */
  private void segment(Reply reply, PipelineClaims claims) {
    int first = outcomes.size();
    PgException failure = null;
    boolean last = false;
    for (int i = first; !last; i++) {
      last = syncBehind(i);
      if (failure != null) {
        outcomes.add(new Outcome.Failed(skipped(i, failure)));
        continue;
      }
      Portal.End end = step(reply, i, claims);
      outcomes.add(outcome(reply, end));
      if (end instanceof Portal.End.Failed failed) {
        failure = failed.failure();
      }
    }
    if (failure == null) {
      try {
        Answer.ready(reply);
      } catch (PgServerException atTheEnd) {
        undone(first, atTheEnd);
      }
    } else if (!Answer.end(reply, failure)) {
      undone(first, undoneBy(failure));
    }
  }

  private Portal.End step(Reply reply, int index, PipelineClaims claims) {
    PreparedStatement statement = claims.seen(steps.get(index).statement());
    BackendMessage message = reply.next();
    if (!call.held().isNamed()) {
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
    Portal.CopyRefusal refusal =
        index == steps.size() - 1 ? Portal.CopyRefusal.EXTENDED : Portal.CopyRefusal.IN_A_PIPELINE;
    return Portal.read(call, reply, statement.columns(), statement.returnsRows(), refusal);
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

  private static Outcome outcome(Reply reply, Portal.End end) {
    return switch (end) {
      case Portal.End.Done done -> new Outcome.Done(done.result());
      case Portal.End.Failed failed -> new Outcome.Failed(failed.failure());
      case Portal.End.Refused copyOut -> new Outcome.Failed(copyOut.why());
      case Portal.End.Suspended suspended ->
          throw reply.violation("an execution of all rows was suspended");
    };
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
