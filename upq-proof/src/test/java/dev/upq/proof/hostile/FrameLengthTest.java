// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.testkit.script.Script;
import dev.upq.wire.FrameLimits;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Message headers whose length cannot be, is too large, or is not kept. */
class FrameLengthTest {

  /** A limit below the standard one, so that the tests can reach it. */
  private static final int MAX_MESSAGE_BYTES = 100_000;

  /** Every type that a server may send, and three that no server sends. */
  private static final String TYPES = "RKSZTDC123tnsIEGHWdcANv" + "V!\0";

  /** Where a message can be odd: before, in and after authentication, idle, and in answers. */
  static Stream<ClientState> states() {
    Set<String> wanted =
        Set.of(
            "login: before authentication",
            "login: where SASLContinue belongs",
            "login: behind AuthenticationOk",
            "idle",
            "simple: behind a row",
            "extended: where Parse is answered",
            "extended: where rows begin",
            "COPY out: where data begin");
    List<ClientState> states =
        Stream.of(
                ClientState.logins(),
                ClientState.simple(),
                ClientState.extended(),
                ClientState.copies())
            .flatMap(List::stream)
            .filter(state -> wanted.contains(state.name()))
            .toList();
    assertThat(states).hasSameSizeAs(wanted);
    return states.stream();
  }

  @ParameterizedTest
  @MethodSource("states")
  @DisplayName("P2, P3: a length that cannot be is refused on the header alone")
  void impossibleLengthsAreRefusedBeforeTheBodyComes(ClientState state) {
    for (char type : TYPES.toCharArray()) {
      int most = most(state, type);
      for (int length : new int[] {0, 1, 2, 3, most + 1, Integer.MAX_VALUE, -1, -2, -1 << 31}) {
        // The server says no more and leaves the connection open: only the header can tell.
        Script script = state.talk().get().upTo(state.line()).then(header(type, length)).script();
        PgException failure = failure(state, script, type, length);
        assertThat(broken(failure)).as("type %s, length %s: %s", type, length, failure).isTrue();
        assertThat(failure.getMessage()).contains("with the length " + length);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("states")
  @DisplayName("P2: a length that could be, and is not kept, is a loss")
  void possibleLengthsWithoutTheBodyAreALoss(ClientState state) {
    for (char type : TYPES.toCharArray()) {
      for (int length : new int[] {4, 5, most(state, type)}) {
        Script script = state.talk().get().upTo(state.line()).then(header(type, length)).andClose();
        PgException failure = failure(state, script, type, length);
        assertThat(failure.getMessage())
            .as("type %s, length %s", type, length)
            .doesNotContain("with the length");
      }
    }
  }

  @Test
  @DisplayName("M2, P2: 1 GiB is claimed and 100 bytes come: the room grows with what has come")
  void roomGrowsWithBytesThatHaveComeAndNotWithBytesThatAreClaimed() throws Exception {
    ClientState rows =
        states().filter(s -> s.name().equals("extended: where rows begin")).findAny().orElseThrow();
    for (int sentBytes : new int[] {0, 100, 20_000, 200_000, 3_000_000}) {
      claimed(rows, sentBytes);
    }
  }

  private static void claimed(ClientState state, int sentBytes) throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(1);
    Script script =
        conversation -> {
          state.talk().get().upTo(state.line()).play(conversation);
          header('D', (1 << 30) - 1).play(conversation);
          conversation.sendRaw(new byte[sentBytes]);
          sent.countDown();
          conversation.discard();
        };
    try (MemoryServer server = MemoryServer.playing(script);
        PgConnection connection = Dial.connect(server)) {
      Thread asking =
          Thread.ofVirtual().start(() -> catchThrowable(() -> state.client().accept(connection)));
      assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.link().toClient().awaitHungryReader()).isTrue();
      assertThat(server.link().mostRoomBytes())
          .as("%s bytes have come", sentBytes)
          .isLessThanOrEqualTo(2 * sentBytes + 64 * 1024);
      connection.abort();
      assertThat(asking.join(Dial.PATIENCE)).as("the caller returns").isTrue();
    }
  }

  /** The table of limits, written down once more. */
  private static int most(ClientState state, char type) {
    boolean authenticated = !state.login() || state.name().equals("login: behind AuthenticationOk");
    if ("Rv".indexOf(type) >= 0) {
      return authenticated ? FrameLimits.MAX_SHORT_LENGTH : FrameLimits.MAX_AUTHENTICATION_LENGTH;
    }
    return "TtDdENAV".indexOf(type) >= 0 && authenticated
        ? MAX_MESSAGE_BYTES
        : FrameLimits.MAX_SHORT_LENGTH;
  }

  private static boolean broken(PgException failure) {
    if (failure instanceof PgConnectException refusal) {
      return refusal.reason() == Reason.PROTOCOL;
    }
    return failure instanceof PgProtocolException
        || failure.getCause() instanceof PgProtocolException;
  }

  private static Talk.Line header(char type, int length) {
    return Talk.sayRaw(new ByteWriter().int1(type).int4(length).toByteArray());
  }

  private static PgException failure(ClientState state, Script script, char type, int length) {
    try (MemoryServer server = MemoryServer.playing(script)) {
      PgException failure = Dial.failure(() -> live(state, server));
      assertThat(server.link().aborted())
          .as("type %s, length %s: the link is closed", type, length)
          .isTrue();
      if (failure instanceof PgConnectException refusal) {
        assertThat(refusal.reason()).as("hung").isNotEqualTo(Reason.TIMEOUT);
      }
      return failure;
    }
  }

  /** Lives up to the failure; where nothing is asked, the connection's end is the failure. */
  private static void live(ClientState state, MemoryServer server) {
    try (PgConnection connection = Dial.connect(server, "max_message_size=" + MAX_MESSAGE_BYTES)) {
      if (!state.name().equals("idle") && !state.login()) {
        state.client().accept(connection);
      }
      throw Dial.ending(connection);
    }
  }
}
