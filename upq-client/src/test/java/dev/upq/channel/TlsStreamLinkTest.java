// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a TLS stream that is cut, split or given new keys. */
class TlsStreamLinkTest {

  private static final TlsMint.Issued SERVER = TlsMint.subject("server").selfSigned();
  private static final SSLContext CONTEXT = SERVER.context(SERVER.chain());
  private static final TlsSettings ANY =
      new TlsSettings("localhost", SslMode.REQUIRE, false, true, TlsFiles.none());

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("S6: a record that is cut short at any byte gives no data")
  void aTruncatedRecordGivesNoData(String version) throws Exception {
    int length = 10;
    int cut = 0;
    boolean whole = false;
    while (!whole) {
      int allowed = cut;
      CountDownLatch ready = new CountDownLatch(1);
      try (LinkServer server =
          LinkServer.serving(
              peer -> {
                SSLSocket tls = peer.tls(CONTEXT, version);
                tls.getOutputStream().write(1);
                ready.await();
                peer.cutAfter(allowed);
                tls.getOutputStream().write(new byte[length]);
                peer.cutAfter(0);
                tls.getOutputStream().write(new byte[length]);
              })) {
        SocketLink link = server.connect();
        link.secure(ANY);
        assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
        ready.countDown();
        byte[] into = new byte[1000];
        int read = LinkReads.readOrEnd(link, into);
        assertThat(read).as("cut at %d", cut).isIn(-1, length);
        whole = read == length;
        if (whole) {
          assertThat(LinkReads.readOrEnd(link, into)).isEqualTo(-1);
        }
        link.abort();
      }
      cut++;
    }
    assertThat(cut).as("bytes of the record").isGreaterThan(length + 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("S6: a FIN without TLS's closing message ends the stream, after all that was sent")
  void aFinWithoutTheClosingMessageEndsTheStream(String version) throws Exception {
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              SSLSocket tls = peer.tls(CONTEXT, version);
              tls.getOutputStream().write(new byte[] {1, 2, 3});
              peer.close();
            })) {
      SocketLink link = server.connect();
      link.secure(ANY);
      byte[] into = new byte[10];
      assertThat(link.read(into, 0, 10)).isEqualTo(3);
      assertThat(LinkReads.readOrEnd(link, into)).isEqualTo(-1);
      assertThat(LinkReads.readOrEnd(link, into)).isEqualTo(-1);
      link.abort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("S6: records that come byte by byte are put together")
  void recordsThatComeBytewiseArePutTogether(String version) throws Exception {
    byte[] sent = new byte[3000];
    new Random(3).nextBytes(sent);
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              peer.bytewise();
              SSLSocket tls = peer.tls(CONTEXT, version);
              tls.getOutputStream().write(sent);
              tls.close();
            })) {
      SocketLink link = server.connect();
      link.secure(ANY);
      assertThat(LinkReads.readAll(link)).isEqualTo(sent);
      link.abort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("S6: renegotiation and KeyUpdate lose no byte in either direction")
  void aNewKeyLosesNoByte(String version) throws Exception {
    byte[] sent = new byte[200_000];
    new Random(4).nextBytes(sent);
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              SSLSocket tls = peer.tls(CONTEXT, version);
              for (int from = 0; from < sent.length; from += 20_000) {
                // A second handshake is a renegotiation in 1.2 and a KeyUpdate in 1.3.
                tls.startHandshake();
                tls.getOutputStream().write(sent, from, 20_000);
                assertThat(tls.getInputStream().readNBytes(1000))
                    .isEqualTo(Arrays.copyOfRange(sent, from, from + 1000));
              }
              tls.close();
            })) {
      SocketLink link = server.connect();
      link.secure(ANY);
      byte[] back = new byte[20_000];
      for (int from = 0; from < sent.length; from += 20_000) {
        for (int filled = 0; filled < back.length; ) {
          int n = link.read(back, filled, back.length - filled);
          assertThat(n).as("server: %s", server.failures).isPositive();
          filled += n;
        }
        assertThat(back).isEqualTo(Arrays.copyOfRange(sent, from, from + 20_000));
        link.write(back, 0, 1000);
      }
      assertThat(link.read(back, 0, 1)).isEqualTo(-1);
      link.abort();
      assertThat(server.failures).isEmpty();
    }
  }
}
