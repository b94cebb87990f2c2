// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A server on a loopback port that runs one script a connection. What a script throws is kept, not
 * thrown.
 */
final class LinkServer implements AutoCloseable {

  /** What is done with one connection. */
  interface Script {
    void run(Peer peer) throws Exception;
  }

  private final Listener listener;
  private final Thread acceptor;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  final List<Exception> failures = new CopyOnWriteArrayList<>();

  private LinkServer(Script script) throws IOException {
    listener = new Listener();
    acceptor = Thread.ofVirtual().start(() -> accept(script));
  }

  static LinkServer serving(Script script) throws IOException {
    return new LinkServer(script);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  SocketLink connect() throws IOException {
    SocketLink link = new SocketLink(address(), TcpOptions.standard());
    link.connect();
    return link;
  }

  /** Stops everything and waits until it has stopped. */
  @Override
  public void close() throws IOException {
    listener.close();
    join(acceptor);
    for (Peer peer : peers) {
      peer.close();
    }
    threads.forEach(LinkServer::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private void accept(Script script) {
    while (true) {
      Peer peer;
      try {
        peer = listener.accept();
      } catch (IOException closed) {
        return;
      }
      peers.add(peer);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (peer) {
                      script.run(peer);
                    } catch (Exception failed) {
                      failures.add(failed);
                    }
                  }));
    }
  }

  private static final class Listener extends ServerSocket {
    Listener() throws IOException {
      super(0, 50, InetAddress.getLoopbackAddress());
    }

    @Override
    public Peer accept() throws IOException {
      Peer peer = new Peer();
      implAccept(peer);
      return peer;
    }
  }

  /** The server's end of one connection; what it sends may be cut off or sent byte by byte. */
  static final class Peer extends Socket {
    private volatile int bytesLeft = Integer.MAX_VALUE;
    private volatile boolean bytewise;

    /** Lets that many more bytes through, then closes with a FIN. */
    void cutAfter(int bytes) {
      bytesLeft = bytes;
    }

    void bytewise() throws IOException {
      setTcpNoDelay(true);
      bytewise = true;
    }

    /** Closes with a RST. */
    void reset() throws IOException {
      setSoLinger(true, 0);
      close();
    }

    SSLSocket tls(SSLContext context, String... protocols) throws IOException {
      SSLSocket tls = layered(context);
      if (protocols.length > 0) {
        tls.setEnabledProtocols(protocols);
      }
      tls.startHandshake();
      return tls;
    }

    SSLSocket tlsWithAlpn(SSLContext context, String... protocols) throws IOException {
      SSLSocket tls = layered(context);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls;
    }

    SSLSocket layered(SSLContext context) throws IOException {
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(this, "client", getPort(), true);
      tls.setUseClientMode(false);
      return tls;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          int allowed = Math.min(length, bytesLeft);
          bytesLeft -= bytesLeft == Integer.MAX_VALUE ? 0 : allowed;
          if (bytewise) {
            for (int i = 0; i < allowed; i++) {
              out.write(bytes, from + i, 1);
            }
          } else {
            out.write(bytes, from, allowed);
          }
          if (allowed < length) {
            Peer.this.close();
            throw new IOException("cut");
          }
        }
      };
    }
  }
}
