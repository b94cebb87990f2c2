// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgProtocolException;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyBothResponse;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.NegotiateProtocolVersion;
import dev.upq.wire.NoData;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.ParameterStatus;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.RowDescription;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every byte that a message can begin with, in every state of the client. {@link ClientState} says
 * which types have a place there; N, S and A are passed over; all others break the connection.
 */
class MessageTypeTest {

  private static final String ANYWHERE = "ANS";

  static Stream<ClientState> states() {
    return Stream.of(
            ClientState.logins(),
            ClientState.simple(),
            ClientState.extended(),
            ClientState.portals(),
            ClientState.pipelines(),
            ClientState.copies())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("states")
  @DisplayName("P4: of all 256 types only those that have a place break nothing")
  void everyTypeIsHandledPassedOverOrBreaksTheConnection(ClientState state) {
    StringBuilder unbroken = new StringBuilder();
    for (int type = 0; type < 256; type++) {
      byte[] odd = message((char) type);
      if (!breaks(state, odd)) {
        unbroken.append((char) type);
      }
    }
    assertThat(unbroken.toString().chars().mapToObj(Integer::toHexString).toList())
        .isEqualTo(
            sorted(state.types() + ANYWHERE).chars().mapToObj(Integer::toHexString).toList());
  }

  @ParameterizedTest
  @MethodSource("states")
  @DisplayName("P4: notices, parameters and notifications are passed over in every state")
  void whatMayComeAtAnyMomentIsPassedOver(ClientState state) {
    for (char type : ANYWHERE.toCharArray()) {
      Talk talk = state.talk().get();
      Script script =
          talk.upTo(state.line())
              .then(Talk.sayRaw(message(type)))
              .then(talk.from(state.line()))
              .script();
      try (MemoryServer server = MemoryServer.playing(script);
          PgConnection connection = Dial.connect(server, "require_auth=!md5")) {
        state.client().accept(connection);
        assertThat(connection.quiet()).as("quiet behind %s", type).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"R", "K", "v", "V", "!", "p", "\0"})
  @DisplayName("P4: a type without a place breaks the connection where nobody waits any more, too")
  void oddTypesInAnAnswerThatNobodyWaitsForBreakTheConnection(String type) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Script script =
        conversation -> {
          if (asked.getCount() == 0) {
            conversation.expectUntyped(CancelRequest.class);
            cancelled.countDown();
            return;
          }
          Talk.greeting().then(Talk.query()).play(conversation);
          asked.countDown();
          assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
          conversation.sendRaw(message(type.charAt(0)));
          conversation.send(Talk.error("ERROR", "57014", "cancelled"), Talk.ready());
          conversation.discard();
        };
    try (MemoryServer server = MemoryServer.playing(script);
        PgConnection connection = Dial.connect(server)) {
      Thread asking =
          Thread.ofVirtual().start(() -> catchThrowable(() -> connection.script("select a")));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      asking.interrupt();
      assertThat(asking.join(Dial.PATIENCE)).isTrue();
      assertThat(Dial.ending(connection)).isInstanceOf(PgProtocolException.class);
    }
  }

  /** Whether the odd message, which is the server's last, is what the client stumbles over. */
  private static boolean breaks(ClientState state, byte[] odd) {
    Script script = state.talk().get().upTo(state.line()).then(Talk.sayRaw(odd)).andClose();
    try (MemoryServer server = MemoryServer.playing(script)) {
      boolean broken = breaks(state, server);
      assertThat(server.link().aborted()).as("the link is closed").isTrue();
      return broken;
    } catch (AssertionError wrong) {
      throw new AssertionError("type " + odd[0] + ": " + wrong.getMessage(), wrong);
    }
  }

  private static boolean breaks(ClientState state, MemoryServer server) {
    PgConnection connection;
    try {
      connection = Dial.connect(server, "require_auth=!md5");
    } catch (PgConnectException refused) {
      assertThat(state.login()).as("refused only while logging in: %s", refused).isTrue();
      assertThat(refused.reason()).as("hung").isNotEqualTo(PgConnectException.Reason.TIMEOUT);
      return refused.reason() == PgConnectException.Reason.PROTOCOL;
    }
    try (connection) {
      boolean asks = !state.login() && !state.name().equals("idle");
      Throwable thrown = asks ? catchThrowable(() -> state.client().accept(connection)) : null;
      if (thrown != null) {
        Dial.failure(() -> rethrow(thrown));
      }
      return Dial.ending(connection) instanceof PgProtocolException
          || thrown instanceof PgProtocolException
          || thrown != null && suppressesViolation(thrown);
    }
  }

  private static boolean suppressesViolation(Throwable thrown) {
    return Stream.of(thrown.getSuppressed()).anyMatch(PgProtocolException.class::isInstance);
  }

  private static void rethrow(Throwable thrown) throws Throwable {
    throw thrown;
  }

  /** A message of that type: a proper one where such exist, else one without a body. */
  private static byte[] message(char type) {
    ByteWriter out = new ByteWriter();
    for (BackendMessage sample : SAMPLES) {
      if (sample.type() == type) {
        sample.encode(out);
        return out.toByteArray();
      }
    }
    return out.int1(type).int4(4).toByteArray();
  }

  private static final List<BackendMessage> SAMPLES =
      List.of(
          new AuthenticationOk(),
          new BackendKeyData(4711, Octets.of((byte) 1, (byte) 2, (byte) 3, (byte) 4)),
          new BindComplete(),
          new CloseComplete(),
          new CommandComplete("SELECT 1"),
          new CopyBothResponse(0, List.of(0)),
          CopyData.of(Octets.utf8("x\n")),
          new CopyDone(),
          new CopyInResponse(0, List.of(0)),
          new CopyOutResponse(0, List.of(0)),
          Talk.row("x"),
          new EmptyQueryResponse(),
          Talk.error("ERROR", "XX000", "something odd"),
          new NegotiateProtocolVersion(0, List.of()),
          new NoData(),
          Talk.notice("NOTICE", "00000", "by the way"),
          new NotificationResponse(4711, "channel", "payload"),
          new ParameterDescription(List.of()),
          new ParameterStatus("application_name", "odd"),
          new ParseComplete(),
          new PortalSuspended(),
          Talk.ready(),
          new RowDescription(List.of(Talk.column("a", Talk.TEXT))));

  private static String sorted(String types) {
    return types
        .chars()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
