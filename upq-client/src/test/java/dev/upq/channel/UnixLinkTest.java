// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnixLinkTest {

  private Path dir;
  private Path socket;
  private ServerSocketChannel listener;

  @BeforeEach
  void listen() throws IOException {
    // The path of a socket may have about a hundred bytes, so it lies as high up as it can.
    dir = Files.createTempDirectory("upq");
    socket = dir.resolve(".s.PGSQL.5432");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket), 1);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    Files.deleteIfExists(socket);
    Files.delete(dir);
  }

  @Test
  void bytesGoThereAndBackUntilTheStreamEnds() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(5).nextBytes(sent);
    LinkThreads.Running echo =
        LinkThreads.start(
            () -> {
              try (SocketChannel peer = listener.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(10_000);
                for (int left = sent.length; left > 0; ) {
                  left -= peer.read(buffer.clear());
                  buffer.flip();
                  while (buffer.hasRemaining()) {
                    peer.write(buffer);
                  }
                }
              }
            });
    UnixLink link = link(Optional.empty());
    link.connect();
    LinkThreads.Running writer = LinkThreads.start(() -> link.write(sent, 0, sent.length));
    byte[] back = new byte[sent.length + 10];
    int filled = 0;
    for (int n; (n = link.read(back, filled, back.length - filled)) >= 0; ) {
      filled += n;
    }
    assertThat(filled).isEqualTo(sent.length);
    assertThat(back).startsWith(sent);
    writer.result().get();
    echo.result().get();
    assertThat(link.encrypted()).isFalse();
    assertThat(link.serverCertificate()).isEmpty();
    link.abort();
  }

  @Test
  void onlyTheRangeThatWasGivenIsWrittenAndFilled() throws Exception {
    UnixLink link = link(Optional.empty());
    link.connect();
    try (SocketChannel peer = listener.accept()) {
      peer.write(ByteBuffer.wrap(new byte[] {7, 8}));
      byte[] into = new byte[4];
      assertThat(link.read(into, 1, 1)).isEqualTo(1);
      assertThat(into).containsExactly(0, 7, 0, 0);
      assertThat(link.read(into, 3, 1)).isEqualTo(1);
      link.write(new byte[] {9, 1, 2, 3, 9}, 1, 3);
      link.abort();
      ByteBuffer got = ByteBuffer.allocate(10);
      for (int n = 0; n >= 0; ) {
        n = peer.read(got);
      }
      assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
  }

  @Test
  void theRequiredPeerMayComeIn() throws Exception {
    UnixLink link = link(Optional.of(Files.getOwner(socket).getName()));
    link.connect();
    link.abort();
  }

  @Test
  void anotherPeerIsRefusedByName() throws Exception {
    UnixLink link = link(Optional.of("nobody-of-that-name"));
    assertThatThrownBy(link::connect)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nobody-of-that-name")
        .hasMessageContaining(Files.getOwner(socket).getName());
    assertThatThrownBy(() -> link.write(new byte[1], 0, 1)).isInstanceOf(IOException.class);
    try (SocketChannel peer = listener.accept()) {
      assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aSocketThatIsNotThereIsAnErrorThatNamesIt() {
    Path absent = dir.resolve(".s.PGSQL.1");
    UnixLink link = new UnixLink(new Endpoint.Unix(absent, Optional.empty()));
    assertThatThrownBy(link::connect)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(absent.toString());
    Path tooLong = dir.resolve("x".repeat(200));
    assertThatThrownBy(new UnixLink(new Endpoint.Unix(tooLong, Optional.empty()))::connect)
        .isInstanceOf(IOException.class);
  }

  @Test
  void thereIsNoTls() throws Exception {
    UnixLink link = link(Optional.empty());
    link.connect();
    assertThatThrownBy(
            () -> link.secure(new TlsSettings("h", SslMode.REQUIRE, false, true, TlsFiles.none())))
        .isInstanceOf(IOException.class);
    link.abort();
  }

  @Test
  void abortBeforeConnectForbidsIt() {
    UnixLink link = link(Optional.empty());
    link.abort();
    link.abort();
    assertThatThrownBy(link::connect).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> link.read(new byte[1], 0, 1)).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("S7: abort frees a blocked read")
  void abortFreesABlockedRead() throws Exception {
    UnixLink link = link(Optional.empty());
    link.connect();
    LinkThreads.Running read =
        LinkThreads.start(() -> link.read(new byte[1], 0, 1)).parkedIn("UnixLink", "read");
    link.abort();
    assertThat(read.failure()).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("S7: abort frees a blocked write")
  void abortFreesABlockedWrite() throws Exception {
    UnixLink link = link(Optional.empty());
    link.connect();
    LinkThreads.Running write =
        LinkThreads.start(() -> LinkStall.writeForever(link)).parkedIn("UnixLink", "write");
    link.abort();
    assertThat(write.failure()).isInstanceOf(IOException.class);
  }

  private UnixLink link(Optional<String> requirePeer) {
    return new UnixLink(new Endpoint.Unix(socket, requirePeer));
  }
}
