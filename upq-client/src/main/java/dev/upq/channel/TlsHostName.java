// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.PgProtocolException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the host that was asked for with the names in a certificate, by libpq's rules.
 * Stateless, thread-safe.
 *
 * <ul>
 *   <li>A dNSName is compared without regard to case. It may begin with {@code *.}, which stands
 *       for exactly one label.
 *   <li>An iPAddress is compared with a host that is an IP address, byte by byte.
 *   <li>The subject's first common name counts only where the certificate has no alternative name
 *       of the host's kind: no dNSName for a name, no iPAddress for an address. It is compared as a
 *       dNSName is.
 *   <li>A host that is an address may also stand as text in a dNSName. Here, unlike in libpq, no
 *       wildcard stands for a part of an address.
 * </ul>
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/libpq-ssl.html#LIBPQ-SSL-CLIENT-CERTIFICATES">verify-full</a>
 */
final class TlsHostName {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("550403");
  private static final int UTF8_STRING = 0x0c;
  private static final int PRINTABLE_STRING = 0x13;
  private static final int TELETEX_STRING = 0x14;
  private static final int IA5_STRING = 0x16;

  private final String host;
  private final Optional<InetAddress> address;

  private TlsHostName(String host) {
    this.host = host;
    this.address = IpLiteral.parse(host);
  }

  /**
   * Passes where the certificate is for that host.
   *
   * @throws CertificateException where it is not; the message names both
   */
  static void check(X509Certificate certificate, String host) throws CertificateException {
    if (host.isEmpty()) {
      throw new CertificateException(
          "sslmode=verify-full needs a host name to compare the server's certificate with");
    }
    new TlsHostName(host).check(certificate);
  }

  private void check(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = alternativeNames(certificate);
    boolean ofOurKind = false;
    String first = null;
    for (List<?> entry : names) {
      int kind = (Integer) entry.get(0);
      if (kind == DNS_NAME || kind == IP_ADDRESS) {
        String name = (String) entry.get(1);
        ofOurKind |= kind == (address.isPresent() ? IP_ADDRESS : DNS_NAME);
        first = first == null ? name : first;
        if (kind == DNS_NAME ? named(name) : addressed(name)) {
          return;
        }
      }
    }
    Optional<String> common = ofOurKind ? Optional.empty() : commonName(certificate);
    if (common.isPresent() && named(common.get())) {
      return;
    }
    String shown = first != null ? first : common.orElse("");
    throw new CertificateException(
        "the server's certificate is for "
            + (shown.isEmpty() ? "no host name" : TlsText.name(shown))
            + ", not for the host \""
            + host
            + "\"");
  }

  private boolean named(String name) throws CertificateException {
    if (name.indexOf('\0') >= 0) {
      throw new CertificateException("the server's certificate has a zero byte in a name");
    }
    return same(name, host) || (address.isEmpty() && matchesWildcard(name));
  }

  private boolean matchesWildcard(String name) {
    int dot = host.indexOf('.');
    return name.length() > 2
        && name.startsWith("*.")
        && dot > 0
        && same(name.substring(1), host.substring(dot));
  }

  private boolean addressed(String name) {
    return address.isPresent()
        && IpLiteral.parse(name)
            .filter(other -> Arrays.equals(other.getAddress(), address.get().getAddress()))
            .isPresent();
  }

  private static boolean same(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate)
      throws CertificateException {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException malformed) {
      // Falling back to the common name would let a broken extension widen what is accepted.
      throw new CertificateException(
          "the server's certificate has names that cannot be read", malformed);
    }
  }

  /** The first common name of the subject, where it is text of a common kind. */
  private static Optional<String> commonName(X509Certificate certificate)
      throws CertificateException {
    try {
      TlsDer sets =
          new TlsDer(certificate.getSubjectX500Principal().getEncoded()).enter(TlsDer.SEQUENCE);
      while (sets.tag() >= 0) {
        TlsDer pairs = sets.enter(TlsDer.SET);
        while (pairs.tag() >= 0) {
          TlsDer pair = pairs.enter(TlsDer.SEQUENCE);
          if (Arrays.equals(pair.take(TlsDer.OID), COMMON_NAME)) {
            return text(pair);
          }
        }
      }
      return Optional.empty();
    } catch (PgProtocolException malformed) {
      throw new CertificateException("the server's certificate has no readable subject", malformed);
    }
  }

  private static Optional<String> text(TlsDer value) {
    int tag = value.tag();
    return switch (tag) {
      case UTF8_STRING -> Optional.of(new String(value.take(tag), StandardCharsets.UTF_8));
      case PRINTABLE_STRING, TELETEX_STRING, IA5_STRING ->
          Optional.of(new String(value.take(tag), StandardCharsets.ISO_8859_1));
      default -> Optional.empty();
    };
  }
}
