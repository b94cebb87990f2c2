// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import static dev.upq.testkit.proxy.EchoTalk.ECHO;
import static dev.upq.testkit.proxy.EchoTalk.answer;
import static dev.upq.testkit.proxy.EchoTalk.ask;
import static dev.upq.testkit.proxy.EchoTalk.assertEnded;
import static dev.upq.testkit.proxy.EchoTalk.connect;
import static dev.upq.testkit.proxy.EchoTalk.greetingBytes;
import static dev.upq.testkit.proxy.EchoTalk.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.RawClient;
import dev.upq.testkit.script.Script;
import dev.upq.wire.Query;
import dev.upq.wire.SslRequest;
import dev.upq.wire.Terminate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void withoutRulesEverythingPassesAndIsRecorded() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      try (RawClient client = ready(proxy)) {
        assertThat(ask(client, "x"))
            .containsExactly("B  CommandComplete  \"x\"", "B  ReadyForQuery  I");
        client.send(new Terminate());
        assertThat(client.read()).isEqualTo(-1);
      }
      assertThat(proxy.connections()).isEqualTo(1);
      ProxyConnection connection = proxy.connection(1);
      assertThat(connection.number()).isEqualTo(1);
      assertThat(connection.transcript().getFirst()).isEqualTo("F  StartupMessage  3.0 user=\"u\"");
      assertThat(connection.transcript())
          .endsWith(
              "F  Query  \"x\"",
              "B  CommandComplete  \"x\"",
              "B  ReadyForQuery  I",
              "F  Terminate");
      assertThat(new String(connection.bytes(Direction.TO_SERVER), StandardCharsets.US_ASCII))
          .endsWith("Q\0\0\0\6x\0X\0\0\0\4");
      assertThat(connection.bytes(Direction.TO_CLIENT))
          .hasSize(greetingBytes() + answer("x").length);
    }
  }

  @Test
  void aHeldMessagePassesWhenItIsReleased() throws Exception {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      Rule.Hold hold = new Rule.Hold(Direction.TO_CLIENT, 'C', 1);
      proxy.add(hold);
      try (RawClient client = ready(proxy)) {
        client.send(new Query("x"));
        assertThat(hold.await(SOON)).isTrue();
        assertThat(proxy.connection(1).transcript()).contains("*  held");
        client.send(new Query("y"));
        hold.release();
        assertThat(client.toReady()).contains("B  CommandComplete  \"x\"");
        assertThat(client.toReady()).contains("B  CommandComplete  \"y\"");
      }
      assertThat(new Rule.Hold(Direction.TO_CLIENT, 'C', 1).await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void aHeldMessageIsLostWhenTheConnectionIsReset() throws Exception {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      Rule.Hold hold = new Rule.Hold(Direction.TO_CLIENT, 'C', 1);
      proxy.add(hold);
      try (RawClient client = ready(proxy)) {
        client.send(new Query("commit"));
        assertThat(hold.await(SOON)).isTrue();
        hold.reset();
        assertEnded(client, Cut.RESET);
      }
      try (RawClient next = ready(proxy)) {
        assertThat(ask(next, "works once")).contains("B  CommandComplete  \"works once\"");
      }
    }
  }

  @Test
  void aHoldEndsWithTheProxy() throws Exception {
    Rule.Hold hold = new Rule.Hold(Direction.TO_CLIENT, 'R', 1);
    try (FakeServer server = FakeServer.serving(ECHO)) {
      FaultProxy proxy = FaultProxy.to(server.address());
      proxy.add(hold);
      try (RawClient client = connect(proxy)) {
        client.send(RawClient.startup(0));
        assertThat(hold.await(SOON)).isTrue();
        proxy.close();
        assertEnded(client, Cut.RESET);
      }
    }
  }

  @Test
  void oneByteIsCorrupted() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      proxy.add(new Rule.Corrupt(Direction.TO_CLIENT, greetingBytes() + 6, 0x20));
      try (RawClient client = ready(proxy)) {
        assertThat(ask(client, "ABC")).contains("B  CommandComplete  \"AbC\"");
        assertThat(ask(client, "ABC")).contains("B  CommandComplete  \"ABC\"");
      }
      assertThat(proxy.connection(1).transcript()).doesNotContain("B  CommandComplete  \"AbC\"");
    }
  }

  @Test
  void latencyDelaysBothWaysAndLosesNothing() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address());
        RawClient client = ready(proxy)) {
      proxy.add(
          new Rule.Latency(Direction.TO_SERVER, Duration.ofMillis(20)),
          new Rule.Latency(Direction.TO_CLIENT, Duration.ofMillis(20)));
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        client.send(new Query("q" + i));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(client.toReady()).contains("B  CommandComplete  \"q" + i + "\"");
      }
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000L);
    }
  }

  @Test
  void slicesAndThrottlesPassEverything() throws IOException {
    String text = "x".repeat(4_000);
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      proxy.add(
          new Rule.Slices(Direction.TO_CLIENT, 1),
          new Rule.Slices(Direction.TO_SERVER, 3),
          new Rule.Throttle(Direction.TO_SERVER, 100_000));
      try (RawClient client = ready(proxy)) {
        long start = System.nanoTime();
        assertThat(ask(client, text)).contains("B  CommandComplete  \"" + text + "\"");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000L);
      }
    }
  }

  @Test
  void aStallThatDoesNotReadKeepsTheBytes() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address());
        RawClient client = ready(proxy)) {
      Rule stall = new Rule.Stall(Direction.TO_SERVER, false);
      proxy.add(stall);
      client.send(new Query("one"));
      client.send(new Query("two"));
      assertThat(server.transcript(1).toString()).doesNotContain("F  Query");
      proxy.remove(stall);
      assertThat(client.toReady()).contains("B  CommandComplete  \"one\"");
      assertThat(client.toReady()).contains("B  CommandComplete  \"two\"");
    }
  }

  @Test
  void aStallThatReadsLosesTheBytesAndNeverBlocksTheSender() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address());
        RawClient client = ready(proxy)) {
      Rule stall = new Rule.Stall(Direction.TO_SERVER, true);
      proxy.add(stall);
      client.send(new Query("x".repeat(32 << 20)));
      client.send(new Query("lost"));
      while (!proxy.connection(1).transcript().contains("F  Query  \"lost\"")) {
        Thread.onSpinWait();
      }
      proxy.cutAll(Cut.FIN);
      assertThat(client.read()).isEqualTo(-1);
      server.finish();
      assertThat(server.transcript(1).toString()).doesNotContain("F  Query");
    }
  }

  @Test
  void newConnectionsAreRefusedAndOldOnesStay() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address());
        RawClient old = ready(proxy)) {
      for (Cut how : Cut.values()) {
        Rule refuse = new Rule.Refuse(how);
        proxy.add(refuse);
        try (RawClient client = connect(proxy)) {
          assertEnded(client, how);
        }
        proxy.remove(refuse);
      }
      assertThat(ask(old, "x")).contains("B  CommandComplete  \"x\"");
      assertThat(proxy.connections()).isEqualTo(3);
      assertThat(server.connections()).isEqualTo(1);
      proxy.stopListening();
      assertThatThrownBy(() -> connect(proxy)).isInstanceOf(ConnectException.class);
      assertThat(ask(old, "y")).contains("B  CommandComplete  \"y\"");
    }
  }

  @Test
  void rulesForOneConnectionLeaveTheOthersAlone() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      proxy.addTo(2, new Rule.CutBefore(Direction.TO_CLIENT, 'C', 1, Cut.RESET));
      try (RawClient first = ready(proxy);
          RawClient second = ready(proxy);
          RawClient third = ready(proxy)) {
        second.send(new Query("x"));
        assertEnded(second, Cut.RESET);
        assertThat(ask(first, "x")).hasSize(2);
        assertThat(ask(third, "x")).hasSize(2);
      }
    }
  }

  @Test
  void aServerThatIsNotThereResetsTheClient() throws IOException {
    FakeServer gone = FakeServer.serving(ECHO);
    gone.close();
    try (FaultProxy proxy = FaultProxy.to(gone.host(), gone.port());
        RawClient client = connect(proxy)) {
      assertEnded(client, Cut.RESET);
    }
  }

  @Test
  void endsAndResetsOfEitherSideReachTheOther() throws IOException {
    try (FakeServer server =
            FakeServer.inTurn(
                conversation -> {
                  conversation.expectEnd();
                  conversation.sendRaw((byte) 5);
                },
                conversation -> {
                  conversation.sendRaw((byte) 5);
                  conversation.expectEnd();
                },
                conversation -> {
                  conversation.expectUntyped(SslRequest.class);
                  conversation.closeHard();
                });
        FaultProxy proxy = FaultProxy.to(server.address())) {
      try (RawClient ends = connect(proxy)) {
        ends.endOutput();
        assertThat(ends.readToEnd()).containsExactly(5);
      }
      try (RawClient resets = connect(proxy)) {
        assertThat(resets.read()).isEqualTo(5);
        resets.reset();
      }
      try (RawClient isReset = connect(proxy)) {
        isReset.send(new SslRequest());
        assertEnded(isReset, Cut.RESET);
      }
      server.finish();
      assertThat(server.transcript(2)).endsWith("F  (reset)");
    }
  }

  @Test
  void anEncryptedStreamPassesUnread() throws IOException {
    byte[] noise = new byte[100_000];
    new java.util.Random(5).nextBytes(noise);
    Script encrypted =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.sendRaw((byte) 'S');
          conversation.sendRaw(noise);
          conversation.expectEnd();
        };
    try (FakeServer server = FakeServer.serving(encrypted);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      proxy.add(new Rule.Slices(Direction.TO_CLIENT, 1_000));
      try (RawClient client = connect(proxy)) {
        client.send(new SslRequest());
        assertThat(client.read()).isEqualTo('S');
        assertThat(client.readRaw(noise.length)).isEqualTo(noise);
      }
      assertThat(proxy.connection(1).transcript())
          .startsWith(
              "F  SslRequest", "B  EncryptionAnswer  'S'", "B  (not readable from here on)");
      assertThat(new ByteArrayInputStream(proxy.connection(1).bytes(Direction.TO_CLIENT)).skip(1))
          .isEqualTo(1);
    }
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Rule.Slices(Direction.TO_CLIENT, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rule.Throttle(Direction.TO_CLIENT, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rule.CutAt(Direction.TO_CLIENT, -1, Cut.FIN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rule.CutBefore(Direction.TO_CLIENT, 'C', 0, Cut.FIN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rule.Corrupt(Direction.TO_CLIENT, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rule.Hold(Direction.TO_CLIENT, 'C', 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
