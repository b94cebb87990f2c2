// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TCP, and TLS layered over it. One thread at a time reads and one writes; {@link #abort()} is for
 * any thread.
 *
 * <p>The raw socket is ours for the whole life of the link. Abort closes it and nothing else:
 * closing the TLS socket would wait behind a writer that is stuck. Nothing is buffered on the way
 * to the raw socket, so a byte that was not asked for stays in the kernel.
 *
 * <p>The end of the stream is -1 with or without TLS's own closing message, since the messages of
 * the protocol tell whether something is missing. A TLS record that is cut short gives no data.
 */
final class SocketLink implements Link {

  private final InetSocketAddress address;
  private final TcpOptions options;
  private final Socket raw = new Socket();

  // Set by the thread that connects and secures, before the reader and the writer start.
  private volatile InputStream in = InputStream.nullInputStream();
  private volatile OutputStream out = OutputStream.nullOutputStream();
  private volatile @Nullable X509Certificate certificate;

  SocketLink(InetSocketAddress address, TcpOptions options) {
    this.address = address;
    this.options = options;
  }

  @Override
  public void connect() throws IOException {
    try {
      prepare();
      raw.connect(address);
      refuseOurselves(raw);
      in = raw.getInputStream();
      out = raw.getOutputStream();
    } catch (IOException | RuntimeException failed) {
      abort();
      throw failed;
    }
  }

  @Override
  public void secure(TlsSettings settings) throws IOException {
    try {
      refuseStuffing();
      SSLSocket tls = TlsHandshake.over(raw, settings);
      certificate = TlsHandshake.serverCertificate(tls);
      in = tls.getInputStream();
      out = tls.getOutputStream();
    } catch (IOException | RuntimeException failed) {
      abort();
      throw failed;
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return in.read(into, from, length);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  @Override
  public boolean encrypted() {
    return certificate != null;
  }

  @Override
  public Optional<X509Certificate> serverCertificate() {
    return Optional.ofNullable(certificate);
  }

  @Override
  public void abort() {
    try {
      raw.close();
    } catch (IOException alreadyGone) {
      // The descriptor is given back to the system all the same.
    }
  }

  private void prepare() throws IOException {
    raw.setOption(StandardSocketOptions.TCP_NODELAY, true);
    raw.setOption(StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
    if (options.keepAlive()) {
      set("TCP_KEEPIDLE", options.idleSeconds());
      set("TCP_KEEPINTERVAL", options.intervalSeconds());
      set("TCP_KEEPCOUNT", options.count());
    }
  }

  /**
   * Sets an option of the module jdk.net by its name, where this JVM has it; it is a refinement,
   * not a need.
   */
  @SuppressWarnings("unchecked")
  private void set(String name, int value) throws IOException {
    if (value == 0) {
      return;
    }
    for (SocketOption<?> option : raw.supportedOptions()) {
      if (option.name().equals(name) && option.type() == Integer.class) {
        raw.setOption((SocketOption<Integer>) option, value);
      }
    }
  }

  /**
   * A closed port of this machine may be the very one that the kernel picks for our end: we would
   * hear ourselves.
   */
  static void refuseOurselves(Socket connected) throws ConnectException {
    if (connected.getLocalSocketAddress().equals(connected.getRemoteSocketAddress())) {
      throw new ConnectException("Connection refused");
    }
  }

  /**
   * Before the handshake it is the client's turn to speak. What is there already was put in by
   * somebody who hopes that it will be taken for the encrypted server's word (CVE-2021-23222). What
   * comes a moment later fails in the handshake.
   */
  private void refuseStuffing() throws IOException {
    int early = in.available();
    if (early > 0) {
      throw new SSLProtocolException(
          "unencrypted data ("
              + early
              + " bytes) came before the TLS handshake; "
              + "somebody may be tampering with the connection");
    }
  }
}
