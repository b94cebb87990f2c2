// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A certificate with its key, in memory and as files. Immutable; the files are there until the
 * directory is deleted.
 *
 * @param chain the certificates that a peer sends, its own first
 * @param key the key of the first certificate
 * @param certificateFile the chain in PEM, for {@code ssl_cert_file} or {@code sslcert}
 * @param keyFile the key in PEM (PKCS #8, not encrypted), readable by its owner alone, for {@code
 *     ssl_key_file} or {@code sslkey}
 */
public record Identity(
    List<X509Certificate> chain, PrivateKey key, Path certificateFile, Path keyFile) {

  public Identity {
    chain = List.copyOf(chain);
  }

  /** The peer's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** A TLS context for a peer with this identity that asks nothing of the other side. */
  public SSLContext sslContext() {
    return sslContext(new TrustManager[0]);
  }

  /** A TLS context for a peer with this identity that trusts the other side as these say. */
  public SSLContext sslContext(TrustManager... trust) {
    try {
      char[] password = "unused".toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("identity", key, password, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust, null);
      return context;
    } catch (GeneralSecurityException | IOException failed) {
      throw new IllegalStateException("no TLS context could be made", failed);
    }
  }

  /** Shows the subject, not the key. */
  @Override
  public String toString() {
    return "Identity[" + certificate().getSubjectX500Principal().getName() + "]";
  }
}
