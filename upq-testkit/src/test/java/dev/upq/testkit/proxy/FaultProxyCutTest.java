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

import dev.upq.bytes.ByteWriter;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.RawClient;
import dev.upq.wire.Query;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FaultProxyCutTest {

  @Test
  void aConnectionIsCutAfterEveryByteOfAnAnswer() throws IOException {
    byte[] answer = answer("SELECT 1");
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      for (Cut how : Cut.values()) {
        for (int n = 0; n <= answer.length; n++) {
          proxy.clear();
          proxy.add(new Rule.CutAt(Direction.TO_CLIENT, greetingBytes() + n, how));
          try (RawClient client = connect(proxy)) {
            client.send(RawClient.startup(0));
            client.readRaw(greetingBytes());
            if (n
                > 0) { // else the end is there before the query, and a failed write eats the reset
              client.send(new Query("SELECT 1"));
            }
            assertThat(client.readRaw(n)).isEqualTo(Arrays.copyOf(answer, n));
            assertEnded(client, how);
          }
        }
      }
    }
  }

  @Test
  void aCutAtZeroEndsTheConnectionAsSoonAsItStands() throws IOException {
    try (FakeServer server = FakeServer.serving(Conversation::discard);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      for (Direction direction : Direction.values()) {
        proxy.clear();
        proxy.add(new Rule.CutAt(direction, 0, Cut.FIN));
        try (RawClient client = connect(proxy)) {
          assertThat(client.read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void whatTheClientSaysIsCutAfterEveryByteToo() throws IOException {
    byte[] query = {'Q', 0, 0, 0, 6, 'x', 0};
    for (int n = 0; n <= query.length; n++) {
      try (FakeServer server = FakeServer.serving(ECHO);
          FaultProxy proxy = FaultProxy.to(server.address())) {
        ByteWriter startup = new ByteWriter();
        RawClient.startup(0).encode(startup);
        proxy.add(new Rule.CutAt(Direction.TO_SERVER, startup.size() + n, Cut.FIN));
        try (RawClient client = connect(proxy)) {
          client.send(RawClient.startup(0));
          if (n > 0) {
            client.toReady();
            client.sendRaw(query);
          }
          client.readToEnd();
        }
        server.finish();
        boolean whole = server.transcript(1).contains("F  Query  \"x\"");
        assertThat(whole).isEqualTo(n == query.length);
      }
    }
  }

  @Test
  void aConnectionIsCutInFrontOfAMessage() throws IOException {
    try (FakeServer server = FakeServer.serving(ECHO);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      for (Cut how : Cut.values()) {
        proxy.clear();
        proxy.add(new Rule.CutBefore(Direction.TO_CLIENT, 'C', 2, how));
        try (RawClient client = ready(proxy)) {
          ask(client, "one");
          client.send(new Query("two"));
          assertEnded(client, how);
        }
        assertThat(proxy.connection(proxy.connections()).open()).isFalse();
      }
      assertThat(proxy.connection(1).transcript()).contains("*  reset");
      assertThat(proxy.connection(2).transcript()).contains("*  end");
    }
  }

  @Test
  void aConnectionIsCutInFrontOfWhatTheClientSays() throws IOException {
    try (FakeServer server = FakeServer.inTurn(ECHO, Conversation::expectEnd);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      proxy.addTo(1, new Rule.CutBefore(Direction.TO_SERVER, 'Q', 2, Cut.RESET));
      proxy.addTo(2, new Rule.CutBefore(Direction.TO_SERVER, (char) 0, 1, Cut.RESET));
      try (RawClient client = ready(proxy)) {
        ask(client, "one");
        client.send(new Query("two"));
        assertEnded(client, Cut.RESET);
      }
      try (RawClient client = connect(proxy)) {
        client.send(RawClient.startup(0));
        assertEnded(client, Cut.RESET);
      }
      server.finish();
      assertThat(server.transcript(1))
          .contains("F  Query  \"one\"")
          .doesNotContain("F  Query  \"two\"");
      assertThat(server.transcript(2)).containsExactly("F  (reset)");
    }
  }
}
