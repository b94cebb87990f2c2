// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who signs certificates and revocation lists: a name and a key. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280">RFC 5280</a>
 */
final class Authority {

  /** Serial numbers are counted over all authorities of this JVM; they need only differ. */
  private static final AtomicLong SERIALS = new AtomicLong(1_000);

  private final String name;
  private final KeyAlgorithm algorithm;
  private final KeyPair keys;

  Authority(String name, KeyAlgorithm algorithm, KeyPair keys) {
    this.name = name;
    this.algorithm = algorithm;
    this.keys = keys;
  }

  /**
   * From when until when something holds. Immutable.
   *
   * @param from whole seconds count
   * @param until whole seconds count
   */
  record Validity(Instant from, Instant until) {}

  PublicKey publicKey() {
    return keys.getPublic();
  }

  /** The certificate in which this authority vouches for itself. */
  X509Certificate root(Validity validity) {
    return authorityCertificate(name, keys.getPublic(), validity);
  }

  /** A certificate that makes another one an authority too. */
  X509Certificate authorityCertificate(String subject, PublicKey key, Validity validity) {
    return certificate(
        subject,
        key,
        validity,
        List.of(
            Extensions.authority(),
            Extensions.usageOfAuthority(),
            Extensions.subjectKey(key),
            Extensions.issuerKey(keys.getPublic())));
  }

  /**
   * A certificate of version 3.
   *
   * @param subject the common name, its subject's only attribute
   * @param extensions as {@link Extensions} writes them
   */
  X509Certificate certificate(
      String subject, PublicKey key, Validity validity, List<byte[]> extensions) {
    byte[] content =
        Der.sequence(
            Der.explicit(0, Der.integer(2)),
            Der.integer(SERIALS.incrementAndGet()),
            algorithm.identifier(),
            distinguishedName(name),
            Der.sequence(Der.time(validity.from), Der.time(validity.until)),
            distinguishedName(subject),
            key.getEncoded(),
            Extensions.list(3, extensions));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(signed(content)));
    } catch (CertificateException malformed) {
      throw new IllegalStateException("a certificate came out malformed", malformed);
    }
  }

  /** A revocation list of version 2, as DER. */
  byte[] revocationList(Validity validity, List<BigInteger> serials) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    for (BigInteger serial : serials) {
      entries.writeBytes(Der.sequence(Der.integer(serial), Der.time(validity.from)));
    }
    // An empty list of entries must be left out altogether.
    byte[] revoked = serials.isEmpty() ? new byte[0] : Der.sequence(entries.toByteArray());
    byte[] content =
        Der.sequence(
            Der.integer(1),
            algorithm.identifier(),
            distinguishedName(name),
            Der.time(validity.from),
            Der.time(validity.until),
            revoked,
            Extensions.list(
                0, List.of(Extensions.issuerKey(keys.getPublic()), Extensions.listNumber(1))));
    return signed(content);
  }

  private byte[] signed(byte[] content) {
    byte[] signature = algorithm.sign(keys.getPrivate(), content);
    return Der.sequence(content, algorithm.identifier(), Der.bits(signature));
  }

  private static byte[] distinguishedName(String commonName) {
    byte[] attribute = Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName));
    return Der.sequence(Der.set(attribute));
  }
}
