// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that SCRAM-SHA-256 derives from a password, and what they sign. Immutable, except that
 * {@link #forget} wipes it; confined to one exchange.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-3">RFC 5802, section 3</a>
 */
final class ScramKeys {

  /** Bytes in a key, a hash and a signature. */
  static final int BYTES = 32;

  private final byte[] clientKey;
  private final byte[] serverKey;

  private ScramKeys(byte[] clientKey, byte[] serverKey) {
    this.clientKey = clientKey;
    this.serverKey = serverKey;
  }

  /**
   * Hashes a password. This is meant to be slow: 4,096 rounds take milliseconds, 100,000 take a
   * fifth of a second of one processor.
   *
   * @param rounds 1 or more, checked by the caller against its limit
   */
  static ScramKeys derive(byte[] password, byte[] salt, int rounds) {
    byte[] salted = saltedPassword(password, salt, rounds);
    try {
      return new ScramKeys(hmac(salted, "Client Key"), hmac(salted, "Server Key"));
    } finally {
      Arrays.fill(salted, (byte) 0);
    }
  }

  /** PBKDF2 with HMAC-SHA-256 and one block of output (RFC 8018, section 5.2). */
  private static byte[] saltedPassword(byte[] password, byte[] salt, int rounds) {
    Mac mac = mac(password);
    mac.update(salt);
    byte[] last = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = last.clone();
    try {
      for (int round = 1; round < rounds; round++) {
        mac.update(last);
        mac.doFinal(last, 0);
        for (int i = 0; i < BYTES; i++) {
          result[i] ^= last[i];
        }
      }
    } catch (ShortBufferException impossible) {
      throw new IllegalStateException("an HMAC of 32 bytes fits into 32 bytes", impossible);
    }
    return result;
  }

  /**
   * What proves to the server that we know the password: the client key, veiled by the signature of
   * the exchange.
   */
  byte[] clientProof(String authMessage) {
    byte[] proof = hmac(sha256(clientKey), authMessage);
    for (int i = 0; i < BYTES; i++) {
      proof[i] ^= clientKey[i];
    }
    return proof;
  }

  /** What only a server that knows the password's verifier can send. */
  byte[] serverSignature(String authMessage) {
    return hmac(serverKey, authMessage);
  }

  /** Overwrites the keys. */
  void forget() {
    Arrays.fill(clientKey, (byte) 0);
    Arrays.fill(serverKey, (byte) 0);
  }

  private static byte[] hmac(byte[] key, String text) {
    return mac(key).doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // HMAC pads a key with zeros, so one zero is the empty key, which SecretKeySpec refuses.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException absent) {
      throw new IllegalStateException("every Java platform has HmacSHA256", absent);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }
}
