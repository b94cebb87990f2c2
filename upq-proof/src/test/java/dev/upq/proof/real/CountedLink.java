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
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/** A link that counts the messages it sends, by their type. One thread reads and one writes. */
final class CountedLink implements Link {

  private static final int HEADER_BYTES = 5;

  private final Link link;
  private final AtomicLongArray counts;
  private final byte[] header = new byte[HEADER_BYTES];
  // The first message has no type; there must be no other without one (sslmode=disable).
  private int headerBytes = 1;
  private int bodyBytes;

  private CountedLink(Link link, AtomicLongArray counts) {
    this.link = link;
    this.counts = counts;
  }

  /**
   * What usually is used, and counted.
   *
   * @param counts by the character of the type
   */
  static ConnectionSetup setup(PgConfig config, AtomicLongArray counts) {
    ConnectionSetup usual = Servers.setup(config);
    return usual.withSeams(usual.clock(), usual.crew(), new CountedTransport(counts));
  }

  private record CountedTransport(AtomicLongArray counts) implements Transport {

    private static final Transport SYSTEM =
        SystemTransport.of(TcpOptions.standard(), Optional.empty());

    @Override
    public List<Endpoint> resolve(HostPort host) throws IOException {
      return SYSTEM.resolve(host);
    }

    @Override
    public Link open(Endpoint endpoint) {
      return new CountedLink(SYSTEM.open(endpoint), counts);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (int at = from; at < from + length; at++) {
      if (bodyBytes > 0) {
        int skipped = Math.min(bodyBytes, from + length - at);
        bodyBytes -= skipped;
        at += skipped - 1;
      } else {
        header(bytes[at]);
      }
    }
    link.write(bytes, from, length);
  }

  private void header(byte next) {
    header[headerBytes++] = next;
    if (headerBytes == HEADER_BYTES) {
      int size = 0;
      for (int i = 1; i < HEADER_BYTES; i++) {
        size = size << 8 | header[i] & 0xff;
      }
      counts.incrementAndGet(header[0]);
      bodyBytes = size - (HEADER_BYTES - 1);
      headerBytes = 0;
    }
  }

  @Override
  public void connect() throws IOException {
    link.connect();
  }

  @Override
  public void secure(TlsSettings settings) throws IOException {
    link.secure(settings);
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return link.read(into, from, length);
  }

  @Override
  public boolean encrypted() {
    return link.encrypted();
  }

  @Override
  public Optional<X509Certificate> serverCertificate() {
    return link.serverCertificate();
  }

  @Override
  public void abort() {
    link.abort();
  }
}
