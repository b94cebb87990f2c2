// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Links whose owner drops them after a failure, without abort: they must have closed themselves.
 */
class LinkDescriptorTest {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int ROUNDS = 200;
  private static final TlsSettings ANY =
      new TlsSettings("localhost", SslMode.REQUIRE, false, true, TlsFiles.none());
  private static final TlsSettings VERIFIED =
      new TlsSettings(
          "localhost",
          SslMode.VERIFY_FULL,
          false,
          true,
          new TlsFiles(
              Optional.empty(),
              true,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));

  private static final TlsSettings WITHOUT_FILE =
      new TlsSettings(
          "localhost",
          SslMode.VERIFY_CA,
          false,
          true,
          new TlsFiles(
              Optional.of(Path.of("/nowhere/root.crt")),
              false,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));

  @Test
  @DisplayName("A thousand failing connects of six kinds leave no descriptor behind")
  void failingConnectsLeaveNoDescriptorBehind() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "this system does not show its descriptors");
    fail(3);
    long before = descriptors();
    fail(ROUNDS);
    assertThat(descriptors()).isLessThan(before + ROUNDS / 10);
  }

  private static void fail(int rounds) throws Exception {
    refused(rounds);
    absentSocketFile(rounds);
    TlsMint.Issued issued = TlsMint.subject("localhost").selfSigned();
    SSLContext context = issued.context(issued.chain());
    handshakes(rounds, ANY, peer -> peer.getInputStream().read());
    handshakes(
        rounds,
        ANY,
        peer -> {
          peer.getInputStream().read();
          peer.getOutputStream().write(new byte[100]);
          peer.getInputStream().readAllBytes();
        });
    handshakes(rounds, VERIFIED, peer -> peer.tls(context));
    handshakes(rounds, WITHOUT_FILE, peer -> peer.getInputStream().read());
  }

  private static void refused(int rounds) throws IOException {
    InetSocketAddress closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    for (int i = 0; i < rounds; i++) {
      SocketLink link = new SocketLink(closed, TcpOptions.standard());
      assertThatThrownBy(link::connect).isInstanceOf(IOException.class);
    }
  }

  private static void absentSocketFile(int rounds) {
    Endpoint.Unix absent = new Endpoint.Unix(Path.of("/nowhere/.s.PGSQL.1"), Optional.of("x"));
    for (int i = 0; i < rounds; i++) {
      UnixLink link = new UnixLink(absent);
      assertThatThrownBy(link::connect).isInstanceOf(IOException.class);
    }
  }

  private static void handshakes(int rounds, TlsSettings settings, LinkServer.Script script)
      throws IOException {
    try (LinkServer server = LinkServer.serving(script)) {
      for (int i = 0; i < rounds; i++) {
        SocketLink link = server.connect();
        assertThatThrownBy(() -> link.secure(settings)).isInstanceOf(IOException.class);
      }
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }
}
