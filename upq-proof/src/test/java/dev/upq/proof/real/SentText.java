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
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers all that the connections of a setup send. Thread-safe. */
final class SentText implements Transport {

  private static final Transport SYSTEM =
      SystemTransport.of(TcpOptions.standard(), Optional.empty());

  private final Queue<String> sent = new ConcurrentLinkedQueue<>();

  /** The same, with links whose text is remembered here. */
  ConnectionSetup of(ConnectionSetup usual) {
    return usual.withSeams(usual.clock(), usual.crew(), this);
  }

  /** How many bursts had these words. */
  long count(String words) {
    return sent.stream().filter(burst -> burst.contains(words)).count();
  }

  /** The questions for types. */
  long lookups() {
    return count("pg_catalog.pg_range");
  }

  /** The questions for the database that a connection is in. */
  long locations() {
    return count("pg_postmaster_start_time");
  }

  /** All questions of the library's own. */
  long own() {
    return count("pg_catalog.pg_");
  }

  @Override
  public List<Endpoint> resolve(HostPort host) throws IOException {
    return SYSTEM.resolve(host);
  }

  @Override
  public Link open(Endpoint endpoint) {
    return new Remembered(SYSTEM.open(endpoint), sent);
  }

  private record Remembered(Link link, Queue<String> sent) implements Link {

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      sent.add(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
      link.write(bytes, from, length);
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
}
