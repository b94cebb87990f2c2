// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes a TLS client out of the settings and shakes hands. Stateless, thread-safe.
 *
 * <p>Each link has a TLS context of its own, as in libpq: changed files count from the next
 * connection on, and no session is ever resumed, so every server shows its certificate every time.
 *
 * <p>Failures are {@link SSLException}s whose message is one line. {@link
 * SSLPeerUnverifiedException} is a certificate that does not pass, {@link SSLHandshakeException}
 * any other failed handshake, a plain {@link SSLException} a file of ours that cannot be used.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-ssl.html">SSL support</a>
 * @see <a href="https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-SSL">SSL
 *     session encryption</a>
 */
final class TlsHandshake {

  /** The protocol's name in ALPN (RFC 7301). */
  static final String ALPN = "postgresql";

  private TlsHandshake() {}

  /** Puts TLS over a connected socket; blocks until the handshake is over. */
  static SSLSocket over(Socket raw, TlsSettings settings) throws IOException {
    SSLContext context = context(settings);
    // The last argument lets a failed handshake close the raw socket at once, without waiting for
    // the peer's farewell.
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(raw, settings.host(), raw.getPort(), true);
    tls.setUseClientMode(true);
    tls.setSSLParameters(parameters(tls.getSSLParameters(), settings));
    try {
      tls.startHandshake();
    } catch (SSLException failed) {
      throw explained(failed);
    }
    if (settings.direct() && !ALPN.equals(tls.getApplicationProtocol())) {
      throw new SSLHandshakeException(
          "the server did not select the protocol \""
              + ALPN
              + "\" by ALPN, which a direct TLS connection needs; use sslnegotiation=postgres");
    }
    return tls;
  }

  /** The certificate that the server has shown in a handshake that is over. */
  static X509Certificate serverCertificate(SSLSocket tls) throws IOException {
    if (tls.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new SSLPeerUnverifiedException("the server's certificate is not of the X.509 kind");
  }

  private static SSLContext context(TlsSettings settings) throws IOException {
    KeyManager[] keys =
        TlsClientKey.load(settings.files()).map(key -> new KeyManager[] {key}).orElse(null);
    TrustManager[] trust = {TlsTrust.of(settings)};
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new SSLException(
          "TLS is not available in this JVM: " + unusable.getMessage(), unusable);
    }
  }

  private static SSLParameters parameters(SSLParameters parameters, TlsSettings settings) {
    // No endpoint identification by the JDK: TlsTrust compares the host with libpq's rules.
    parameters.setProtocols(
        Arrays.stream(TlsVersion.values())
            .filter(v -> v.compareTo(settings.oldest()) >= 0 && v.compareTo(settings.newest()) <= 0)
            .map(TlsVersion::text)
            .toArray(String[]::new));
    if (settings.direct()) {
      parameters.setApplicationProtocols(new String[] {ALPN});
    }
    SNIHostName name = settings.sni() ? sniName(settings.host()) : null;
    parameters.setServerNames(name == null ? List.of() : List.of(name));
    return parameters;
  }

  /** RFC 6066: names only, never IP addresses; what is no host name at all is not sent either. */
  private static @Nullable SNIHostName sniName(String host) {
    if (host.startsWith("/") || host.indexOf(':') >= 0 || IpLiteral.parse(host).isPresent()) {
      return null;
    }
    try {
      return new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    } catch (IllegalArgumentException notAName) {
      return null;
    }
  }

  private static SSLException explained(SSLException failed) {
    SSLException explained =
        new SSLHandshakeException(
            "the TLS handshake failed: " + TlsText.clean(failed.getMessage()));
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException refused) {
        explained = new SSLPeerUnverifiedException(TlsText.clean(refused.getMessage()));
        break;
      }
    }
    explained.initCause(failed);
    return explained;
  }
}
