// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that take their time, or all of it: one deadline covers the whole of connecting. */
class SlowServerTest {

  private static final Duration SHORT = Duration.ofMillis(150);

  @Test
  @DisplayName("C6: a login that comes byte by byte works as long as the deadline allows")
  void aLoginByteByByteWorks() {
    Script script =
        conversation -> {
          StartupMessage startup = conversation.expectStartup();
          BackendMessage[] all =
              Greeting.postgres18().messages(startup).toArray(BackendMessage[]::new);
          conversation.sendSlowly(Duration.ofNanos(100_000), all);
          conversation.discard();
        };
    try (FakeServer server = FakeServer.serving(script);
        PgConnection connection =
            new Connector(Dial.loopback(server.port(), "sslmode=disable")).connect()) {
      assertThat(connection.parameter("server_version")).contains("18.1");
    }
  }

  /** Where a server stops answering, and the stage that the client has to name. */
  static Stream<Arguments> stalls() {
    Talk scram = Talk.scram("wonderland", 1);
    return Stream.of(
        stall("no answer to SSLRequest", "require", "TLS handshake", Talk.of(hearSslRequest())),
        stall(
            "S and no handshake",
            "require",
            "TLS handshake",
            Talk.of(hearSslRequest(), Talk.sayRaw((byte) 'S'))),
        stall("direct TLS without an answer", "direct", "TLS handshake", Talk.of()),
        stall("no answer to the startup message", "disable", "login", scram.upTo(1)),
        stall("no SASLContinue", "disable", "login", scram.upTo(3)),
        stall("no SASLFinal", "disable", "login", scram.upTo(5)),
        stall("no AuthenticationOk", "disable", "login", scram.upTo(6)),
        stall("no ReadyForQuery", "disable", "login", scram.upTo(8)));
  }

  private static Talk.Line hearSslRequest() {
    return conversation -> conversation.expectUntyped(SslRequest.class);
  }

  private static Arguments stall(String name, String mode, String stage, Talk talk) {
    return Arguments.of(name, mode, stage, talk);
  }

  @ParameterizedTest
  @MethodSource("stalls")
  @DisplayName("C6: a server that stalls ends in TIMEOUT at the deadline, which names the stage")
  void aStallIsATimeoutThatNamesItsStage(String name, String mode, String stage, Talk talk) {
    Script script =
        conversation -> {
          talk.play(conversation);
          conversation.stall();
        };
    boolean direct = mode.equals("direct");
    try (FakeServer server = FakeServer.serving(script)) {
      ConnectionSetup setup =
          Dial.loopback(
              server.port(),
              "sslmode=" + (direct ? "require" : mode),
              "sslnegotiation=" + (direct ? "direct" : "postgres"));
      assertTimeout(setup, stage);
      assertThat(server.connections()).as(name).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("C6: a name that is not resolved ends in TIMEOUT, which says so")
  void aStuckResolverIsATimeout() {
    CountDownLatch over = new CountDownLatch(1);
    Transport stuck =
        new Transport() {
          @Override
          public List<Endpoint> resolve(HostPort host) throws IOException {
            try {
              over.await();
            } catch (InterruptedException stop) {
              Thread.currentThread().interrupt();
            }
            throw new IOException("too late");
          }

          @Override
          public Link open(Endpoint endpoint) {
            throw new IllegalStateException("nothing was resolved");
          }
        };
    assertTimeout(Dial.setup(stuck), "resolving db.test");
    over.countDown();
  }

  @Test
  @DisplayName("C6: a listener that does not listen ends in TIMEOUT while connecting")
  void aDeafListenerIsATimeout() throws IOException {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(deaf, queue);
      assertTimeout(Dial.loopback(deaf.getLocalPort(), "sslmode=disable"), "connecting to");
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  /** Connects until the queue of those who wait to be accepted is full. */
  private static void fill(ServerSocket deaf, List<Socket> queue) throws IOException {
    for (int i = 0; i < 64; i++) {
      Socket next = new Socket();
      queue.add(next);
      try {
        next.connect(deaf.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
  }

  private static void assertTimeout(ConnectionSetup setup, String stage) {
    PgConnectException late =
        catchThrowableOfType(
            PgConnectException.class,
            () -> new Connector(setup).connect(Deadline.after(Clock.system(), SHORT)).close());
    assertThat(late.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(late).hasMessageContaining("the last step was: " + stage);
  }

  @Test
  @DisplayName("C6: the deadline is one for all hosts, not one for each")
  void theDeadlineCoversAllHosts() {
    Script silent = Conversation::stall;
    try (FakeServer first = FakeServer.serving(silent);
        FakeServer second = FakeServer.serving(silent)) {
      ConnectionSetup setup =
          Dial.loopback(
              first.port(),
              "host=a.test,b.test",
              "hostaddr=127.0.0.1,127.0.0.1",
              "port=" + first.port() + "," + second.port(),
              "sslmode=disable");
      assertTimeout(setup, "login at a.test");
      assertThat(second.connections()).isZero();
    }
  }
}
