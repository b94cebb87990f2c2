// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the certificates do in TLS handshakes between two engines of the JDK, in memory. */
final class TlsHandshakeTest {

  @TempDir private static Path directory;
  private static TestCertificates certificates;

  @BeforeAll
  static void make() {
    certificates = TestCertificates.in(directory);
  }

  private static TrustManager[] trusting(Path root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(root)) {
      store.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static SSLEngine client(SSLContext context, String host) {
    SSLEngine engine = context.createSSLEngine(host, 5432);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    engine.setUseClientMode(true);
    return engine;
  }

  private static SSLEngine server(SSLContext context, boolean askForCertificate) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(askForCertificate);
    return engine;
  }

  private static SSLContext anonymous(Path root) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusting(root), null);
    return context;
  }

  /**
   * Runs a handshake to its end; true where both sides come through and a byte can be carried over.
   */
  private static boolean shakeHands(SSLEngine client, SSLEngine server) {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
    ByteBuffer got = ByteBuffer.allocate(1 << 17);
    try {
      // Far more rounds than a handshake has, so that a stuck one ends.
      for (int round = 0; round < 200 && got.position() == 0; round++) {
        send(client, round == 0 ? 0 : 1, toServer);
        receive(server, toServer, got);
        send(server, 0, toClient);
        receive(client, toClient, ByteBuffer.allocate(1 << 17));
      }
    } catch (SSLException refused) {
      return false;
    }
    return got.position() > 0;
  }

  private static void send(SSLEngine engine, int bytes, ByteBuffer wire) throws SSLException {
    runTasks(engine);
    engine.wrap(ByteBuffer.wrap(new byte[bytes]), wire);
    runTasks(engine);
  }

  private static void receive(SSLEngine engine, ByteBuffer wire, ByteBuffer application)
      throws SSLException {
    wire.flip();
    int before;
    do {
      before = wire.remaining();
      engine.unwrap(wire, application);
      runTasks(engine);
    } while (wire.remaining() < before && wire.hasRemaining());
    wire.compact();
  }

  private static void runTasks(SSLEngine engine) {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    }
  }

  @ParameterizedTest(name = "S2: {0} as {1}: {2}")
  @CsvSource({
    "GOOD, localhost, true",
    "GOOD, 127.0.0.1, true",
    "GOOD, ::1, true",
    "GOOD, db.example.org, false",
    "EXPIRED, localhost, false",
    "NOT_YET_VALID, localhost, false",
    "WRONG_HOST, localhost, false",
    "WRONG_HOST, db.example.org, true",
    "WILDCARD, db.upq.test, true",
    "WILDCARD, upq.test, false",
    "WILDCARD, a.b.upq.test, false",
    "WILDCARD, localhost, false",
    "IP_SAN, 127.0.0.1, true",
    "IP_SAN, 127.0.0.2, false",
    "IP_SAN, localhost, false",
    "CN_ONLY, localhost, true",
    "CN_ONLY, 127.0.0.1, false",
    "SELF_SIGNED, localhost, false",
    "UNKNOWN_CA, localhost, false",
    "MISSING_INTERMEDIATE, localhost, false",
    "REVOKED, localhost, true",
  })
  void aClientThatChecksNamesSeesTheDifference(ServerCase serverCase, String host, boolean passes)
      throws Exception {
    SSLEngine client = client(anonymous(certificates.rootFile()), host);
    SSLEngine server = server(certificates.server(serverCase).sslContext(), false);
    assertThat(shakeHands(client, server)).isEqualTo(passes);
    if (passes) {
      assertThat(client.getSession().getPeerCertificates()[0])
          .isEqualTo(certificates.server(serverCase).certificate());
    }
  }

  @ParameterizedTest(name = "A3: {0}")
  @EnumSource
  void everyAlgorithmServesUnderItsOwnRootAndNoOther(KeyAlgorithm algorithm) throws Exception {
    SSLContext context = certificates.server(algorithm).sslContext();
    SSLEngine client = client(anonymous(certificates.rootFile(algorithm)), "localhost");
    assertThat(shakeHands(client, server(context, false))).isTrue();
    SSLEngine stranger = client(anonymous(certificates.rootFile()), "localhost");
    assertThat(shakeHands(stranger, server(context, false))).isFalse();
  }

  @Test
  void theClientIsKnownByItsCertificateAndNobodyElseIs() throws Exception {
    Path root = certificates.rootFile();
    SSLContext context = certificates.server(ServerCase.GOOD).sslContext(trusting(root));
    SSLEngine server = server(context, true);
    SSLContext known = certificates.client().sslContext(trusting(root));
    assertThat(shakeHands(client(known, "localhost"), server)).isTrue();
    assertThat(server.getSession().getPeerPrincipal().getName())
        .isEqualTo("CN=" + TestCertificates.CLIENT_USER);

    SSLContext wrong = certificates.server(ServerCase.UNKNOWN_CA).sslContext(trusting(root));
    for (SSLContext stranger : List.of(anonymous(root), wrong)) {
      assertThat(shakeHands(client(stranger, "localhost"), server(context, true))).isFalse();
    }
  }
}
