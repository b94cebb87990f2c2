// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Checks that a chain of certificates (RFC 5280) leads from the server to a trusted authority.
 * Immutable.
 *
 * <p>As with libpq's OpenSSL, the path must end at a self-signed certificate in the file of
 * authorities; other certificates there only help to get to it. The path's certificates are looked
 * for in what the server has shown and in that file, in any order; none is fetched from the
 * network. Where revocation lists are given, every certificate of the path needs one of its issuer.
 */
final class TlsChain {

  private static final int MAX_INTERMEDIATES = 10;
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  private final String source;
  private final Set<X509Certificate> anchors;
  private final List<X509Certificate> intermediates;
  private final List<X509CRL> revocations;

  private TlsChain(
      String source,
      Set<X509Certificate> anchors,
      List<X509Certificate> intermediates,
      List<X509CRL> revocations) {
    this.source = source;
    this.anchors = anchors;
    this.intermediates = intermediates;
    this.revocations = revocations;
  }

  static TlsChain upToAnyOf(List<X509Certificate> roots, List<X509CRL> revocations) {
    return new TlsChain("the JDK's authorities", Set.copyOf(roots), List.of(), revocations);
  }

  static TlsChain upToSelfSignedOf(
      Path file, List<X509Certificate> certificates, List<X509CRL> revocations)
      throws SSLException {
    Set<X509Certificate> anchors =
        certificates.stream().filter(TlsChain::selfSigned).collect(Collectors.toUnmodifiableSet());
    if (anchors.isEmpty()) {
      throw TlsFile.failure(
          "sslrootcert", file, "holds no self-signed certificate, where every path must end", null);
    }
    return new TlsChain(file.toString(), anchors, certificates, revocations);
  }

  /**
   * Passes where the chain, the server's own certificate first, is to be trusted now.
   *
   * @throws CertificateException where it is not; the message says why
   */
  void check(List<X509Certificate> shown) throws CertificateException {
    X509Certificate server = shown.getFirst();
    checkDates(server);
    checkUsage(server);
    List<Object> material = new ArrayList<>(shown);
    material.addAll(intermediates);
    material.addAll(revocations);
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(server);
    try {
      PKIXBuilderParameters parameters =
          new PKIXBuilderParameters(
              anchors.stream().map(a -> new TrustAnchor(a, null)).collect(Collectors.toSet()),
              target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(material)));
      parameters.setMaxPathLength(MAX_INTERMEDIATES);
      parameters.setRevocationEnabled(!revocations.isEmpty());
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (GeneralSecurityException refused) {
      throw new CertificateException(TlsText.subject(server) + " " + why(server, refused), refused);
    }
  }

  private static void checkDates(X509Certificate server) throws CertificateException {
    try {
      server.checkValidity();
    } catch (CertificateExpiredException expired) {
      throw new CertificateException(
          TlsText.subject(server) + " expired at " + server.getNotAfter().toInstant(), expired);
    } catch (CertificateNotYetValidException early) {
      throw new CertificateException(
          TlsText.subject(server) + " is not valid before " + server.getNotBefore().toInstant(),
          early);
    }
  }

  private static void checkUsage(X509Certificate server) throws CertificateException {
    List<String> purposes = server.getExtendedKeyUsage();
    boolean[] usage = server.getKeyUsage();
    if ((purposes != null && !purposes.contains(SERVER_AUTHENTICATION))
        || (usage != null
            && !usage[DIGITAL_SIGNATURE]
            && !usage[KEY_ENCIPHERMENT]
            && !usage[KEY_AGREEMENT])) {
      throw new CertificateException(TlsText.subject(server) + " is not meant for servers");
    }
  }

  private String why(X509Certificate server, GeneralSecurityException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException invalid) {
        CertPathValidatorException.Reason reason = invalid.getReason();
        if (reason == BasicReason.REVOKED) {
          return "has been revoked, or one that it depends on has";
        } else if (reason == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
          return "has no current revocation list of its issuer in sslcrl";
        } else if (reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID) {
          return "depends on one that has expired or is not valid yet";
        } else if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
          return "depends on an algorithm or a key size that the JDK no longer accepts";
        } else if (reason == PKIXReason.PATH_TOO_LONG || reason == PKIXReason.NOT_CA_CERT) {
          return "depends on one that is not allowed to issue it";
        }
      }
    }
    return (selfSigned(server) ? "is self-signed and not among " : "does not lead to any of ")
        + source
        + "; check sslrootcert, or whether the server sends its intermediate certificates";
  }

  private static boolean selfSigned(X509Certificate certificate) {
    if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException signedByAnother) {
      return false;
    }
  }
}
