// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys and certificates as text (RFC 7468) and as DER. Immutable, without state.
 *
 * <p>PKCS #8 (RFC 5958) is what the JDK gives for a private key. PKCS #1 (RFC 8017) is the part
 * inside that is RSA's own.
 */
final class Pem {

  /** Rounds of PBKDF2 for an encrypted key: few, since the key protects nothing. */
  private static final int ROUNDS = 2_048;

  private Pem() {}

  static String certificates(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      text.append(block("CERTIFICATE", encoded(certificate)));
    }
    return text.toString();
  }

  static String revocationLists(List<byte[]> lists) {
    StringBuilder text = new StringBuilder();
    for (byte[] list : lists) {
      text.append(block("X509 CRL", list));
    }
    return text.toString();
  }

  static String pkcs8(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** PKCS #8 encrypted by PBES2 with AES-256 and PBKDF2. */
  static String encryptedPkcs8(PrivateKey key, String password) {
    return block("ENCRYPTED PRIVATE KEY", encrypted(key, password));
  }

  /** PKCS #1, for RSA keys only. */
  static String pkcs1(PrivateKey rsaKey) {
    return block("RSA PRIVATE KEY", insideOfPkcs8(rsaKey.getEncoded()));
  }

  private static byte[] encrypted(PrivateKey key, String password) {
    byte[] salt = random(16);
    byte[] vector = random(16);
    try {
      byte[] secret =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, 256))
              .getEncoded();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(vector));
      return Der.sequence(pbes2(salt, vector), Der.octets(cipher.doFinal(key.getEncoded())));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this JDK cannot encrypt a key", absent);
    }
  }

  /** The AlgorithmIdentifier of PBES2 (RFC 8018, appendix A.4). */
  private static byte[] pbes2(byte[] salt, byte[] vector) {
    byte[] hmacSha256 = Der.sequence(Der.oid("1.2.840.113549.2.9"), Der.nothing());
    byte[] derivation =
        Der.sequence(
            Der.oid("1.2.840.113549.1.5.12"),
            Der.sequence(Der.octets(salt), Der.integer(ROUNDS), hmacSha256));
    byte[] aes256Cbc = Der.sequence(Der.oid("2.16.840.1.101.3.4.1.42"), Der.octets(vector));
    return Der.sequence(Der.oid("1.2.840.113549.1.5.13"), Der.sequence(derivation, aes256Cbc));
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return random;
  }

  /**
   * The content of the octet string of a PKCS #8 key: SEQUENCE { version, algorithm, OCTET STRING,
   * ... }. The bytes come from the JDK, so they are not checked.
   */
  private static byte[] insideOfPkcs8(byte[] pkcs8) {
    int version = contentAt(pkcs8, 0);
    int algorithm = version + 3;
    int octets = contentAt(pkcs8, algorithm) + lengthAt(pkcs8, algorithm);
    int from = contentAt(pkcs8, octets);
    return Arrays.copyOfRange(pkcs8, from, from + lengthAt(pkcs8, octets));
  }

  /** Where the content begins of the value that begins at {@code at}. */
  private static int contentAt(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < 0x80 ? 0 : length - 0x80);
  }

  private static int lengthAt(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentAt(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException malformed) {
      throw new IllegalStateException("a certificate cannot be written", malformed);
    }
  }

  private static String block(String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(content), label);
  }
}
