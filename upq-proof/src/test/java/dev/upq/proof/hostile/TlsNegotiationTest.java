// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConfigException;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which steps are taken, in which order, for each sslmode and each kind of server. The steps are
 * those of libpq, in its own words.
 */
class TlsNegotiationTest {

  /** What TLS a server does, and whom it lets in. */
  enum Kind {
    SSL_OFF,
    SSL_ON,
    /** Lets in with TLS only. */
    HOSTSSL_ONLY,
    /** Does TLS, and lets in only without. */
    HOSTNOSSL_ONLY,
    /** Does no TLS, and lets in with TLS only. */
    NOBODY
  }

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
  }

  static Stream<Arguments> rows() {
    List<Arguments> rows = new ArrayList<>();
    row(rows, "disable", Kind.SSL_OFF, "connect, authok -> plain");
    row(rows, "disable", Kind.SSL_ON, "connect, authok -> plain");
    row(rows, "disable", Kind.HOSTSSL_ONLY, "connect, authfail -> fail");
    row(rows, "disable", Kind.HOSTNOSSL_ONLY, "connect, authok -> plain");
    row(rows, "disable", Kind.NOBODY, "connect, authfail -> fail");
    row(rows, "allow", Kind.SSL_OFF, "connect, authok -> plain");
    row(rows, "allow", Kind.SSL_ON, "connect, authok -> plain");
    row(rows, "allow", Kind.HOSTSSL_ONLY, "connect, authfail, reconnect, sslaccept, authok -> ssl");
    row(rows, "allow", Kind.HOSTNOSSL_ONLY, "connect, authok -> plain");
    row(rows, "allow", Kind.NOBODY, "connect, authfail, reconnect, sslreject -> fail");
    row(rows, "prefer", Kind.SSL_OFF, "connect, sslreject, authok -> plain");
    row(rows, "prefer", Kind.SSL_ON, "connect, sslaccept, authok -> ssl");
    row(rows, "prefer", Kind.HOSTSSL_ONLY, "connect, sslaccept, authok -> ssl");
    row(
        rows,
        "prefer",
        Kind.HOSTNOSSL_ONLY,
        "connect, sslaccept, authfail, reconnect, authok -> plain");
    row(rows, "prefer", Kind.NOBODY, "connect, sslreject, authfail -> fail");
    for (String mode : new String[] {"require", "verify-ca", "verify-full"}) {
      row(rows, mode, Kind.SSL_OFF, "connect, sslreject -> fail");
      row(rows, mode, Kind.SSL_ON, "connect, sslaccept, authok -> ssl");
      row(rows, mode, Kind.HOSTSSL_ONLY, "connect, sslaccept, authok -> ssl");
      row(rows, mode, Kind.HOSTNOSSL_ONLY, "connect, sslaccept, authfail -> fail");
      row(rows, mode, Kind.NOBODY, "connect, sslreject -> fail");
      direct(rows, mode, Kind.SSL_OFF, "connect, directsslreject -> fail");
      direct(rows, mode, Kind.SSL_ON, "connect, directsslaccept, authok -> ssl");
      direct(rows, mode, Kind.HOSTSSL_ONLY, "connect, directsslaccept, authok -> ssl");
      direct(rows, mode, Kind.HOSTNOSSL_ONLY, "connect, directsslaccept, authfail -> fail");
      direct(rows, mode, Kind.NOBODY, "connect, directsslreject -> fail");
    }
    return rows.stream();
  }

  private static void row(List<Arguments> rows, String mode, Kind kind, String steps) {
    rows.add(Arguments.of(mode, "postgres", kind, steps));
  }

  private static void direct(List<Arguments> rows, String mode, Kind kind, String steps) {
    rows.add(Arguments.of(mode, "direct", kind, steps));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("S1: the steps of each sslmode with each kind of server")
  void theStepsAreThoseOfLibpq(String mode, String negotiation, Kind kind, String expected) {
    List<String> steps = new CopyOnWriteArrayList<>();
    try (FakeServer server =
        FakeServer.serving(script(kind, negotiation.equals("direct"), steps))) {
      ConnectionSetup setup =
          Dial.loopback(
              server.port(),
              "host=localhost",
              "sslmode=" + mode,
              "sslnegotiation=" + negotiation,
              "sslrootcert=" + (mode.startsWith("verify") ? certificates.rootFile() : ""));
      String outcome = "fail";
      if (expected.endsWith("-> fail")) {
        Dial.refusal(setup);
      } else {
        try (PgConnection connection = new Connector(setup).connect()) {
          assertThat(connection.quiet()).isTrue();
          outcome = steps.contains("plain") ? "plain" : "ssl";
        }
      }
      server.finish();
      steps.remove("plain");
      assertThat(String.join(", ", steps) + " -> " + outcome).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"disable", "allow", "prefer"})
  @DisplayName("S1: direct TLS is not to be had with a mode that allows to do without")
  void directTlsNeedsAModeThatInsistsOnIt(String mode) {
    assertThatThrownBy(() -> Dial.loopback(1, "sslmode=" + mode, "sslnegotiation=direct"))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("too weak");
  }

  private static Script script(Kind kind, boolean direct, List<String> steps) {
    boolean tls = kind != Kind.SSL_OFF && kind != Kind.NOBODY;
    return conversation -> {
      steps.add(steps.isEmpty() ? "connect" : "reconnect");
      if (direct) {
        steps.add(tls ? "directsslaccept" : "directsslreject");
        if (tls) {
          conversation.secure(certificates.server(ServerCase.GOOD).sslContext());
          startup(conversation, kind, true, steps);
        }
        return;
      }
      FrontendMessage first = conversation.expectUntyped(FrontendMessage.class);
      if (first instanceof StartupMessage message) {
        welcome(conversation, message, kind, false, steps);
      } else if (first instanceof SslRequest && tls) {
        steps.add("sslaccept");
        conversation.startTls(certificates.server(ServerCase.GOOD).sslContext());
        startup(conversation, kind, true, steps);
      } else {
        steps.add("sslreject");
        conversation.sendRaw((byte) 'N');
        startup(conversation, kind, false, steps);
      }
    };
  }

  private static void startup(
      Conversation conversation, Kind kind, boolean encrypted, List<String> steps)
      throws Exception {
    Talk.unlessGone(
        conversation,
        c -> welcome(c, c.expectUntyped(StartupMessage.class), kind, encrypted, steps));
  }

  private static void welcome(
      Conversation conversation,
      StartupMessage message,
      Kind kind,
      boolean encrypted,
      List<String> steps) {
    boolean in =
        switch (kind) {
          case SSL_OFF, SSL_ON -> true;
          case HOSTSSL_ONLY, NOBODY -> encrypted;
          case HOSTNOSSL_ONLY -> !encrypted;
        };
    steps.add(in ? "authok" : "authfail");
    if (in) {
      steps.add(encrypted ? "" : "plain");
      steps.remove("");
      Greeting.postgres18().welcome(conversation, message);
    } else {
      conversation.send(Talk.error("FATAL", "28000", "no pg_hba.conf entry"));
    }
    conversation.discard();
  }
}
