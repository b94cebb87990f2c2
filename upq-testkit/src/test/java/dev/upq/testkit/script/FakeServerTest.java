// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.Octets;
import dev.upq.wire.PasswordMessage;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.SASLInitialResponse;
import dev.upq.wire.SASLResponse;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import dev.upq.wire.Sync;
import dev.upq.wire.Terminate;
import dev.upq.wire.TransactionStatus;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FakeServerTest {

  private static RawClient connect(FakeServer server) throws IOException {
    return new RawClient(server.host(), server.port());
  }

  @Test
  void aScriptGreetsAndAnswers() throws IOException {
    try (FakeServer server =
        FakeServer.serving(
            conversation -> {
              StartupMessage startup = Greeting.postgres18().accept(conversation);
              assertThat(startup.parameters()).containsEntry("user", "u");
              assertThat(conversation.expect(Query.class).sql()).isEqualTo("select 1");
              conversation.send(
                  new CommandComplete("SELECT 1"), new ReadyForQuery(TransactionStatus.IDLE));
              conversation.expect(Terminate.class);
              conversation.expectEnd();
            })) {
      try (RawClient client = connect(server)) {
        client.send(RawClient.startup(0));
        assertThat(client.toReady())
            .contains(
                "B  AuthenticationOk",
                "B  ParameterStatus  \"server_version\" \"18.1\"",
                "B  ParameterStatus  \"client_encoding\" \"UTF8\"",
                "B  ParameterStatus  \"search_path\" \"\\\"$user\\\", public\"",
                "B  BackendKeyData  4711 (4 bytes)")
            .hasSize(18);
        client.send(new Query("select 1"));
        assertThat(client.toReady())
            .containsExactly("B  CommandComplete  \"SELECT 1\"", "B  ReadyForQuery  I");
        client.send(new Terminate());
      }
      server.finish();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.transcript(1).getFirst()).isEqualTo("F  StartupMessage  3.0 user=\"u\"");
      assertThat(server.transcript(1))
          .endsWith(
              "F  Query  \"select 1\"",
              "B  CommandComplete  \"SELECT 1\"",
              "B  ReadyForQuery  I",
              "F  Terminate",
              "F  (end)");
    }
  }

  @Test
  void theGreetingFollowsTheVersionThatIsAskedFor() {
    Greeting greeting =
        Greeting.postgres18()
            .with("server_version", "17.7")
            .with("x", "y")
            .without("search_path")
            .withProcessId(7);
    assertThat(greeting.parameters())
        .containsEntry("server_version", "17.7")
        .containsEntry("x", "y")
        .doesNotContainKey("search_path");
    assertThat(greeting.messages(RawClient.startup(2)).toString())
        .doesNotContain("NegotiateProtocolVersion")
        .contains("BackendKeyData[processId=7, secretKey=(32 bytes)]");
    StartupMessage future = new StartupMessage(3, 9_999, Map.of("user", "u", "_pq_.new", "1"));
    assertThat(greeting.messages(future).getFirst().toString())
        .isEqualTo("NegotiateProtocolVersion[newestMinor=2, unrecognizedOptions=[_pq_.new]]");
    StartupMessage option = new StartupMessage(3, 0, Map.of("_pq_.new", "1"));
    assertThat(greeting.messages(option).getFirst().toString())
        .isEqualTo("NegotiateProtocolVersion[newestMinor=0, unrecognizedOptions=[_pq_.new]]");
  }

  @Test
  void requestsForEncryptionInFrontOfTheStartupAreDeclined() throws IOException {
    try (FakeServer server = FakeServer.serving(Conversation::expectStartup);
        RawClient client = connect(server)) {
      client.send(new SslRequest());
      assertThat(client.read()).isEqualTo('N');
      client.send(RawClient.startup(2));
      assertThat(client.read()).isEqualTo(-1);
    }
  }

  @Test
  void passwordsAndSaslMessagesAreReadAsWhatIsExpected() throws IOException {
    try (FakeServer server =
            FakeServer.serving(
                conversation -> {
                  conversation.expectStartup();
                  conversation.send(new AuthenticationCleartextPassword());
                  assertThat(conversation.expect(PasswordMessage.class).password()).isEqualTo("pw");
                  conversation.send(new AuthenticationSASL(List.of("X")));
                  assertThat(conversation.expect(SASLInitialResponse.class))
                      .isEqualTo(new SASLInitialResponse("X", Octets.utf8("a")));
                  assertThat(conversation.expect(SASLResponse.class).data())
                      .isEqualTo(Octets.utf8("b"));
                });
        RawClient client = connect(server)) {
      client.send(
          RawClient.startup(0),
          new PasswordMessage("pw"),
          new SASLInitialResponse("X", Octets.utf8("a")),
          new SASLResponse(Octets.utf8("b")));
      client.next();
      client.next();
      assertThat(client.read()).isEqualTo(-1);
      assertThat(server.transcript(1).toString()).doesNotContain("pw");
    }
  }

  @Test
  void connectionsHaveTheirOwnScriptsInTurn() throws IOException {
    FakeServer server =
        FakeServer.inTurn(
            conversation -> conversation.sendRaw((byte) 1),
            conversation -> {
              CancelRequest cancel = conversation.expectUntyped(CancelRequest.class);
              conversation.sendRaw((byte) cancel.processId());
            });
    try (RawClient first = connect(server)) {
      assertThat(first.read()).isEqualTo(1);
    }
    try (RawClient second = connect(server)) {
      second.send(new CancelRequest(42, Octets.utf8("key!")));
      assertThat(second.read()).isEqualTo(42);
    }
    try (RawClient third = connect(server)) {
      assertThatThrownBy(third::read).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(server::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("connection 3: a client too many");
    server.finish();
  }

  @Test
  void whatIsExpectedAndDoesNotComeFailsTheTestAtClose() throws IOException {
    FakeServer server =
        FakeServer.serving(
            conversation -> {
              conversation.expectStartup();
              conversation.expect(Query.class);
            });
    try (RawClient client = connect(server)) {
      client.send(RawClient.startup(0), new Sync());
      assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(server::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("connection 1: expected Query, got F  Sync")
        .hasMessageContaining("F  StartupMessage");
  }

  @Test
  void everyFailureIsTold() throws IOException {
    FakeServer server =
        FakeServer.serving(
            conversation -> {
              throw new IllegalStateException("planted");
            });
    for (int i = 0; i < 2; i++) {
      try (RawClient client = connect(server)) {
        assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
      }
    }
    assertThatThrownBy(server::close)
        .hasMessageContaining("connection 1: planted")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()[0])
                    .hasMessageContaining("connection 2: planted"));
  }

  @Test
  void aClientThatLeavesTooEarlyIsAFailure() throws IOException {
    FakeServer server = FakeServer.serving(Conversation::expectStartup);
    try (RawClient client = connect(server)) {
      client.sendRaw((byte) 0, (byte) 0, (byte) 0, (byte) 9, (byte) 0);
    }
    assertThatThrownBy(server::close)
        .hasMessageContaining("expected StartupMessage, got the end of the stream");
  }

  @Test
  void aClientThatLeavesWhileItIsAnsweredIsNone() throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    try (FakeServer server =
        FakeServer.serving(
            conversation -> {
              gone.await();
              byte[] much = new byte[1 << 20];
              for (int i = 0; i < 1_000; i++) {
                conversation.sendRaw(much);
              }
              throw new AssertionError("the client is still there");
            })) {
      connect(server).reset();
      gone.countDown();
    }
  }

  @Test
  void aScriptThatIsNotOverAtCloseIsAFailure() throws IOException {
    FakeServer server =
        FakeServer.serving(
            conversation -> {
              conversation.expectStartup();
              conversation.expect(Query.class);
            });
    try (RawClient client = connect(server)) {
      client.send(RawClient.startup(0));
      assertThatThrownBy(server::close)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("the server was closed while the script waited for Query");
    }
  }

  @Test
  void theTimeLimitCutsWhatHangs() throws IOException {
    FakeServer server = FakeServer.serving(Duration.ofMillis(50), Conversation::expectStartup);
    try (RawClient client = connect(server)) {
      assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(server::close).hasMessageContaining("the time limit of PT0.05S is over");
  }

  @Test
  void stallsAndDiscardsEndWithTheTest() throws IOException {
    for (Script script : new Script[] {Conversation::stall, Conversation::discard}) {
      try (FakeServer server = FakeServer.serving(script);
          RawClient client = connect(server)) {
        client.send(RawClient.startup(0));
        server.finish();
        assertThatThrownBy(() -> client.readRaw(1)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aStreamIsResetOrEndedOrHalfEnded() throws IOException {
    try (FakeServer server =
        FakeServer.inTurn(
            conversation -> {
              conversation.expect(Sync.class);
              conversation.closeHard();
            },
            conversation -> {
              conversation.expect(Sync.class);
              conversation.close();
            },
            conversation -> {
              conversation.halfClose();
              conversation.expect(Sync.class);
              conversation.expectEnd();
            })) {
      try (RawClient reset = connect(server)) {
        reset.send(new Sync());
        assertThatThrownBy(reset::read).isInstanceOf(SocketException.class);
      }
      try (RawClient ended = connect(server)) {
        ended.send(new Sync());
        assertThat(ended.read()).isEqualTo(-1);
      }
      try (RawClient half = connect(server)) {
        assertThat(half.read()).isEqualTo(-1);
        half.send(new Sync());
      }
    }
  }

  @Test
  void bytesGoOutAsTheyAreAndOneByOne() throws IOException {
    try (FakeServer server =
            FakeServer.serving(
                conversation -> {
                  conversation.sendRaw((byte) 0, (byte) 0xff, (byte) 7);
                  conversation.sendSlowly(Duration.ZERO, new CommandComplete("SELECT 1"));
                });
        RawClient client = connect(server)) {
      assertThat(client.readRaw(3)).containsExactly(0, 0xff, 7);
      assertThat(client.next()).isEqualTo(new CommandComplete("SELECT 1"));
      assertThat(client.read()).isEqualTo(-1);
    }
  }

  @Test
  void afterTheListenerIsClosedClientsAreRefusedAndThoseThatAreThereStay() throws IOException {
    try (FakeServer server =
            FakeServer.serving(
                conversation -> {
                  conversation.sendRaw((byte) 1);
                  conversation.expect(Sync.class);
                  conversation.sendRaw((byte) 2);
                });
        RawClient client = connect(server)) {
      assertThat(client.read()).isEqualTo(1);
      server.stopListening();
      assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
      client.send(new Sync());
      assertThat(client.read()).isEqualTo(2);
    }
  }

  @Test
  void aConversationRunsOverAnyStreams() throws Exception {
    PipedInputStream toServer = new PipedInputStream();
    PipedInputStream toClient = new PipedInputStream();
    PipedOutputStream client = new PipedOutputStream(toServer);
    Conversation conversation = Conversation.over(toServer, new PipedOutputStream(toClient));
    AtomicReference<Object> heard = new AtomicReference<>();
    Thread server =
        Thread.ofVirtual()
            .start(
                () -> {
                  heard.set(conversation.expect(Sync.class));
                  conversation.send(new ReadyForQuery(TransactionStatus.IDLE));
                });
    client.write(new byte[] {'S', 0, 0, 0, 4});
    client.flush();
    assertThat(toClient.readNBytes(6)).containsExactly('Z', 0, 0, 0, 5, 'I');
    server.join();
    assertThat(heard.get()).isEqualTo(new Sync());
    assertThat(conversation.transcript()).containsExactly("F  Sync", "B  ReadyForQuery  I");
  }
}
