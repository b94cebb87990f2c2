// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.testkit.script.Script;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyFail;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Octets;
import dev.upq.wire.Query;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server ends the session, at any moment, and says why: that reaches whoever asks. */
class FatalTest {

  private static final String WHY = "terminating connection due to the test";

  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P02", "57P05", "25P03"})
  @DisplayName("P9: the end of an idle session has its reason, and the connection is over at once")
  void anIdleSessionsEndHasItsReason(String state) {
    // The server leaves the socket open: its word is enough.
    Talk talk = Talk.greeting().then(Talk.say(Talk.error("FATAL", state, WHY)));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server)) {
      assertReason(Dial.ending(connection), state);
      assertThat(connection.quiet()).isFalse();
      assertThat(connection.clean()).isFalse();
      PgException refused = Dial.failure(() -> connection.query("select a"));
      assertReason(refused, state);
      assertThat(refused.sent()).isEqualTo(Sent.NOTHING);
      assertThat(server.link().aborted()).isTrue();
    }
  }

  @Test
  @DisplayName("P9: of two last words the first is the reason")
  void theFirstOfTwoLastWordsIsTheReason() {
    Talk talk =
        Talk.greeting()
            .then(
                Talk.say(Talk.error("FATAL", "57P05", WHY), Talk.error("FATAL", "57P01", "again")));
    try (MemoryServer server = MemoryServer.playing(talk.andClose());
        PgConnection connection = Dial.connect(server)) {
      assertReason(Dial.ending(connection), "57P05");
    }
  }

  @ParameterizedTest
  @CsvSource({"57P01, true", "57P01, false", "57P02, true", "57P02, false"})
  @DisplayName("P9: a reason in a notice, then the end of the stream")
  void aReasonInANoticeIsTheReasonOfTheEnd(String state, boolean idle) {
    Talk.Line notice = Talk.say(Talk.notice("WARNING", state, WHY));
    Talk talk =
        idle
            ? Talk.greeting().then(notice)
            : Talk.greeting().then(Talk.oneText("x").upTo(12)).then(notice);
    try (MemoryServer server = MemoryServer.playing(talk.andClose());
        PgConnection connection = Dial.connect(server)) {
      if (!idle) {
        assertReason(Dial.failure(() -> connection.query("select a")), state);
      }
      assertReason(Dial.ending(connection), state);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "P9: FATAL in the middle of rows is the statement's failure and the connection's end")
  void fatalAmongRowsIsTheFailureAndTheEnd(boolean leftOpen) {
    Talk talk =
        Talk.greeting()
            .then(Talk.oneText("x").upTo(12))
            .then(Talk.say(Talk.error("FATAL", "57P01", WHY)));
    Script script = leftOpen ? talk.script() : talk.andClose();
    try (MemoryServer server = MemoryServer.playing(script);
        PgConnection connection = Dial.connect(server)) {
      PgException failure = Dial.failure(() -> connection.query("select a"));
      assertThat(failure).isInstanceOf(PgServerException.class).hasMessageContaining(WHY);
      assertReason(Dial.ending(connection), "57P01");
      assertReason(Dial.failure(() -> connection.query("select a")), "57P01");
    }
  }

  @Test
  @DisplayName("P9: FATAL among rows as they come, after those that came")
  void fatalAmongStreamedRows() {
    Talk talk =
        Talk.greeting()
            .then(Talk.oneText("x").upTo(12))
            .then(Talk.say(Talk.error("FATAL", "57P01", WHY)));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server);
        Rows<Row> rows = connection.stream("select a")) {
      assertThat(rows.next().orElseThrow().text(0)).isEqualTo("x");
      assertThat(Dial.failure(rows::next)).hasMessageContaining(WHY);
      assertReason(Dial.ending(connection), "57P01");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "FATAL"})
  @DisplayName(
      "P9: an error, and another one where the end of the answer belongs: the first counts")
  void oneErrorAfterAnotherKeepsTheFirst(String second) {
    Talk talk =
        Talk.greeting()
            .then(Talk.query(Talk.error("ERROR", "22012", "first")))
            .then(Talk.say(Talk.error(second, "57P01", WHY), Talk.ready()));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server)) {
      PgException failure = Dial.failure(() -> connection.script("select a"));
      assertThat(failure).isInstanceOf(PgServerException.class).hasMessageContaining("first");
      assertThat(failure.getSuppressed()).hasSize(1);
      if (second.equals("FATAL")) {
        assertReason(Dial.ending(connection), "57P01");
      } else {
        assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("P9: FATAL while COPY is being refused")
  void fatalInACopy(boolean in) {
    Talk copy =
        in
            ? Talk.execute(new BindComplete(), new CopyInResponse(0, List.of(0)))
                .then(Talk.hear(CopyFail.class), Talk.hear(Sync.class))
            : Talk.execute(
                new BindComplete(),
                new CopyOutResponse(0, List.of(0)),
                CopyData.of(Octets.utf8("x\n")));
    Talk talk =
        Talk.greeting()
            .then(Talk.prepare())
            .then(copy)
            .then(Talk.say(Talk.error("FATAL", "57P01", WHY)));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server)) {
      assertThat(Dial.failure(() -> connection.query("copy t from stdin")))
          .hasMessageContaining(WHY);
      assertReason(Dial.ending(connection), "57P01");
    }
  }

  @Test
  @DisplayName("P9: FATAL in a pipeline reaches the neighbours too, with its reason")
  void fatalInAPipelineReachesTheNeighbours() {
    Talk talk = Talk.greeting().then(Talk.prepare(Talk.column("a", Talk.TEXT)));
    for (int i = 0; i < 3; i++) {
      talk = talk.then(Talk.hear(Bind.class), Talk.hear(Execute.class), Talk.hear(Sync.class));
    }
    talk =
        talk.then(
            Talk.say(
                new BindComplete(),
                Talk.row("n0"),
                new CommandComplete("SELECT 1"),
                Talk.ready(),
                new BindComplete(),
                Talk.error("FATAL", "57P01", WHY)));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server)) {
      List<PgPipeline.Pending<QueryResult>> pending = new ArrayList<>();
      try (PgPipeline pipeline = connection.pipeline()) {
        for (int i = 0; i < 3; i++) {
          pending.add(pipeline.query("select a"));
          pipeline.barrier();
        }
        assertReason(Dial.failure(pipeline::run), "57P01");
      }
      assertThat(pending.get(0).get().oneText()).isEqualTo("n0");
      assertThat(Dial.failure(pending.get(1)::get)).isInstanceOf(PgServerException.class);
      assertReason(Dial.failure(pending.get(2)::get), "57P01");
    }
  }

  @Test
  @DisplayName("P9: FATAL behind an answer that its caller has given up is still the reason")
  void fatalBehindAnAbandonedAnswerIsTheReason() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Script script =
        conversation -> {
          if (asked.getCount() > 0) {
            Talk.greeting().play(conversation);
            conversation.expect(Query.class);
            asked.countDown();
            assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
            conversation.send(Talk.error("FATAL", "57P01", WHY));
            conversation.discard();
          } else {
            conversation.expectUntyped(CancelRequest.class);
            cancelled.countDown();
          }
        };
    try (MemoryServer server = MemoryServer.playing(script);
        PgConnection connection = Dial.connect(server)) {
      List<Throwable> thrown = new ArrayList<>();
      Thread asking =
          Thread.ofVirtual()
              .start(() -> thrown.add(Dial.failure(() -> connection.script("select a"))));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      asking.interrupt();
      assertThat(asking.join(Dial.PATIENCE)).isTrue();
      assertReason(Dial.ending(connection), "57P01");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "57P01, NOT_READY",
    "57P03, NOT_READY",
    "53300, FULL",
    "28P01, AUTHENTICATION",
    "28000, AUTHENTICATION",
    "3D000, DATABASE",
    "XX000, REFUSED"
  })
  @DisplayName("P9: FATAL in each moment of a login is a refusal of its kind")
  void fatalInALoginIsARefusal(String state, Reason reason) {
    for (int line : new int[] {1, 3, 5, 6, 7, 8}) {
      Talk talk =
          Talk.scram("wonderland", 1).upTo(line).then(Talk.say(Talk.error("FATAL", state, WHY)));
      try (MemoryServer server = MemoryServer.playing(talk.script())) {
        PgConnectException refusal = Dial.refusal(server);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.sqlState().orElseThrow().code()).isEqualTo(state);
        // Only a server that has proved itself is quoted.
        assertThat(refusal.getMessage().contains(WHY)).isEqualTo(line >= 7);
        assertThat(server.links()).hasSize(1);
        assertThat(server.link().aborted()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("P9: an error that is not fatal and answers nothing breaks the connection")
  void anErrorThatAnswersNothingBreaksTheConnection() {
    Talk talk = Talk.greeting().then(Talk.say(Talk.error("ERROR", "22012", "of nothing")));
    try (MemoryServer server = MemoryServer.playing(talk.script());
        PgConnection connection = Dial.connect(server)) {
      assertThat(Dial.ending(connection))
          .isInstanceOf(PgProtocolException.class)
          .hasMessageContaining("of nothing");
    }
  }

  private static void assertReason(PgException failure, String state) {
    assertThat(failure).isInstanceOf(PgConnectionLostException.class);
    assertThat(failure.getMessage()).contains(WHY).contains(state);
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertThat(cause).isInstanceOf(PgServerException.class);
    assertThat(((PgServerException) cause).sqlState().code()).isEqualTo(state);
  }
}
