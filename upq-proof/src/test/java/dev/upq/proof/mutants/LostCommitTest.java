// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.PgPool;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.tx.PgTransaction;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What commit() tells where the server carries the transaction out and cannot say so. */
class LostCommitTest {

  private static final BackendMessage COMMITTED = new CommandComplete("COMMIT");
  private static final BackendMessage ROLLED_BACK = new CommandComplete("ROLLBACK");
  private static final BackendMessage IDLE = new ReadyForQuery(TransactionStatus.IDLE);

  @Test
  @DisplayName("R8: a server that goes away behind COMMIT leaves the outcome unknown")
  void lostAnswerLeavesTheOutcomeUnknown() {
    assertThat(outcome(List.of())).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  @DisplayName("R8: a server that rolls back instead is believed")
  void rollbackInItsPlaceIsTold() {
    assertThat(outcome(List.of(ROLLED_BACK, IDLE))).isEqualTo(Outcome.ROLLED_BACK);
  }

  @Test
  void answerThatCameIsTheOutcome() {
    Script script = answering(List.of(COMMITTED, IDLE));
    try (FakeServer server = FakeServer.serving(script);
        PgPool pool = pool(server);
        PgTransaction tx = pool.begin()) {
      tx.commit();
      assertThat(tx.open()).isFalse();
    }
  }

  private static Outcome outcome(List<BackendMessage> answer) {
    try (FakeServer server = FakeServer.serving(answering(answer));
        PgPool pool = pool(server);
        PgTransaction tx = pool.begin()) {
      Throwable thrown = catchThrowable(tx::commit);
      assertThat(thrown).isInstanceOf(PgTransactionException.class);
      return ((PgTransactionException) thrown).outcome();
    }
  }

  private static PgPool pool(FakeServer server) {
    return PgPool.open(Visit.setup("sslmode=disable pool_max=1 port=" + server.port()));
  }

  /**
   * Answers BEGIN, and COMMIT with that; without an answer the connection is closed. Another
   * connection, which the pool makes in its place, is asked nothing.
   */
  private static Script answering(List<BackendMessage> answer) {
    AtomicBoolean first = new AtomicBoolean(true);
    return conversation -> {
      Greeting.postgres18().accept(conversation);
      if (!first.getAndSet(false)) {
        conversation.discard();
        return;
      }
      conversation.expect(Query.class);
      conversation.send(
          new CommandComplete("BEGIN"), new ReadyForQuery(TransactionStatus.IN_TRANSACTION));
      conversation.expect(Query.class);
      if (!answer.isEmpty()) {
        conversation.send(answer.toArray(BackendMessage[]::new));
        conversation.discard();
      }
    };
  }
}
