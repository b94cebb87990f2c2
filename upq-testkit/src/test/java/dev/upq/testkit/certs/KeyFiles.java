// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads key files back by the JDK's means. Immutable, without state. */
final class KeyFiles {

  /** The AlgorithmIdentifier of an RSA key. */
  private static final byte[] RSA_ALGORITHM =
      Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.nothing());

  private KeyFiles() {}

  static PrivateKey pkcs8(Path file, String algorithm) throws Exception {
    return key(content(file, "PRIVATE KEY"), algorithm);
  }

  static PrivateKey pkcs1(Path file) throws Exception {
    byte[] inside = content(file, "RSA PRIVATE KEY");
    return key(Der.sequence(Der.integer(0), RSA_ALGORITHM, Der.octets(inside)), "RSA");
  }

  static PrivateKey der(Path file) throws Exception {
    return key(Files.readAllBytes(file), "RSA");
  }

  static PrivateKey encryptedPkcs8(Path file, String password) throws Exception {
    EncryptedPrivateKeyInfo info =
        new EncryptedPrivateKeyInfo(content(file, "ENCRYPTED PRIVATE KEY"));
    String name = info.getAlgParameters().toString();
    Cipher cipher = Cipher.getInstance(name);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray())),
        info.getAlgParameters());
    return KeyFactory.getInstance("RSA").generatePrivate(info.getKeySpec(cipher));
  }

  private static PrivateKey key(byte[] pkcs8, String algorithm) throws Exception {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  private static byte[] content(Path file, String label) throws Exception {
    String text = Files.readString(file);
    String begin = "-----BEGIN " + label + "-----\n";
    String end = "-----END " + label + "-----\n";
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw new AssertionError(file + " is not a " + label);
    }
    return Base64.getMimeDecoder()
        .decode(text.substring(begin.length(), text.length() - end.length()));
  }
}
