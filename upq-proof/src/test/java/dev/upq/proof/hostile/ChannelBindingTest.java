// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.certs.Identity;
import dev.upq.testkit.certs.KeyAlgorithm;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.SslRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
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

/** SCRAM bound to the TLS connection: when it is done, when not, and what is said about it. */
class ChannelBindingTest {

  private static final String PLUS = "SCRAM-SHA-256-PLUS";
  private static final String SCRAM = "SCRAM-SHA-256";
  private static final String BOUND = "p=tls-server-end-point,,";

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
  }

  static Stream<Arguments> rows() {
    List<Arguments> rows = new ArrayList<>();
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      boolean able =
          switch (algorithm) {
            case RSA, RSA_PSS, EC -> true;
            case ED25519, ED448 -> false;
          };
      rows.add(Arguments.of(algorithm, true, "disable", "n,,"));
      rows.add(Arguments.of(algorithm, true, "prefer", able ? BOUND : "n,,"));
      rows.add(Arguments.of(algorithm, true, "require", able ? BOUND : ""));
      rows.add(Arguments.of(algorithm, false, "disable", "n,,"));
      rows.add(Arguments.of(algorithm, false, "prefer", able ? "y,," : "n,,"));
      rows.add(Arguments.of(algorithm, false, "require", ""));
    }
    return rows.stream();
  }

  /**
   * One row.
   *
   * @param offersPlus whether the server offers SCRAM with channel binding
   * @param header what the client has to say about binding; nothing where it has to refuse
   */
  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("A3: what is said about binding, for each certificate, wish and offer")
  void bindingIsAsTheCertificateAndTheOfferAllow(
      KeyAlgorithm algorithm, boolean offersPlus, String wish, String header) throws Exception {
    Identity identity = certificates.server(algorithm);
    String[] offered = offersPlus ? new String[] {PLUS, SCRAM} : new String[] {SCRAM};
    List<String> said = new CopyOnWriteArrayList<>();
    List<byte[]> bound = new CopyOnWriteArrayList<>();
    Script script =
        conversation -> {
          conversation.expectUntyped(SslRequest.class);
          conversation.startTls(identity.sslContext());
          conversation.expectStartup();
          if (Talk.unlessGone(conversation, c -> login(c, said, bound, offered))) {
            conversation.discard();
          }
        };
    try (FakeServer server = FakeServer.serving(script)) {
      ConnectionSetup setup =
          Dial.loopback(server.port(), "sslmode=require", "channel_binding=" + wish);
      if (header.isEmpty()) {
        assertThat(Dial.refusal(setup).reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(said).as("nothing is said").isEmpty();
      } else {
        try (PgConnection connection = new Connector(setup).connect()) {
          assertThat(connection.quiet()).isTrue();
        }
        assertThat(said).containsExactly(header.equals(BOUND) ? PLUS : SCRAM, header);
        assertThat(bound.getFirst()).isEqualTo(expected(header, identity));
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** The header, and where it binds the hash of the certificate that was shown: all use SHA-256. */
  private static byte[] expected(String header, Identity identity) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(header.getBytes(StandardCharsets.US_ASCII));
    if (header.equals(BOUND)) {
      byte[] certificate = identity.certificate().getEncoded();
      bytes.write(MessageDigest.getInstance("SHA-256").digest(certificate));
    }
    return bytes.toByteArray();
  }

  @Test
  @DisplayName("A3: binding offered without TLS is a refusal, whatever is wished")
  void bindingWithoutTlsIsRefused() {
    for (String wish : new String[] {"disable", "prefer", "require"}) {
      Talk offer =
          Talk.of(c -> c.expectStartup(), Talk.say(new AuthenticationSASL(List.of(PLUS, SCRAM))));
      try (MemoryServer server = MemoryServer.playing(offer.script())) {
        assertThat(Dial.refusal(server, "channel_binding=" + wish).reason())
            .isEqualTo(Reason.AUTHENTICATION);
      }
    }
  }

  @Test
  @DisplayName("A3: without TLS there is nothing to bind to, and require refuses")
  void withoutTlsNothingIsBound() {
    for (String wish : new String[] {"disable", "prefer", "require"}) {
      List<String> said = new CopyOnWriteArrayList<>();
      Script script =
          conversation -> {
            conversation.expectStartup();
            if (Talk.unlessGone(
                conversation, c -> login(c, said, new CopyOnWriteArrayList<>(), SCRAM))) {
              conversation.discard();
            }
          };
      try (MemoryServer server = MemoryServer.playing(script)) {
        if (wish.equals("require")) {
          assertThat(Dial.refusal(server, "channel_binding=require").reason())
              .isEqualTo(Reason.AUTHENTICATION);
          assertThat(said).isEmpty();
        } else {
          try (PgConnection connection = Dial.connect(server, "channel_binding=" + wish)) {
            assertThat(connection.quiet()).isTrue();
          }
          assertThat(said).containsExactly(SCRAM, "n,,");
        }
      }
    }
  }

  private static void login(
      Conversation conversation, List<String> said, List<byte[]> bound, String... offered) {
    conversation.send(new AuthenticationSASL(List.of(offered)));
    ScramPeer peer = new ScramPeer("wonderland", 1);
    String mechanism = Talk.hearFirst(conversation, peer);
    said.addAll(List.of(mechanism, peer.header()));
    conversation.send(Talk.continued(peer.first()));
    Talk.hearLast(conversation, peer);
    bound.add(peer.channel());
    conversation.send(Talk.ended(peer.signature()), new AuthenticationOk(), Talk.ready());
  }
}
