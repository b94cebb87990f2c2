// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the server's certificate while the handshake goes on, so that nothing of ours is sent
 * to a server that does not pass. Immutable.
 *
 * <p>verify-ca and verify-full check the chain. The weaker modes check it only where a file of
 * authorities is configured and exists, or the JDK's own are asked for, and otherwise accept any
 * certificate; that is libpq's documented rule. verify-full compares the host as well.
 *
 * <p>Revocation lists count where the chain is checked. A list that was named must be there and
 * readable, where libpq silently goes on without.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-ssl.html#LIBPQ-SSL-PROTECTION">Protection
 *     in different modes</a>
 */
final class TlsTrust extends X509ExtendedTrustManager {

  private final Optional<TlsChain> chain;
  private final Optional<String> host;

  private TlsTrust(Optional<TlsChain> chain, Optional<String> host) {
    this.chain = chain;
    this.host = host;
  }

  static TlsTrust of(TlsSettings settings) throws SSLException {
    TlsFiles files = settings.files();
    boolean mustVerify = settings.mode().compareTo(SslMode.VERIFY_CA) >= 0;
    boolean rootsThere = files.rootCertificate().filter(Files::exists).isPresent();
    if (!mustVerify && !files.systemRoots() && !rootsThere) {
      return new TlsTrust(Optional.empty(), Optional.empty());
    }
    Optional<String> host =
        settings.mode() == SslMode.VERIFY_FULL ? Optional.of(settings.host()) : Optional.empty();
    return new TlsTrust(Optional.of(authorities(files, settings.mode())), host);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String authType)
      throws CertificateException {
    if (shown.length == 0) {
      throw new CertificateException("the server has shown no certificate");
    }
    if (chain.isPresent()) {
      chain.get().check(List.of(shown));
    }
    if (host.isPresent()) {
      TlsHostName.check(shown[0], host.get());
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkServerTrusted(shown, authType);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] shown, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(shown, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String authType)
      throws CertificateException {
    throw new CertificateException("this is a client; it checks servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(shown, authType);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] shown, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(shown, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static TlsChain authorities(TlsFiles files, SslMode mode) throws SSLException {
    List<X509CRL> revocations =
        files.revocations().isPresent()
            ? TlsFile.revocations("sslcrl", files.revocations().get())
            : List.of();
    if (files.systemRoots()) {
      return TlsChain.upToAnyOf(systemRoots(), revocations);
    }
    if (files.rootCertificate().isEmpty()) {
      throw new SSLException(
          "sslmode="
              + mode.text()
              + " needs the authorities to trust; give their file as sslrootcert, or"
              + " sslrootcert=system for those of the JDK");
    }
    return TlsChain.upToSelfSignedOf(
        files.rootCertificate().get(),
        TlsFile.certificates("sslrootcert", files.rootCertificate().get()),
        revocations);
  }

  private static List<X509Certificate> systemRoots() throws SSLException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509 && x509.getAcceptedIssuers().length > 0) {
          return List.of(x509.getAcceptedIssuers());
        }
      }
    } catch (GeneralSecurityException unreadable) {
      throw new SSLException("the JDK's own authorities cannot be read", unreadable);
    }
    throw new SSLException("the JDK has no authorities of its own; give a file as sslrootcert");
  }
}
