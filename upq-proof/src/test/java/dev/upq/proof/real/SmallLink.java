// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.SystemTransport;
import dev.upq.channel.TcpOptions;
import dev.upq.channel.TlsSettings;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Plain TCP with small buffers in the kernel. One thread reads and one writes. */
final class SmallLink implements Link {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Endpoint.Tcp endpoint;
  private final Socket socket = new Socket();

  private SmallLink(Endpoint.Tcp endpoint) {
    this.endpoint = endpoint;
  }

  /** What usually is used, but for the size of the buffers. */
  static ConnectionSetup setup(PgConfig config) {
    ConnectionSetup usual = Servers.setup(config);
    return usual.withSeams(usual.clock(), usual.crew(), new SmallTransport());
  }

  private static final class SmallTransport implements Transport {

    private final Transport system = SystemTransport.of(TcpOptions.standard(), Optional.empty());

    @Override
    public List<Endpoint> resolve(HostPort host) throws IOException {
      return system.resolve(host);
    }

    @Override
    public Link open(Endpoint endpoint) {
      return new SmallLink((Endpoint.Tcp) endpoint);
    }
  }

  @Override
  public void connect() throws IOException {
    socket.setReceiveBufferSize(BUFFER_BYTES);
    socket.setSendBufferSize(BUFFER_BYTES);
    socket.connect(endpoint.address());
  }

  @Override
  public void secure(TlsSettings settings) throws IOException {
    throw new IOException("no TLS here");
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return socket.getInputStream().read(into, from, length);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    socket.getOutputStream().write(bytes, from, length);
  }

  @Override
  public boolean encrypted() {
    return false;
  }

  @Override
  public Optional<X509Certificate> serverCertificate() {
    return Optional.empty();
  }

  @Override
  public void abort() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
