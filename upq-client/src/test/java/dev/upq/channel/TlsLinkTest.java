// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import dev.upq.config.TlsVersion;
import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsLinkTest {

  private static final TlsMint.Issued SERVER = TlsMint.subject("server").selfSigned();
  private static final SSLContext CONTEXT = SERVER.context(SERVER.chain());
  private static final TlsSettings ANY = settings("localhost", false, true);

  /** An AuthenticationOk and a ReadyForQuery: what a forger would like to be believed. */
  private static final byte[] FORGED_LOGIN = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesGoThereAndBackInBothVersions(String version) throws Exception {
    byte[] sent = new byte[1_000_000];
    new Random(2).nextBytes(sent);
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              SSLSocket tls = peer.tls(CONTEXT, version);
              tls.getOutputStream().write(tls.getInputStream().readNBytes(sent.length));
              tls.close();
            })) {
      SocketLink link = server.connect();
      link.secure(ANY);
      assertThat(link.encrypted()).isTrue();
      assertThat(link.serverCertificate()).contains(SERVER.certificate());
      link.write(sent, 0, sent.length);
      assertThat(LinkReads.readAll(link)).isEqualTo(sent);
      link.abort();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLS_1_3, TLS_1_3, TLSv1.2", "TLS_1_2, TLS_1_2, TLSv1.3"})
  void aVersionOutsideTheLimitsIsNotSpoken(TlsVersion oldest, TlsVersion newest, String offered)
      throws Exception {
    TlsSettings limited =
        new TlsSettings("h", SslMode.REQUIRE, false, true, TlsFiles.none(), oldest, newest);
    try (LinkServer server = LinkServer.serving(peer -> peer.tls(CONTEXT, offered))) {
      SocketLink link = server.connect();
      assertThatThrownBy(() -> link.secure(limited)).isInstanceOf(SSLHandshakeException.class);
      assertThat(link.encrypted()).isFalse();
    }
    assertThatThrownBy(
            () ->
                new TlsSettings(
                    "h",
                    SslMode.REQUIRE,
                    false,
                    true,
                    TlsFiles.none(),
                    TlsVersion.TLS_1_3,
                    TlsVersion.TLS_1_2))
        .isInstanceOf(PgConfigException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "db.example.test, true, db.example.test",
    "db.example.test., true, db.example.test",
    "localhost, true, localhost",
    "db.example.test, false, ''",
    "127.0.0.1, true, ''",
    "::1, true, ''",
    "/run/postgresql, true, ''"
  })
  void sniIsSentForNamesOnly(String host, boolean sni, String expected) throws Exception {
    BlockingQueue<List<SNIServerName>> seen = new ArrayBlockingQueue<>(1);
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              SSLSocket tls = peer.tls(CONTEXT);
              seen.add(((ExtendedSSLSession) tls.getSession()).getRequestedServerNames());
            })) {
      SocketLink link = server.connect();
      link.secure(settings(host, false, sni));
      assertThat(seen.take().stream().map(n -> ((SNIHostName) n).getAsciiName()).toList())
          .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
      link.abort();
    }
  }

  @Test
  void aDirectHandshakeNeedsTheProtocolToBeSelected() throws Exception {
    try (LinkServer server =
        LinkServer.serving(
            peer -> peer.tlsWithAlpn(CONTEXT, "postgresql").getOutputStream().write(7))) {
      SocketLink link = server.connect();
      link.secure(settings("localhost", true, true));
      assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
      link.abort();
    }
    try (LinkServer server = LinkServer.serving(peer -> peer.tls(CONTEXT))) {
      SocketLink link = server.connect();
      assertThatThrownBy(() -> link.secure(settings("localhost", true, true)))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("ALPN");
      assertThat(link.encrypted()).isFalse();
    }
    try (LinkServer server = LinkServer.serving(peer -> peer.tlsWithAlpn(CONTEXT, "h2"))) {
      SocketLink link = server.connect();
      assertThatThrownBy(() -> link.secure(settings("localhost", true, true)))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aNegotiatedHandshakeOffersNoProtocol() throws Exception {
    try (LinkServer server =
        LinkServer.serving(peer -> peer.tlsWithAlpn(CONTEXT, "h2").getOutputStream().write(7))) {
      SocketLink link = server.connect();
      link.secure(ANY);
      assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
      link.abort();
    }
  }

  @Test
  @DisplayName("S3: 1 to 100 bytes stuffed behind the S are refused before the handshake")
  void stuffedBytesAreRefusedBeforeTheHandshake() throws Exception {
    for (int extra = 1; extra <= 100; extra++) {
      byte[] answer = new byte[1 + extra];
      new Random(extra).nextBytes(answer);
      refusedBeforeTheHandshake(answer);
    }
    byte[] forged = new byte[1 + FORGED_LOGIN.length];
    System.arraycopy(FORGED_LOGIN, 0, forged, 1, FORGED_LOGIN.length);
    refusedBeforeTheHandshake(forged);
  }

  private static void refusedBeforeTheHandshake(byte[] answer) throws Exception {
    answer[0] = 'S';
    BlockingQueue<Integer> heard = new ArrayBlockingQueue<>(1);
    CountDownLatch sent = new CountDownLatch(1);
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              peer.getOutputStream().write(answer);
              sent.countDown();
              heard.add(readQuietly(peer));
            })) {
      SocketLink link = server.connect();
      sent.await();
      assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
      assertThatThrownBy(() -> link.secure(ANY))
          .as("%d extra bytes", answer.length - 1)
          .isInstanceOf(SSLProtocolException.class)
          .hasMessageContaining("unencrypted data");
      assertThat(heard.take()).as("a byte of a handshake").isEqualTo(-1);
      assertThat(link.encrypted()).isFalse();
    }
  }

  @Test
  @DisplayName("S3: bytes stuffed into the handshake fail it and are never read as data")
  void bytesStuffedIntoTheHandshakeFailIt() throws Exception {
    for (int extra = 1; extra <= 100; extra++) {
      byte[] stuffing = Arrays.copyOf(FORGED_LOGIN, extra);
      try (LinkServer server =
          LinkServer.serving(
              peer -> {
                peer.getInputStream().read();
                peer.getOutputStream().write(stuffing);
                peer.tls(CONTEXT);
              })) {
        SocketLink link = server.connect();
        assertThatThrownBy(() -> link.secure(ANY)).isInstanceOf(IOException.class);
        assertThat(link.encrypted()).isFalse();
        assertThat(LinkReads.readOrEnd(link, new byte[1])).isEqualTo(-1);
      }
    }
  }

  @Test
  @DisplayName("S4: garbage after the S fails the handshake and is not shown")
  void garbageFailsTheHandshakeAndIsNotShown() throws Exception {
    String canary = "SECRET-CANARY\nline";
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] garbage = new byte[random.nextInt(64)];
      random.nextBytes(garbage);
      try (LinkServer server =
          LinkServer.serving(
              peer -> {
                peer.getInputStream().read();
                peer.getOutputStream().write(garbage);
                peer.getOutputStream().write(canary.getBytes(StandardCharsets.US_ASCII));
                peer.shutdownOutput();
                readQuietly(peer);
              })) {
        SocketLink link = server.connect();
        Throwable failed = catchThrowable(() -> link.secure(ANY));
        assertThat(failed).as("seed %d", seed).isInstanceOf(IOException.class);
        assertThat(failed.getMessage()).doesNotContain("CANARY").doesNotContain("\n");
      }
    }
  }

  @Test
  @DisplayName("S4: the end of the stream or a reset after the S fails the handshake")
  void anEndInsteadOfAHandshakeFailsIt() throws Exception {
    try (LinkServer server = LinkServer.serving(peer -> peer.getInputStream().read())) {
      SocketLink link = server.connect();
      assertThatThrownBy(() -> link.secure(ANY)).isInstanceOf(IOException.class);
    }
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              peer.getInputStream().read();
              peer.reset();
            })) {
      SocketLink link = server.connect();
      assertThatThrownBy(() -> link.secure(ANY)).isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("S4, S7: abort frees a handshake that the server stalls")
  void abortFreesAStalledHandshake() throws Exception {
    try (LinkServer server = LinkServer.serving(LinkStall::stall)) {
      SocketLink link = server.connect();
      LinkThreads.Running secure =
          LinkThreads.start(() -> link.secure(ANY)).parkedIn("TlsHandshake", "over");
      link.abort();
      assertThat(secure.failure()).isInstanceOf(IOException.class);
      assertThat(link.encrypted()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("S7: abort frees a stuck TLS writer and a waiting TLS reader at once")
  void abortFreesAStuckTlsWriterAndReader(String version) throws Exception {
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              peer.tls(CONTEXT, version);
              LinkStall.stall(peer);
            })) {
      SocketLink link = server.connect();
      link.secure(ANY);
      LinkThreads.Running read =
          LinkThreads.start(() -> link.read(new byte[1], 0, 1)).parkedIn("SocketLink", "read");
      LinkThreads.Running write =
          LinkThreads.start(() -> LinkStall.writeForever(link)).parkedIn("SocketLink", "write");
      link.abort();
      assertThat(read.failure()).isInstanceOf(IOException.class);
      assertThat(write.failure()).isInstanceOf(IOException.class);
    }
  }

  private static TlsSettings settings(String host, boolean direct, boolean sni) {
    return new TlsSettings(host, SslMode.REQUIRE, direct, sni, TlsFiles.none());
  }

  /** The next byte; -1 where the connection has ended in whatever way. */
  private static int readQuietly(LinkServer.Peer peer) {
    try {
      return peer.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }
}
