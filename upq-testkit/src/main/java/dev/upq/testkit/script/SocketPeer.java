// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client at the other end of a socket. One thread at a time; {@link #reset()} by any thread at
 * any moment.
 */
final class SocketPeer implements Peer {

  private static final String ALPN = "postgresql";

  private final Socket raw;
  private Socket socket; // confined to the script's thread
  private InputStream in; // confined to the script's thread
  private OutputStream out; // confined to the script's thread

  SocketPeer(Socket socket) throws IOException {
    this.raw = socket;
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    socket.setTcpNoDelay(true);
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public void secure(SSLContext context) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(raw, InputStream.nullInputStream(), true);
    tls.setUseClientMode(false);
    tls.setHandshakeApplicationProtocolSelector(
        (session, offered) -> offered.contains(ALPN) ? ALPN : "");
    tls.startHandshake();
    socket = tls;
    in = tls.getInputStream();
    out = tls.getOutputStream();
  }

  @Override
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }
}
