// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.fault.Diagnostic;
import dev.upq.proof.interleaving.Question.Progress;
import dev.upq.proof.interleaving.Question.Reading;
import dev.upq.proof.sim.SimRandom;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.DataRow;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.NoData;
import dev.upq.wire.NoticeResponse;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.ParameterStatus;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.RowDescription;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings valid messages out of order: drops, doubles, swaps, moves, replaces and inserts them. One
 * thread at a time.
 *
 * <p>Some disorder looks like another right answer to every client, for the protocol numbers
 * nothing: a whole answer that comes twice, a row among rows, rows at the head of a stream. Such
 * disorder is thrown away and drawn anew.
 */
final class Disorder {

  private static final int MOST_EDITS = 3;
  private static final int TRIES = 30;

  /** A mutated answer and where it goes wrong. */
  record Broken(List<BackendMessage> messages, boolean beforeReady) {}

  private final SimRandom random;
  private final List<BackendMessage> foreign = new ArrayList<>();

  /**
   * @param another a whole answer to another statement
   */
  Disorder(SimRandom random, List<BackendMessage> another) {
    this.random = random;
    foreign.addAll(another);
    foreign.addAll(
        List.of(
            new ParseComplete(),
            new BindComplete(),
            new CloseComplete(),
            new NoData(),
            new PortalSuspended(),
            new EmptyQueryResponse(),
            new ReadyForQuery(TransactionStatus.IDLE),
            new ReadyForQuery(TransactionStatus.FAILED),
            new CommandComplete("SELECT 1"),
            new ParameterDescription(List.of(20)),
            new RowDescription(List.of()),
            DataRow.of(List.of(Octets.utf8("1"))),
            new CopyInResponse(0, List.of(0)),
            new CopyOutResponse(0, List.of(0)),
            new CopyDone(),
            new AuthenticationOk(),
            new ErrorResponse(diagnostic("ERROR", "P0001")),
            new ErrorResponse(diagnostic("FATAL", "57P01")),
            new NoticeResponse(diagnostic("NOTICE", "00000")),
            new ParameterStatus("TimeZone", "UTC"),
            new NotificationResponse(7, "channel", "payload")));
  }

  /** The answer in disorder that every client must see; empty where none was found. */
  Optional<Broken> of(Question question, List<BackendMessage> answer) {
    for (int i = 0; i < TRIES; i++) {
      List<BackendMessage> edited = new ArrayList<>(answer);
      for (int edits = 1 + random.below(MOST_EDITS); edits > 0; edits--) {
        edit(edited);
      }
      Progress progress = question.progress(edited);
      if (rightSoFar(edited.subList(0, progress.inOrder()), answer)
          && mustBeSeen(question, progress.reading(), edited)) {
        return Optional.of(new Broken(edited, progress.reading() != Reading.MORE));
      }
    }
    return Optional.empty();
  }

  /** Whether what is in order is right as well: a caller may have been given it already. */
  private static boolean rightSoFar(List<BackendMessage> inOrder, List<BackendMessage> answer) {
    List<BackendMessage> told = new ArrayList<>();
    for (BackendMessage message : Question.withoutAsides(inOrder)) {
      if (message.type() == 'E') {
        break;
      }
      told.add(message);
    }
    return told.size() <= answer.size() && told.equals(answer.subList(0, told.size()));
  }

  private boolean mustBeSeen(Question question, Reading reading, List<BackendMessage> edited) {
    return switch (reading) {
      case WHOLE -> false;
      case BROKEN -> true;
      case PART -> !Question.onlyAsides(edited) && !completed(question, edited);
      case MORE -> {
        List<BackendMessage> tail = Question.withoutAsides(Question.tail(edited));
        yield !givesRows(tail)
            && !couldAnswer(Question.PREPARE, tail)
            && !couldAnswer(Question.EXECUTE, tail)
            && !couldAnswer(Question.QUERY, tail);
      }
    };
  }

  /** Whether a stream that is asked for next would hand rows of these messages over. */
  private static boolean givesRows(List<BackendMessage> messages) {
    int inOrder = Question.EXECUTE.progress(messages).inOrder();
    return messages.subList(0, inOrder).stream().anyMatch(DataRow.class::isInstance);
  }

  /** Whether these messages alone, or with a right answer behind them, could be an answer to it. */
  private boolean couldAnswer(Question question, List<BackendMessage> messages) {
    return switch (question.read(messages)) {
      case WHOLE, MORE -> true;
      case BROKEN -> false;
      case PART -> completed(question, messages);
    };
  }

  private boolean completed(Question question, List<BackendMessage> part) {
    for (Question next : List.of(Question.PREPARE, Question.EXECUTE, Question.QUERY)) {
      List<BackendMessage> both = new ArrayList<>(part);
      both.addAll(Answers.example(next));
      Reading reading = question.read(both);
      if (reading == Reading.WHOLE || reading == Reading.MORE) {
        return true;
      }
    }
    return false;
  }

  private void edit(List<BackendMessage> messages) {
    if (messages.isEmpty()) {
      messages.add(any());
      return;
    }
    int at = random.below(messages.size());
    switch (random.below(6)) {
      case 0 -> messages.remove(at);
      case 1 -> messages.add(at, messages.get(at));
      case 2 -> messages.add(random.below(messages.size()), messages.remove(at));
      case 3 -> messages.set(at, any());
      case 4 -> messages.add(random.below(messages.size() + 1), any());
      default -> {
        int from = random.below(foreign.size());
        int to = Math.min(foreign.size(), from + 1 + random.below(4));
        messages.addAll(random.below(messages.size() + 1), foreign.subList(from, to));
      }
    }
  }

  private BackendMessage any() {
    return foreign.get(random.below(foreign.size()));
  }

  private static Diagnostic diagnostic(String severity, String sqlState) {
    return new Diagnostic(
        Map.of('S', severity, 'V', severity, 'C', sqlState, 'M', "not asked for"));
  }
}
