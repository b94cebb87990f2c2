// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** How a certificate is signed, and what kind of key it holds. Immutable. */
public enum KeyAlgorithm {
  /** RSA of 2,048 bits, signed by PKCS #1 with SHA-256. */
  RSA("RSA", "SHA256withRSA"),
  /**
   * An RSA key as above, signed by RSASSA-PSS with SHA-256: the hash stands only in the parameters.
   */
  RSA_PSS("RSA", "RSASSA-PSS"),
  /** ECDSA on P-256 with SHA-256. */
  EC("EC", "SHA256withECDSA"),
  /** Ed25519, which gives no binding data for tls-server-end-point. */
  ED25519("Ed25519", "Ed25519"),
  /** Ed448, which gives none either. */
  ED448("Ed448", "Ed448");

  private final String keyName;
  private final String signatureName;

  KeyAlgorithm(String keyName, String signatureName) {
    this.keyName = keyName;
    this.signatureName = signatureName;
  }

  /** The name in file names, for example {@code rsa-pss}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What {@link java.security.KeyFactory} calls the keys. */
  public String keyName() {
    return keyName;
  }

  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName);
      switch (this) {
        case RSA, RSA_PSS -> generator.initialize(2_048);
        case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case ED25519, ED448 -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this JDK makes no keys for " + keyName, absent);
    }
  }

  byte[] sign(PrivateKey key, byte[] content) {
    try {
      Signature signature = Signature.getInstance(signatureName);
      Optional<AlgorithmParameterSpec> parameters = parameters();
      if (parameters.isPresent()) {
        signature.setParameter(parameters.get());
      }
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this JDK does not sign with " + signatureName, absent);
    }
  }

  private Optional<AlgorithmParameterSpec> parameters() {
    return this == RSA_PSS
        ? Optional.of(
            new PSSParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC))
        : Optional.empty();
  }

  /** The AlgorithmIdentifier of a signature (RFC 3279, RFC 4055, RFC 5758, RFC 8410). */
  byte[] identifier() {
    return switch (this) {
      case RSA -> Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.nothing());
      case RSA_PSS -> Der.sequence(Der.oid("1.2.840.113549.1.1.10"), pssParameters());
      case EC -> Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
      case ED25519 -> Der.sequence(Der.oid("1.3.101.112"));
      case ED448 -> Der.sequence(Der.oid("1.3.101.113"));
    };
  }

  private static byte[] pssParameters() {
    byte[] sha256 = Der.sequence(Der.oid("2.16.840.1.101.3.4.2.1"), Der.nothing());
    byte[] mgf1 = Der.sequence(Der.oid("1.2.840.113549.1.1.8"), sha256);
    return Der.sequence(
        Der.explicit(0, sha256), Der.explicit(1, mgf1), Der.explicit(2, Der.integer(32)));
  }
}
