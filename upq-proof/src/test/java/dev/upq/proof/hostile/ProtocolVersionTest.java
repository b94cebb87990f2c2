// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.NegotiateProtocolVersion;
import dev.upq.wire.Octets;
import dev.upq.wire.Query;
import dev.upq.wire.StartupMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol 3.2, servers that speak less, and those that do not say so properly. */
class ProtocolVersionTest {

  private static final String NEWEST_ONLY = "min_protocol_version=3.2";

  /** A server that answers the startup message with these, and then lets the client in. */
  private static Talk negotiating(NegotiateProtocolVersion... messages) {
    Talk talk = Talk.of(c -> c.expectStartup());
    for (NegotiateProtocolVersion message : messages) {
      talk = talk.then(Talk.say(message));
    }
    return talk.then(
        Talk.say(
            new AuthenticationOk(), new BackendKeyData(1, Octets.of(new byte[4])), Talk.ready()));
  }

  private static NegotiateProtocolVersion older(int minor, String... options) {
    return new NegotiateProtocolVersion(minor, List.of(options));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("P14: a server, and a pooler in front of one, may each name the older version")
  void anOlderVersionIsTakenOnceOrTwice(int times) {
    NegotiateProtocolVersion[] messages = new NegotiateProtocolVersion[times];
    Arrays.fill(messages, older(0));
    try (MemoryServer server = MemoryServer.playing(negotiating(messages).script());
        PgConnection connection = Dial.connect(server)) {
      assertThat(connection.protocolMinor()).isZero();
      assertThat(server.links()).hasSize(1);
    }
  }

  @Test
  @DisplayName("P14: a server that says nothing speaks what it was asked for")
  void silenceMeansAgreement() {
    for (String newest : new String[] {"3.0", "3.2"}) {
      List<Integer> asked = new CopyOnWriteArrayList<>();
      Script script =
          conversation -> {
            StartupMessage startup = conversation.expectStartup();
            asked.add(startup.minorVersion());
            Greeting.postgres18().welcome(conversation, startup);
            conversation.discard();
          };
      try (MemoryServer server = MemoryServer.playing(script);
          PgConnection connection = Dial.connect(server, "max_protocol_version=" + newest)) {
        int minor = newest.charAt(2) - '0';
        assertThat(asked).containsExactly(minor);
        assertThat(connection.protocolMinor()).isEqualTo(minor);
      }
    }
  }

  @Test
  @DisplayName("P14: a newer version, one that never was, or options not asked for are refused")
  void impossibleNegotiationsAreRefused() {
    List<Talk> impossible = new ArrayList<>();
    impossible.add(negotiating(older(3)));
    impossible.add(negotiating(older(65_535)));
    impossible.add(negotiating(older(1)));
    impossible.add(negotiating(older(0), older(2)));
    impossible.add(negotiating(older(0), older(0), older(0)));
    impossible.add(negotiating(older(0, "_pq_.never_asked_for")));
    impossible.add(negotiating(older(2, "_pq_.never_asked_for")));
    impossible.add(negotiating(older(0, "user")));
    impossible.add(raw(2 << 16, 0));
    impossible.add(raw(4 << 16, 0));
    impossible.add(raw(0, 0));
    impossible.add(raw(3 << 16, -1));
    impossible.add(raw(3 << 16, 1));
    impossible.add(raw(3 << 16, Integer.MAX_VALUE));
    for (int i = 0; i < impossible.size(); i++) {
      try (MemoryServer server = MemoryServer.playing(impossible.get(i).script())) {
        PgConnectException refusal = Dial.refusal(server);
        assertThat(refusal.reason()).as("case %s: %s", i, refusal).isEqualTo(Reason.PROTOCOL);
        assertThat(server.links()).as("case %s", i).hasSize(1);
      }
    }
  }

  private static Talk raw(int version, int options) {
    byte[] message = new ByteWriter().int1('v').int4(12).int4(version).int4(options).toByteArray();
    return negotiating().upTo(1).then(Talk.sayRaw(message)).then(negotiating().from(1));
  }

  @Test
  @DisplayName("P14: min_protocol_version=3.2 refuses a server that speaks less")
  void theLeastVersionIsKept() {
    try (MemoryServer server = MemoryServer.playing(negotiating(older(0)).script())) {
      PgConnectException refusal = Dial.refusal(server, NEWEST_ONLY);
      assertThat(refusal.reason()).isEqualTo(Reason.PROTOCOL);
      assertThat(refusal).hasMessageContaining("min_protocol_version asks for 3.2");
    }
  }

  /** The lengths of a cancel key, and what libpq 18 says to them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, false", "0, 3, false", "0, 4, true", "0, 5, false", "0, 32, false", "0, 256, false",
    "0, 257, false", "2, 0, false", "2, 3, false", "2, 4, true", "2, 5, true", "2, 32, true",
    "2, 256, true", "2, 257, false"
  })
  @DisplayName("P14: cancel keys have 4 bytes under 3.0 and 4 to 256 under 3.2")
  void cancelKeysHaveALengthThatTheVersionAllows(int minor, int keyBytes, boolean taken) {
    byte[] key = new byte[keyBytes];
    Arrays.fill(key, (byte) 0x77);
    Talk talk =
        Talk.of(c -> c.expectStartup())
            .then(minor == 0 ? Talk.of(Talk.say(older(0))) : Talk.of())
            .then(
                Talk.say(
                    new AuthenticationOk(), new BackendKeyData(1, Octets.of(key)), Talk.ready()));
    try (MemoryServer server = MemoryServer.playing(talk.script())) {
      if (taken) {
        try (PgConnection connection = Dial.connect(server)) {
          assertThat(connection.protocolMinor()).isEqualTo(minor);
        }
      } else {
        PgConnectException refusal = Dial.refusal(server);
        assertThat(refusal.reason()).isEqualTo(Reason.PROTOCOL);
        assertThat(refusal).hasMessageContaining("cancel key of " + keyBytes + " bytes");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 32, 256})
  @DisplayName("P14: a key of any length comes back whole in the cancel request")
  void theWholeKeyComesBackInTheCancelRequest(int keyBytes) throws Exception {
    byte[] key = new byte[keyBytes];
    for (int i = 0; i < keyBytes; i++) {
      key[i] = (byte) (i * 7);
    }
    CountDownLatch asked = new CountDownLatch(1);
    List<CancelRequest> cancels = new CopyOnWriteArrayList<>();
    CountDownLatch cancelled = new CountDownLatch(1);
    Script script =
        conversation -> {
          if (asked.getCount() == 0) {
            cancels.add(conversation.expectUntyped(CancelRequest.class));
            cancelled.countDown();
            return;
          }
          conversation.expectStartup();
          conversation.send(
              new AuthenticationOk(), new BackendKeyData(42, Octets.of(key)), Talk.ready());
          conversation.expect(Query.class);
          asked.countDown();
          assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
          conversation.send(Talk.error("ERROR", "57014", "cancelled"), Talk.ready());
          conversation.discard();
        };
    try (MemoryServer server = MemoryServer.playing(script);
        PgConnection connection = Dial.connect(server)) {
      Thread asking =
          Thread.ofVirtual().start(() -> Dial.failure(() -> connection.script("select a")));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      asking.interrupt();
      assertThat(asking.join(Dial.PATIENCE)).isTrue();
      assertThat(connection.settle(Dial.patience())).isTrue();
    }
    assertThat(cancels).contains(new CancelRequest(42, Octets.of(key)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08P01", "0A000"})
  @DisplayName("P14: a pooler that refuses 3.2 is asked for 3.0, once")
  void aRefusalOfTheVersionIsAnsweredWithTheOldest(String state) {
    List<Integer> asked = new CopyOnWriteArrayList<>();
    Script script =
        conversation -> {
          StartupMessage startup = conversation.expectStartup();
          asked.add(startup.minorVersion());
          if (startup.minorVersion() > 0) {
            conversation.send(Talk.error("FATAL", state, "unsupported startup packet"));
            return;
          }
          Greeting.postgres18().welcome(conversation, startup);
          conversation.discard();
        };
    try (MemoryServer server = MemoryServer.playing(script)) {
      try (PgConnection connection = Dial.connect(server)) {
        assertThat(connection.protocolMinor()).isZero();
        assertThat(asked).containsExactly(2, 0);
        assertThat(server.links().getFirst().aborted()).as("the first link is closed").isTrue();
      }
      asked.clear();
      assertThat(Dial.refusal(server, NEWEST_ONLY).reason()).isEqualTo(Reason.PROTOCOL);
      assertThat(asked).containsExactly(2);
      asked.clear();
      assertThat(Dial.refusal(server, "max_protocol_version=3.2", NEWEST_ONLY).reason())
          .isEqualTo(Reason.PROTOCOL);
      assertThat(asked).containsExactly(2);
    }
  }

  @Test
  @DisplayName("P14: a server that refuses every version is asked twice and no more")
  void aServerThatRefusesEveryVersionIsAskedTwice() {
    List<Integer> asked = new CopyOnWriteArrayList<>();
    Script script =
        conversation -> {
          asked.add(conversation.expectStartup().minorVersion());
          conversation.send(Talk.error("FATAL", "08P01", "unsupported frontend protocol"));
        };
    try (MemoryServer server = MemoryServer.playing(script)) {
      assertThat(Dial.refusal(server).reason()).isEqualTo(Reason.PROTOCOL);
      assertThat(asked).containsExactly(2, 0);
    }
  }
}
