// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteWriter;
import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody between client and server, or in the server's place, tampers with the start of TLS. */
class TlsAttackTest {

  private static final String LIE = "please call +1 555 0100 to unlock your database";

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
  }

  @Test
  @DisplayName("S3: 1 to 100 bytes behind the S are refused before the handshake")
  void stuffedBytesAreRefused() {
    for (int extra = 1; extra <= 100; extra++) {
      byte[] answer = new byte[1 + extra];
      answer[0] = 'S';
      assertStuffingIsRefused(answer, "require");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefer", "require"})
  @DisplayName(
      "S3: a whole forged login behind the S is refused, and nothing is tried in the clear")
  void aForgedLoginIsRefused(String mode) {
    ByteWriter forged = new ByteWriter().int1('S');
    new AuthenticationOk().encode(forged);
    Talk.notice("WARNING", "01000", LIE).encode(forged);
    Talk.ready().encode(forged);
    Talk.row("forged").encode(forged);
    assertStuffingIsRefused(forged.toByteArray(), mode);
  }

  private static void assertStuffingIsRefused(byte[] answer, String mode) {
    List<FrontendMessage> heard = new CopyOnWriteArrayList<>();
    Script script =
        conversation -> {
          heard.add(conversation.expectUntyped(FrontendMessage.class));
          conversation.sendRaw(answer);
          conversation.discard();
        };
    try (FakeServer server = FakeServer.serving(script)) {
      PgConnectException refusal = Dial.refusal(Dial.loopback(server.port(), "sslmode=" + mode));
      assertThat(refusal.reason()).isEqualTo(Reason.PROTOCOL);
      assertThat(refusal.getMessage())
          .contains("tampering")
          .contains(answer.length - 1 + " bytes")
          .doesNotContain(LIE);
      assertThat(heard).hasOnlyElementsOfType(SslRequest.class).hasSize(1);
    }
  }

  /** What a server says to an SSLRequest, and what kind of refusal that is. */
  static Stream<Arguments> oddAnswers() {
    byte[] error = ("E" + "SFATAL\0C28000\0M" + LIE + "\0\0").getBytes(StandardCharsets.US_ASCII);
    ByteWriter report = new ByteWriter();
    Talk.error("FATAL", "53300", LIE).encode(report);
    return Stream.of(
        Arguments.of("E and a text", error, Reason.PROTOCOL),
        Arguments.of("E and a report", report.toByteArray(), Reason.PROTOCOL),
        Arguments.of("0x00", new byte[] {0}, Reason.PROTOCOL),
        Arguments.of("0xff", new byte[] {-1}, Reason.PROTOCOL),
        Arguments.of("s", new byte[] {'s'}, Reason.PROTOCOL),
        Arguments.of("G", new byte[] {'G'}, Reason.PROTOCOL),
        Arguments.of("a line break", "\n\n".getBytes(StandardCharsets.US_ASCII), Reason.PROTOCOL),
        Arguments.of(
            "HTTP", ("HTTP/1.1 400 " + LIE).getBytes(StandardCharsets.US_ASCII), Reason.PROTOCOL),
        Arguments.of("the end", new byte[0], Reason.TLS));
  }

  @ParameterizedTest
  @MethodSource("oddAnswers")
  @DisplayName("S4: an odd answer to SSLRequest is a refusal, and is not shown")
  void oddAnswersAreNotShown(String name, byte[] answer, Reason reason) {
    for (String mode : new String[] {"require", "prefer"}) {
      Script script =
          conversation -> {
            if (conversation.expectUntyped(FrontendMessage.class) instanceof SslRequest) {
              conversation.sendRaw(answer);
            }
          };
      try (FakeServer server = FakeServer.serving(script)) {
        PgConnectException refusal = Dial.refusal(Dial.loopback(server.port(), "sslmode=" + mode));
        if (mode.equals("require")) {
          assertThat(refusal.reason()).as(name).isEqualTo(reason);
          assertThat(server.connections()).isEqualTo(1);
        }
        String told = String.valueOf(refusal.getMessage()).replace(":" + server.port(), "");
        assertThat(told).doesNotContain(LIE).doesNotContain("555");
        assertThat(refusal.diagnostic()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("S4: a reset in place of an answer, and S with garbage behind the client's hello")
  void resetsAndGarbageAreRefusals() {
    Script reset =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.closeHard();
        };
    Script garbage =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.sendRaw((byte) 'S');
          awaitHello(conversation);
          conversation.sendRaw(LIE.getBytes(StandardCharsets.US_ASCII));
          conversation.discard();
        };
    for (Script script : List.of(reset, garbage)) {
      try (FakeServer server = FakeServer.serving(script)) {
        PgConnectException refusal = Dial.refusal(Dial.loopback(server.port(), "sslmode=require"));
        assertThat(refusal.reason()).isEqualTo(Reason.TLS);
        assertThat(refusal.getMessage()).doesNotContain(LIE);
        assertThat(server.connections()).isEqualTo(1);
      }
    }
  }

  /** Waits for the first bytes of the client's TLS, which are no message of the protocol. */
  private static void awaitHello(Conversation conversation) {
    try {
      throw new IllegalStateException("heard " + conversation.expectUntyped(SslRequest.class));
    } catch (AssertionError hello) {
      assertThat(hello).hasMessageContaining("claims a message");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  @DisplayName("S5: a proxy that turns S into N gets no word in the clear from who insists on TLS")
  void aDowngradeIsRefused(String mode) {
    Script tls =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.startTls(certificates.server(ServerCase.GOOD).sslContext());
        };
    try (FakeServer server = FakeServer.serving(tls);
        FaultProxy proxy = FaultProxy.to(server.address())) {
      proxy.add(new Rule.Corrupt(Direction.TO_CLIENT, 0, 'S' ^ 'N'));
      ConnectionSetup setup =
          Dial.loopback(proxy.port(), "sslmode=" + mode, "sslrootcert=" + certificates.rootFile());
      PgConnectException refusal = Dial.refusal(setup);
      assertThat(refusal.reason()).isEqualTo(Reason.TLS);
      assertThat(refusal).hasMessageContaining("sslmode=" + mode);
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(proxy.connection(1).bytes(Direction.TO_SERVER)).hasSize(8);
    }
  }

  @Test
  @DisplayName("S5: with prefer a downgrade connects, and still no password goes in the clear")
  void aDowngradeOfPreferSendsNoPassword() {
    List<FrontendMessage> heard = new CopyOnWriteArrayList<>();
    Script thief =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.sendRaw((byte) 'N');
          heard.add(conversation.expectUntyped(StartupMessage.class));
          steal(conversation, heard);
        };
    try (FakeServer server = FakeServer.serving(thief)) {
      PgConnectException refusal = Dial.refusal(Dial.loopback(server.port(), "sslmode=prefer"));
      assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
      assertThat(heard).hasSize(1);
    }
  }

  private static void steal(Conversation conversation, List<FrontendMessage> heard)
      throws Exception {
    conversation.send(new AuthenticationCleartextPassword());
    Talk.unlessGone(conversation, c -> heard.add(c.next()));
  }
}
