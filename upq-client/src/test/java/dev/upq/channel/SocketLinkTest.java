// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SocketLinkTest {

  @Test
  void bytesGoThereAndBackUntilTheStreamEnds() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(1).nextBytes(sent);
    try (LinkServer server = LinkServer.serving(peer -> echo(peer, sent.length))) {
      SocketLink link = server.connect();
      LinkThreads.Running writer = LinkThreads.start(() -> link.write(sent, 0, sent.length));
      byte[] back = new byte[sent.length + 10];
      int filled = 0;
      for (int n; (n = link.read(back, filled, Math.min(8192, back.length - filled))) >= 0; ) {
        filled += n;
      }
      assertThat(filled).isEqualTo(sent.length);
      assertThat(back).startsWith(sent);
      writer.result().get();
      assertThat(link.encrypted()).isFalse();
      assertThat(link.serverCertificate()).isEmpty();
      link.abort();
    }
  }

  @Test
  void onlyTheAskedByteIsTakenFromTheKernel() throws Exception {
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              peer.getOutputStream().write("Srest".getBytes(StandardCharsets.US_ASCII));
              peer.getInputStream().read();
            })) {
      SocketLink link = server.connect();
      byte[] one = new byte[8];
      assertThat(link.read(one, 0, 1)).isEqualTo(1);
      assertThat(one).startsWith('S', 0);
      int filled = 0;
      while (filled < 4) {
        filled += link.read(one, filled, 4 - filled);
      }
      assertThat(new String(one, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("rest");
      link.abort();
    }
  }

  @Test
  void aRefusedConnectionSaysSo() throws Exception {
    InetSocketAddress closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    SocketLink link = new SocketLink(closed, new TcpOptions(false, 0, 0, 0));
    assertThatThrownBy(link::connect).isInstanceOf(ConnectException.class);
  }

  @Test
  void aConnectionToItselfIsRefused() throws Exception {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try {
        socket.connect(socket.getLocalSocketAddress());
      } catch (IOException refused) {
        assumeTrue(false, "this system does not connect a socket to itself");
      }
      assertThatThrownBy(() -> SocketLink.refuseOurselves(socket))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void keepaliveTimesOfEveryKindAreTaken() throws Exception {
    try (LinkServer server = LinkServer.serving(peer -> peer.getOutputStream().write(7))) {
      SocketLink link = new SocketLink(server.address(), new TcpOptions(true, 30, 5, 4));
      link.connect();
      assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
      link.abort();
    }
    assertThatThrownBy(() -> new TcpOptions(true, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void abortBeforeConnectForbidsIt() throws Exception {
    try (LinkServer server = LinkServer.serving(peer -> {})) {
      SocketLink link = new SocketLink(server.address(), TcpOptions.standard());
      link.abort();
      link.abort();
      assertThatThrownBy(link::connect).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void readsAndWritesAfterAbortFail() throws Exception {
    try (LinkServer server = LinkServer.serving(peer -> peer.getInputStream().read())) {
      SocketLink link = server.connect();
      link.abort();
      assertThatThrownBy(() -> link.read(new byte[1], 0, 1)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> link.write(new byte[1], 0, 1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("S7: abort frees a blocked connect")
  void abortFreesABlockedConnect() throws Exception {
    List<Socket> fillers = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
      fillBacklog(address, fillers);
      SocketLink link = new SocketLink(address, TcpOptions.standard());
      LinkThreads.Running connect =
          LinkThreads.start(link::connect).parkedIn("SocketLink", "connect");
      link.abort();
      assertThat(connect.failure()).isInstanceOf(IOException.class);
    } finally {
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  @DisplayName("S7: abort frees a blocked read")
  void abortFreesABlockedRead() throws Exception {
    try (LinkServer server = LinkServer.serving(peer -> peer.getInputStream().read())) {
      SocketLink link = server.connect();
      LinkThreads.Running read =
          LinkThreads.start(() -> link.read(new byte[1], 0, 1)).parkedIn("SocketLink", "read");
      link.abort();
      assertThat(read.failure()).isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("S7: abort frees a blocked write")
  void abortFreesABlockedWrite() throws Exception {
    try (LinkServer server = LinkServer.serving(LinkStall::stall)) {
      SocketLink link = server.connect();
      LinkThreads.Running write =
          LinkThreads.start(() -> LinkStall.writeForever(link)).parkedIn("SocketLink", "write");
      link.abort();
      assertThat(write.failure()).isInstanceOf(IOException.class);
    }
  }

  /** Fills a listener's queue: the next connect gets no answer. */
  private static void fillBacklog(InetSocketAddress address, List<Socket> fillers) {
    while (true) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(address, 200);
      } catch (IOException full) {
        return;
      }
    }
  }

  private static void echo(LinkServer.Peer peer, int length) throws IOException {
    byte[] buffer = new byte[10_000];
    for (int left = length; left > 0; ) {
      int n = peer.getInputStream().read(buffer, 0, Math.min(left, buffer.length));
      peer.getOutputStream().write(buffer, 0, n);
      left -= n;
    }
  }
}
