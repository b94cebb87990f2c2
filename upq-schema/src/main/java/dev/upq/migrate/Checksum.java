// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.io.IOException;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a text is recognised by. Immutable.
 *
 * <p>Algorithm 1 is SHA-256 over the canonical text in UTF-8: without a byte order mark, with line
 * feeds for line ends, and nothing else changed; the line feed at the end counts. The number is
 * stored beside the sum, so that another algorithm would not make those of before invalid.
 *
 * @param algorithm the number
 * @param sum in hexadecimal, lower case
 */
record Checksum(int algorithm, String sum) {

  /** The one that is used for what is applied now. */
  static final int CURRENT = 1;

  private static final int CHUNK = 16 * 1024;

  /** Of a canonical text. */
  static Checksum of(String canonical) {
    return sum(sha256(), canonical);
  }

  /** Of a canonical text that is not kept; closes nothing. */
  static Checksum of(Reader canonical) throws IOException {
    MessageDigest digest = sha256();
    char[] chunk = new char[CHUNK];
    int kept = 0;
    while (true) {
      int read = canonical.read(chunk, kept, CHUNK - kept);
      if (read < 0) {
        digest.update(StandardCharsets.UTF_8.encode(CharBuffer.wrap(chunk, 0, kept)));
        return new Checksum(CURRENT, hex(digest.digest()));
      }
      int end = kept + read;
      // The two halves of a character stay together.
      int whole = end > 0 && Character.isHighSurrogate(chunk[end - 1]) ? end - 1 : end;
      digest.update(StandardCharsets.UTF_8.encode(CharBuffer.wrap(chunk, 0, whole)));
      kept = end - whole;
      if (kept > 0) {
        chunk[0] = chunk[end - 1];
      }
    }
  }

  /** Of what came before, and one text more. */
  static String chained(String before, String text) {
    MessageDigest digest = sha256();
    digest.update(before.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    return sum(digest, text).sum();
  }

  /** The first 32 bits of the sum over these names; each ends with a zero. */
  static int ofNames(String... names) {
    MessageDigest digest = sha256();
    for (String name : names) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    byte[] sum = digest.digest();
    return HexFormat.fromHexDigits(HexFormat.of().formatHex(sum, 0, Integer.BYTES));
  }

  private static Checksum sum(MessageDigest digest, String text) {
    return new Checksum(CURRENT, hex(digest.digest(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static String hex(byte[] sum) {
    return HexFormat.of().formatHex(sum);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
