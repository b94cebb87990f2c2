// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.link;

import dev.upq.channel.Link;
import dev.upq.channel.TlsSettings;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A link that passes everything on to another. Whoever listens to it overrides what is to be heard.
 * As thread-safe as the other.
 */
public class PassingLink implements Link {

  private final Link link;

  protected PassingLink(Link link) {
    this.link = link;
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
  public void write(byte[] bytes, int from, int length) throws IOException {
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
