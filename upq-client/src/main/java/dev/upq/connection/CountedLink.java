// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.channel.Link;
import dev.upq.channel.TlsSettings;
import dev.upq.probe.Probe;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A link whose bytes the probe is told of, as the protocol counts them: before encryption. As
 * thread-safe as the link.
 */
record CountedLink(Link link, Probe probe) implements Link {

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
    int count = link.read(into, from, length);
    if (count > 0) {
      probe.bytes(count, 0);
    }
    return count;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    link.write(bytes, from, length);
    probe.bytes(0, length);
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
