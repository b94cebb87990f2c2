// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's half of a SCRAM exchange, written apart from the client with the JDK's own PBKDF2.
 * One thread at a time.
 */
final class ScramServer {

  static final byte[] SALT = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);

  private final String password;
  private final int iterations;
  private String clientFirstBare = "";
  private String serverFirst = "";
  private String header = "";

  ScramServer(String password, int iterations) {
    this.password = password;
    this.iterations = iterations;
  }

  /** The honest first message. */
  String first(byte[] clientFirst) {
    return first(clientFirst, Integer.toString(iterations));
  }

  /** The first message with a number of iterations that need not be one. */
  String first(byte[] clientFirst, String iterationsText) {
    String message = text(clientFirst);
    int bare = message.indexOf(",,") + 2;
    header = message.substring(0, bare);
    clientFirstBare = message.substring(bare);
    serverFirst = "r=" + nonce() + "tail,s=" + base64(SALT) + ",i=" + iterationsText;
    return serverFirst;
  }

  /** The client's nonce. */
  String nonce() {
    return clientFirstBare.substring(clientFirstBare.indexOf(",r=") + 3);
  }

  /** The gs2 header that the client sent. */
  String header() {
    return header;
  }

  /**
   * Checks the client's proof, which fails the test where it is wrong, and answers with the
   * signature.
   */
  String last(byte[] clientFinal) {
    String message = text(clientFinal);
    int proofAt = message.indexOf(",p=");
    String authMessage = clientFirstBare + "," + serverFirst + "," + message.substring(0, proofAt);
    byte[] salted = salted();
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] veil = hmac(sha256(clientKey), authMessage);
    byte[] proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= veil[i];
    }
    assertThat(proof).as("client key in the proof").isEqualTo(clientKey);
    return lastUnchecked(clientFinal);
  }

  /** The signature that goes with this server's password, whatever the client proved. */
  String lastUnchecked(byte[] clientFinal) {
    String message = text(clientFinal);
    String authMessage =
        clientFirstBare + "," + serverFirst + "," + message.substring(0, message.indexOf(",p="));
    return "v=" + base64(hmac(hmac(salted(), "Server Key"), authMessage));
  }

  /** The bytes in the attribute c of the client's last message. */
  static byte[] channel(byte[] clientFinal) {
    String message = text(clientFinal);
    assertThat(message).startsWith("c=");
    return Base64.getDecoder().decode(message.substring(2, message.indexOf(',')));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
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
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
