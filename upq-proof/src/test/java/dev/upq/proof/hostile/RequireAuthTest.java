// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.Secret;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.testkit.certs.KeyAlgorithm;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Script;
import dev.upq.wire.Authentication;
import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationMD5Password;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.AuthenticationUnsupported;
import dev.upq.wire.PasswordMessage;
import dev.upq.wire.SslRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server may ask for, with and without TLS, under every setting that speaks of it. */
class RequireAuthTest {

  private static final String PASSWORD = "wonderland";

  /** How a server wants to know who the client is. */
  enum Asks {
    TRUST,
    CLEARTEXT,
    MD5,
    SCRAM,
    /** SCRAM with channel binding and without, over TLS. */
    SCRAM_PLUS,
    SASL_UNKNOWN,
    GSSAPI
  }

  /** The settings, and the ways of asking that each of them lets pass; unlisted ones never do. */
  private static final Map<String, Set<Asks>> ALLOWED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("none", EnumSet.of(Asks.TRUST)),
              Map.entry("password", EnumSet.of(Asks.CLEARTEXT)),
              Map.entry("md5", EnumSet.of(Asks.MD5)),
              Map.entry("scram-sha-256", EnumSet.of(Asks.SCRAM, Asks.SCRAM_PLUS)),
              Map.entry("gss", EnumSet.noneOf(Asks.class)),
              Map.entry("md5,password", EnumSet.of(Asks.MD5, Asks.CLEARTEXT)),
              Map.entry("password,none", EnumSet.of(Asks.CLEARTEXT, Asks.TRUST)),
              Map.entry("scram-sha-256,none", EnumSet.of(Asks.SCRAM, Asks.SCRAM_PLUS, Asks.TRUST)),
              Map.entry("!none", EnumSet.of(Asks.CLEARTEXT, Asks.MD5, Asks.SCRAM, Asks.SCRAM_PLUS)),
              Map.entry("!password", EnumSet.of(Asks.TRUST, Asks.MD5, Asks.SCRAM, Asks.SCRAM_PLUS)),
              Map.entry(
                  "!md5", EnumSet.of(Asks.TRUST, Asks.CLEARTEXT, Asks.SCRAM, Asks.SCRAM_PLUS)),
              Map.entry("!scram-sha-256", EnumSet.of(Asks.TRUST, Asks.CLEARTEXT, Asks.MD5)),
              Map.entry("!password,!md5,!none", EnumSet.of(Asks.SCRAM, Asks.SCRAM_PLUS)),
              // The default: a password in the clear only where nobody can read it.
              Map.entry("", EnumSet.of(Asks.TRUST, Asks.SCRAM, Asks.SCRAM_PLUS))));

  private static SSLContext tls;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    tls = TestCertificates.in(directory).server(KeyAlgorithm.EC).sslContext();
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (boolean encrypted : new boolean[] {false, true}) {
      for (Asks asks : Asks.values()) {
        if (encrypted || asks != Asks.SCRAM_PLUS) {
          cases.add(Arguments.of(asks, encrypted));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("A1: what require_auth does not name is refused before a secret leaves")
  void onlyWhatIsAllowedIsAnswered(Asks asks, boolean encrypted) {
    List<String> secrets = new CopyOnWriteArrayList<>();
    try (FakeServer server = FakeServer.serving(script(asks, encrypted, secrets))) {
      for (Map.Entry<String, Set<Asks>> row : ALLOWED.entrySet()) {
        boolean byDefault = row.getKey().isEmpty();
        boolean allowed =
            row.getValue().contains(asks) || byDefault && encrypted && asks == Asks.CLEARTEXT;
        secrets.clear();
        ConnectionSetup setup =
            Dial.loopback(
                server.port(),
                "require_auth=" + row.getKey(),
                "sslmode=" + (encrypted ? "require" : "disable"));
        if (allowed) {
          try (PgConnection connection = new Connector(setup).connect()) {
            assertThat(connection.quiet()).as("require_auth=" + row.getKey()).isTrue();
          }
        } else {
          PgConnectException refusal = Dial.refusal(setup);
          assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
          assertThat(secrets).as("require_auth=" + row.getKey()).isEmpty();
          assertThat(refusal.getMessage()).doesNotContain(PASSWORD);
        }
      }
      assertThat(server.connections()).as("no second try").isEqualTo(ALLOWED.size());
    }
  }

  /** channel_binding=require is met by SCRAM-SHA-256-PLUS alone. */
  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("A1, A3: channel_binding=require is met by SCRAM-PLUS and nothing else")
  void requiredBindingIsMetByNothingElse(Asks asks, boolean encrypted) {
    List<String> secrets = new CopyOnWriteArrayList<>();
    try (FakeServer server = FakeServer.serving(script(asks, encrypted, secrets))) {
      for (String auth : new String[] {"", "!gss", "password,md5,scram-sha-256,none"}) {
        ConnectionSetup setup =
            Dial.loopback(
                server.port(),
                "channel_binding=require",
                "require_auth=" + auth,
                "sslmode=" + (encrypted ? "require" : "disable"));
        if (asks == Asks.SCRAM_PLUS) {
          try (PgConnection connection = new Connector(setup).connect()) {
            assertThat(connection.quiet()).isTrue();
          }
        } else {
          assertThat(Dial.refusal(setup).reason()).isEqualTo(Reason.AUTHENTICATION);
          assertThat(secrets).isEmpty();
        }
      }
    }
  }

  @Test
  @DisplayName("A1: with prefer and a server without TLS, the default lets no password go in clear")
  void theDefaultLetsNoPasswordGoInTheClear() {
    List<String> secrets = new CopyOnWriteArrayList<>();
    try (FakeServer server = FakeServer.serving(script(Asks.CLEARTEXT, false, secrets))) {
      assertThat(Dial.refusal(Dial.loopback(server.port())).reason())
          .isEqualTo(Reason.AUTHENTICATION);
      assertThat(secrets).isEmpty();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** An empty password is none, as in libpq; the server hears nothing of it. */
  @ParameterizedTest
  @EnumSource(
      value = Asks.class,
      names = {"CLEARTEXT", "MD5", "SCRAM"})
  @DisplayName("A4: an empty password is refused here, before anything is answered")
  void anEmptyPasswordIsNoPassword(Asks asks) {
    List<String> secrets = new CopyOnWriteArrayList<>();
    try (FakeServer server = FakeServer.serving(script(asks, false, secrets))) {
      ConnectionSetup setup =
          Dial.loopback(
              server.port(), "sslmode=disable", "require_auth=password,md5,scram-sha-256");
      for (Optional<Secret> none : List.of(Optional.of(Secret.of("")), Optional.<Secret>empty())) {
        ConnectionSetup without =
            ConnectionSetup.of(setup.config().withCredentials((host, database, user) -> none));
        PgConnectException refusal = Dial.refusal(without);
        assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(refusal).hasMessageContaining("asks for a password and there is none");
        assertThat(secrets).isEmpty();
      }
    }
  }

  private static Script script(Asks asks, boolean encrypted, List<String> secrets) {
    return conversation -> {
      if (encrypted) {
        conversation.expectUntyped(SslRequest.class);
        conversation.startTls(tls);
      }
      conversation.expectStartup();
      if (Talk.unlessGone(conversation, c -> ask(asks, c, secrets))) {
        conversation.send(new AuthenticationOk(), Talk.ready());
        conversation.discard();
      }
    };
  }

  private static void ask(Asks asks, Conversation conversation, List<String> secrets) {
    switch (asks) {
      case TRUST -> {}
      case CLEARTEXT -> password(conversation, new AuthenticationCleartextPassword(), secrets);
      case MD5 -> password(conversation, new AuthenticationMD5Password(7), secrets);
      case SCRAM -> scram(conversation, secrets, "SCRAM-SHA-256");
      case SCRAM_PLUS -> scram(conversation, secrets, "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
      case SASL_UNKNOWN -> scram(conversation, secrets, "SCRAM-SHA-1", "OAUTHBEARER");
      case GSSAPI -> password(conversation, new AuthenticationUnsupported(7), secrets);
    }
  }

  private static void password(
      Conversation conversation, Authentication request, List<String> secrets) {
    conversation.send(request);
    secrets.add(conversation.expect(PasswordMessage.class).password());
  }

  private static void scram(Conversation conversation, List<String> secrets, String... mechanisms) {
    conversation.send(new AuthenticationSASL(List.of(mechanisms)));
    ScramPeer peer = new ScramPeer(PASSWORD, 1);
    secrets.add(Talk.hearFirst(conversation, peer));
    conversation.send(Talk.continued(peer.first()));
    Talk.hearLast(conversation, peer);
    conversation.send(Talk.ended(peer.signature()));
  }
}
