// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.bytes.ByteReader;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.proof.hostile.Walk.Outcome;
import dev.upq.testkit.TestServer;
import dev.upq.testkit.proxy.Cut;
import dev.upq.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole session with a real server is recorded, and played back up to each of its bytes. */
class TruncationTest {

  /** Where in the server's stream the facts of the walk are complete. */
  private record Told(List<Outcome> outcomes, List<Long> completeAt, long connectedAt) {}

  private static Tape tape = new Tape(List.of());
  private static ConnectionSetup setup = Dial.setup(MemoryServer.serving(link -> {}));
  private static Told whole = new Told(List.of(), List.of(), 0);

  @BeforeAll
  static void record() throws Exception {
    PgConfig config =
        PgConfig.parse(TestServer.url())
            .with("sslmode", "disable")
            .with("connect_timeout", "20")
            .with("query_timeout", "20");
    ConnectionSetup real = ConnectionSetup.of(config);
    Tape.Recorder recorder = new Tape.Recorder(real.transport());
    List<Outcome> seen = new ArrayList<>();
    try (PgConnection connection =
        new Connector(real.withOwnRegistry().withSeams(Clock.system(), real.crew(), recorder))
            .connect()) {
      for (Walk.Step step : Walk.STEPS) {
        seen.add(Walk.take(step, connection));
      }
    }
    tape = recorder.tape();
    byte[] first = tape.bytes();
    assumeTrue(first[8] == 0, "a login with SCRAM cannot be played back: its nonce is new");
    setup = real;
    whole = playWhole();
    assertThat(whole.outcomes()).as("the tape tells the same").isEqualTo(seen);
  }

  private static Told playWhole() {
    try (MemoryServer server = MemoryServer.serving(tape::play)) {
      List<Outcome> outcomes = new ArrayList<>();
      List<Long> completeAt = new ArrayList<>();
      try (PgConnection connection = connect(server)) {
        long connectedAt = server.link().toClient().written();
        for (Walk.Step step : Walk.STEPS) {
          outcomes.add(Walk.take(step, connection));
          completeAt.add(server.link().toClient().written());
        }
        return new Told(outcomes, completeAt, connectedAt);
      }
    }
  }

  @Test
  @DisplayName("P1: the recorded session holds all that the test is about")
  void theTapeHoldsEveryKindOfMessage() {
    StringBuilder types = new StringBuilder();
    byte[] all = tape.bytes();
    for (int at = 0; at < all.length; ) {
      types.append((char) all[at]);
      at += 1 + new ByteReader(all, at + 1, at + 5).int4();
    }
    for (char type : "RSKZTDC12tnEGHdcANI".toCharArray()) {
      assertThat(types).as("message of type " + type).contains(String.valueOf(type));
    }
    assertThat(whole.outcomes()).noneMatch(Outcome::lost);
    assertThat(whole.completeAt().getLast()).isEqualTo(tape.length());
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  @DisplayName(
      "P1: the stream ends after each byte of a recorded session: right answers, then a loss")
  void everyTruncationIsACleanLossOrARightAnswer(Cut how) {
    for (int offset = 0; offset <= tape.length(); offset++) {
      try {
        truncatedAt(offset, how);
      } catch (AssertionError wrong) {
        throw new AssertionError(
            how + " after " + offset + " of " + tape.length() + " bytes", wrong);
      }
    }
  }

  private static void truncatedAt(int offset, Cut how) {
    try (MemoryServer server = MemoryServer.serving(tape::play).cutAt(offset, how)) {
      if (offset < whole.connectedAt()) {
        PgException refused = Dial.failure(() -> connect(server));
        assertThat(refused).isInstanceOf(PgConnectException.class);
        assertThat(((PgConnectException) refused).reason())
            .isNotEqualTo(PgConnectException.Reason.TIMEOUT);
      } else {
        PgConnection connection = connect(server);
        walk(connection, offset);
        assertThat(Dial.ending(connection)).isInstanceOf(PgConnectionLostException.class);
        connection.close();
      }
      assertThat(server.link().aborted()).as("the link is closed").isTrue();
      assertThat(server.links()).hasSize(1);
    }
  }

  private static void walk(PgConnection connection, int offset) {
    for (int i = 0; i < Walk.STEPS.size(); i++) {
      Outcome expected = whole.outcomes().get(i);
      Outcome outcome = Walk.take(Walk.STEPS.get(i), connection);
      if (offset >= whole.completeAt().get(i)) {
        assertThat(outcome.fact()).isEqualTo(expected.fact());
      } else {
        assertThat(outcome.lost()).as("lost: %s", outcome).isTrue();
      }
    }
  }

  private static PgConnection connect(MemoryServer server) {
    return new Connector(setup.withOwnRegistry().withSeams(Clock.system(), setup.crew(), server))
        .connect();
  }
}
