// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.Pipeline;
import dev.upq.exchange.Pipeline.Outcome;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgUsageException;
import dev.upq.wire.CommandComplete;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a pipeline on its connection. Confined to the caller's thread. */
final class PgPipelineRun {

  private final PgConnection connection;
  private final Call call;
  private final List<PgPipelineItem> ready = new ArrayList<>();
  private final List<Pipeline.Step> steps = new ArrayList<>();

  PgPipelineRun(PgConnection connection, Call call) {
    this.connection = connection;
    this.call = call;
  }

  /** Runs them; returns what ended the whole conversation, if anything did. */
  @Nullable PgException all(List<PgPipelineItem> batch, Executed told) {
    PgException ended = null;
    try {
      ended = all(batch);
      return ended;
    } catch (PgException thrown) {
      ended = thrown;
      throw thrown;
    } finally {
      told.statements(batch.size());
      PgException first = ended;
      for (PgPipelineItem item : batch) {
        switch (item.outcome) {
          case null -> {}
          case Outcome.Done done -> told.counted(CommandComplete.rows(item.commandTag()));
          case Outcome.Failed failed -> first = first == null ? failed.failure() : first;
        }
      }
      told.end(first);
    }
  }

  private @Nullable PgException all(List<PgPipelineItem> batch) {
    int from = 0;
    while (from < batch.size()) {
      int to = unitEnd(batch, from);
      prepare(batch.subList(from, to));
      from = to;
    }
    List<Outcome> outcomes = Pipeline.run(call, steps);
    PgException ended = null;
    for (int i = 0; i < outcomes.size(); i++) {
      PgException failure = settle(i, outcomes.get(i));
      ended = failure == null ? ended : failure;
    }
    return ended;
  }

  /**
   * Notes what became of an item; returns the failure where it is that of the whole conversation.
   */
  private @Nullable PgException settle(int index, Outcome outcome) {
    PgPipelineItem item = ready.get(index);
    item.outcome = outcome;
    return switch (outcome) {
      case Outcome.Done done -> {
        connection.statements().noted(item.sql, item.commandTag());
        yield null;
      }
      case Outcome.Failed failed ->
          switch (failed.failure()) {
            case PgStalePlanException stale -> {
              connection.statements().forget(steps.get(index).statement(), stale);
              yield null;
            }
            case PgServerException told -> null;
            case PgSkippedException skipped -> null;
            case PgUsageException misuse -> null;
            case PgException conversation -> conversation;
          };
    };
  }

  private static int unitEnd(List<PgPipelineItem> batch, int from) {
    int to = from;
    while (to < batch.size() - 1 && !batch.get(to).barrier) {
      to++;
    }
    return to + 1;
  }

  private void prepare(List<PgPipelineItem> unit) {
    List<Pipeline.Step> own = new ArrayList<>(unit.size());
    for (int i = 0; i < unit.size(); i++) {
      PgPipelineItem item = unit.get(i);
      try {
        own.add(
            new Pipeline.Step(
                connection.statements().forUse(call, item.sql, item.arguments),
                item.arguments,
                i == unit.size() - 1,
                item));
      } catch (PgServerException refused) {
        fail(unit, i, refused);
        return;
      }
    }
    ready.addAll(unit);
    steps.addAll(own);
  }

  private static void fail(List<PgPipelineItem> unit, int culprit, PgServerException refused) {
    for (int i = 0; i < unit.size(); i++) {
      unit.get(i).outcome =
          new Outcome.Failed(
              i == culprit
                  ? refused
                  : new PgSkippedException(
                      "not sent, because a statement of the same unit cannot be prepared: "
                          + refused.getMessage(),
                      refused));
    }
  }
}
