// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.wire.SslRequest;
import dev.upq.wire.Terminate;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeServerTlsTest {

  private static RawClient connect(FakeServer server) throws IOException {
    return new RawClient(server.host(), server.port());
  }

  @Test
  void tlsStartsBehindTheAnswerToAnSslRequestOrAtOnce(@TempDir Path directory) throws Exception {
    TestCertificates certificates = TestCertificates.in(directory);
    SSLContext context = certificates.server(ServerCase.GOOD).sslContext();
    Script greet =
        conversation -> {
          Greeting.postgres18().accept(conversation);
          conversation.expect(Terminate.class);
        };
    try (FakeServer server =
        FakeServer.inTurn(
            conversation -> {
              conversation.expectUntyped(SslRequest.class);
              conversation.startTls(context);
              greet.run(conversation);
            },
            conversation -> {
              conversation.secure(context);
              greet.run(conversation);
            })) {
      try (RawClient client = connect(server)) {
        client.send(new SslRequest());
        assertThat(client.read()).isEqualTo('S');
        client.secure(trusting(certificates));
        client.send(RawClient.startup(2));
        assertThat(client.toReady()).contains("B  BackendKeyData  4711 (32 bytes)");
        client.send(new Terminate());
        assertThat(client.read()).isEqualTo(-1);
      }
      try (RawClient client = connect(server)) {
        client.secure(trusting(certificates), "postgresql");
        assertThat(client.applicationProtocol()).isEqualTo("postgresql");
        client.send(RawClient.startup(2));
        client.toReady();
        client.send(new Terminate());
        assertThat(client.read()).isEqualTo(-1);
      }
    }
  }

  private static SSLContext trusting(TestCertificates certificates) throws Exception {
    var store = java.security.KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", certificates.root());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
