// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's half of one SCRAM-SHA-256 exchange (RFC 5802), written from the RFC and apart from
 * the client's, so that the two can contradict each other. One thread at a time.
 */
final class ScramPeer {

  private static final byte[] SALT = "sixteen byte tea".getBytes(StandardCharsets.US_ASCII);

  private final String password;
  private final int iterations;
  private String clientFirstBare = "";
  private String serverFirst = "";
  private String header = "";
  private String clientFinal = "";

  ScramPeer(String password, int iterations) {
    this.password = password;
    this.iterations = iterations;
  }

  /** Takes the client's first message. */
  void hearFirst(byte[] clientFirst) {
    String message = text(clientFirst);
    int bare = message.indexOf(",,") + 2;
    header = message.substring(0, bare);
    clientFirstBare = message.substring(bare);
  }

  /** Takes the client's last message. */
  void hearLast(byte[] message) {
    clientFinal = text(message);
  }

  /** The honest first message. */
  String first() {
    return first(nonce() + "tail", base64(SALT), Integer.toString(iterations));
  }

  /** A first message of these parts, whatever they are. */
  String first(String nonce, String salt, String iterationsText) {
    return first("r=" + nonce + ",s=" + salt + ",i=" + iterationsText);
  }

  /** A first message of that text. */
  String first(String message) {
    serverFirst = message;
    return message;
  }

  /** The client's nonce. */
  String nonce() {
    return clientFirstBare.substring(clientFirstBare.indexOf(",r=") + 3);
  }

  /** The salt, in base64. */
  static String salt() {
    return base64(SALT);
  }

  /** The gs2 header of the client's first message. */
  String header() {
    return header;
  }

  /** The bytes in the attribute c of the client's last message. */
  byte[] channel() {
    return Base64.getDecoder().decode(clientFinal.substring(2, clientFinal.indexOf(',')));
  }

  /** True where the client has proved that it knows the password. */
  boolean proved() {
    byte[] clientKey = hmac(salted(), "Client Key");
    byte[] veil = hmac(sha256(clientKey), authMessage());
    byte[] proof =
        Base64.getDecoder().decode(clientFinal.substring(clientFinal.indexOf(",p=") + 3));
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= veil[i];
    }
    return MessageDigest.isEqual(clientKey, proof);
  }

  /** The server's signature over the exchange: its honest last message. */
  String signature() {
    return "v=" + base64(hmac(hmac(salted(), "Server Key"), authMessage()));
  }

  private String authMessage() {
    String withoutProof = clientFinal.substring(0, clientFinal.indexOf(",p="));
    return clientFirstBare + "," + serverFirst + "," + withoutProof;
  }

  private byte[] salted() {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, iterations, 256))
          .getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
