// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The channel binding of type tls-server-end-point: a hash of the certificate that the server
 * showed, made with the hash function that the certificate was signed with. Immutable, without
 * state.
 *
 * <p>Ed25519, Ed448 and signatures made for a world with quantum computers have no single hash
 * function of their own, so there is no binding data for them and {@code channel_binding=require}
 * cannot be met. Empty data would look like a binding and be none.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5929#section-4.1">RFC 5929, section 4.1</a>
 */
public final class ChannelBinding {

  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  /** Signature algorithms by object identifier, and the hash function that each of them uses. */
  private static final Map<String, String> HASHES =
      Map.ofEntries(
          // with RSA
          Map.entry("1.2.840.113549.1.1.4", "MD5"),
          Map.entry("1.2.840.113549.1.1.5", "SHA-1"),
          Map.entry("1.2.840.113549.1.1.14", "SHA-224"),
          Map.entry("1.2.840.113549.1.1.11", "SHA-256"),
          Map.entry("1.2.840.113549.1.1.12", "SHA-384"),
          Map.entry("1.2.840.113549.1.1.13", "SHA-512"),
          Map.entry("1.2.840.113549.1.1.15", "SHA-512/224"),
          Map.entry("1.2.840.113549.1.1.16", "SHA-512/256"),
          Map.entry("2.16.840.1.101.3.4.3.13", "SHA3-224"),
          Map.entry("2.16.840.1.101.3.4.3.14", "SHA3-256"),
          Map.entry("2.16.840.1.101.3.4.3.15", "SHA3-384"),
          Map.entry("2.16.840.1.101.3.4.3.16", "SHA3-512"),
          // with ECDSA
          Map.entry("1.2.840.10045.4.1", "SHA-1"),
          Map.entry("1.2.840.10045.4.3.1", "SHA-224"),
          Map.entry("1.2.840.10045.4.3.2", "SHA-256"),
          Map.entry("1.2.840.10045.4.3.3", "SHA-384"),
          Map.entry("1.2.840.10045.4.3.4", "SHA-512"),
          Map.entry("2.16.840.1.101.3.4.3.9", "SHA3-224"),
          Map.entry("2.16.840.1.101.3.4.3.10", "SHA3-256"),
          Map.entry("2.16.840.1.101.3.4.3.11", "SHA3-384"),
          Map.entry("2.16.840.1.101.3.4.3.12", "SHA3-512"),
          // with DSA
          Map.entry("1.2.840.10040.4.3", "SHA-1"),
          Map.entry("2.16.840.1.101.3.4.3.1", "SHA-224"),
          Map.entry("2.16.840.1.101.3.4.3.2", "SHA-256"));

  private ChannelBinding() {}

  /**
   * The binding data of a connection on which the server showed this certificate, or nothing where
   * RFC 5929 defines none for the certificate's signature algorithm.
   *
   * @param certificate the server's own certificate, the first of the chain
   */
  public static Optional<byte[]> tlsServerEndPoint(X509Certificate certificate) {
    return signatureHash(certificate).flatMap(hash -> digest(hash, certificate));
  }

  private static Optional<String> signatureHash(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgOID();
    if (algorithm.equals(RSASSA_PSS)) {
      return pssHash(certificate.getSigAlgParams());
    }
    return Optional.ofNullable(HASHES.get(algorithm));
  }

  /** RSASSA-PSS names its hash function in the parameters of the signature, as DER. */
  private static Optional<String> pssHash(byte @Nullable [] parameters) {
    if (parameters == null) {
      return Optional.empty();
    }
    try {
      AlgorithmParameters parsed = AlgorithmParameters.getInstance("RSASSA-PSS");
      parsed.init(parameters);
      return Optional.of(parsed.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
    } catch (GeneralSecurityException | IOException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> digest(String signatureHash, X509Certificate certificate) {
    String hash =
        switch (signatureHash.toUpperCase(Locale.ROOT)) {
          // Too weak to tie anything to: RFC 5929 replaces both.
          case "MD5", "SHA-1", "SHA1" -> "SHA-256";
          case String strong -> strong;
        };
    try {
      return Optional.of(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
    } catch (GeneralSecurityException unknown) {
      return Optional.empty();
    }
  }
}
