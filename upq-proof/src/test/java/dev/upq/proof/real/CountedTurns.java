// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.SystemTransport;
import dev.upq.channel.TcpOptions;
import dev.upq.channel.TlsSettings;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.connection.ConnectionSetup;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often the client speaks after the server has: the round trips of a conversation, where
 * the client waits for each answer. Thread-safe.
 */
final class CountedTurns implements Link {

  private final Link link;
  private final AtomicLong turns;
  private final AtomicBoolean heard = new AtomicBoolean(true);

  private CountedTurns(Link link, AtomicLong turns) {
    this.link = link;
    this.turns = turns;
  }

  /** The same setup, whose connections all count there. */
  static ConnectionSetup counting(ConnectionSetup setup, AtomicLong turns) {
    Transport system = SystemTransport.of(TcpOptions.standard(), Optional.empty());
    return setup.withSeams(
        setup.clock(),
        setup.crew(),
        new Transport() {
          @Override
          public List<Endpoint> resolve(HostPort host) throws IOException {
            return system.resolve(host);
          }

          @Override
          public Link open(Endpoint endpoint) {
            return new CountedTurns(system.open(endpoint), turns);
          }
        });
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
    int read = link.read(into, from, length);
    heard.set(true);
    return read;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (heard.getAndSet(false)) {
      turns.incrementAndGet();
    }
    link.write(bytes, from, length);
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
