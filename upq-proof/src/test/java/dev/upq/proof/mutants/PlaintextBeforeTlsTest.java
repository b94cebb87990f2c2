// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.TlsSettings;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConnectException;
import dev.upq.testkit.script.Greeting;
import dev.upq.time.Clock;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.StartupMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Somebody between client and server puts words behind the server's consent to TLS. They may be
 * neither taken for the server's nor swallowed: the handshake has to stumble over them.
 */
class PlaintextBeforeTlsTest {

  private static final int MOST_FORGED_BYTES = 100;

  @Test
  void consentAloneLeadsToAnEncryptedSession() {
    try (PgConnection connection = connect(0)) {
      assertThat(connection.processId()).isEqualTo(Greeting.postgres18().processId());
    }
  }

  @Test
  @DisplayName("CVE-2021-23222: plaintext behind the server's S, of every length")
  void plaintextBehindTheConsentIsRefused() {
    for (int forged = 1; forged <= MOST_FORGED_BYTES; forged++) {
      int bytes = forged;
      assertThatThrownBy(() -> connect(bytes).close())
          .as("%d forged bytes", bytes)
          .isInstanceOf(PgConnectException.class);
    }
  }

  private static PgConnection connect(int forgedBytes) {
    ConnectionSetup setup = Visit.setup("sslmode=require port=5432");
    Transport transport =
        new Transport() {
          @Override
          public List<Endpoint> resolve(HostPort host) {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            return List.of(new Endpoint.Tcp(new InetSocketAddress(loopback, host.port())));
          }

          @Override
          public Link open(Endpoint endpoint) {
            return new Tampered(forgedBytes);
          }
        };
    return new Connector(setup.withSeams(Clock.system(), setup.crew(), transport)).connect();
  }

  /** What the server says once it knows the client. */
  private static byte[] greeting() {
    ByteWriter out = new ByteWriter();
    StartupMessage startup = new StartupMessage(3, 2, Map.of("user", "alice"));
    for (BackendMessage message : Greeting.postgres18().messages(startup)) {
      message.encode(out);
    }
    return out.toByteArray();
  }

  /** A link whose plaintext is the consent and what was forged; both come in one segment. */
  private static final class Tampered implements Link {

    private final ByteArrayInputStream plain;
    private final ByteArrayInputStream encrypted = new ByteArrayInputStream(greeting());
    private final CountDownLatch aborted = new CountDownLatch(1);
    private volatile boolean secured;

    Tampered(int forgedBytes) {
      byte[] segment = Arrays.copyOf(new byte[] {'S'}, 1 + forgedBytes);
      System.arraycopy(greeting(), 0, segment, 1, forgedBytes);
      plain = new ByteArrayInputStream(segment);
    }

    @Override
    public void connect() {}

    @Override
    public void secure(TlsSettings settings) throws IOException {
      if (plain.available() > 0) {
        throw new IOException("what came is no TLS record");
      }
      secured = true;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = (secured ? encrypted : plain).read(into, from, length);
      if (read < 0) {
        awaitAbort();
      }
      return read;
    }

    private void awaitAbort() throws IOException {
      try {
        aborted.await();
      } catch (InterruptedException stop) {
        throw new IOException(stop);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {}

    @Override
    public boolean encrypted() {
      return secured;
    }

    @Override
    public Optional<X509Certificate> serverCertificate() {
      return Optional.empty();
    }

    @Override
    public void abort() {
      aborted.countDown();
    }
  }
}
