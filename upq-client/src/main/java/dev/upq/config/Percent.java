// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding in URIs (RFC 3986, section 2.1), with UTF-8 underneath. Stateless, thread-safe.
 * As in libpq 18 unencoded spaces at both ends are dropped and refused in between; {@code +} is a
 * plus.
 */
final class Percent {

  private Percent() {}

  /**
   * Decodes one part.
   *
   * @param what names the part in a message, which never shows its text
   */
  static String decode(String part, String what) {
    int from = 0;
    int to = part.length();
    while (from < to && part.charAt(from) == ' ') {
      from++;
    }
    while (to > from && part.charAt(to - 1) == ' ') {
      to--;
    }
    String text = part.substring(from, to);
    if (text.indexOf(' ') >= 0) {
      throw new PgConfigException(what + " contains a space; write %20");
    }
    return text.indexOf('%') < 0 ? text : decoded(text, what);
  }

  private static String decoded(String text, String what) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.write(in[i]);
        continue;
      }
      int high = i + 1 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new PgConfigException(
            what + " has a \"%\" without two hexadecimal digits behind it; write %25 for \"%\"");
      }
      if (high == 0 && low == 0) {
        throw new PgConfigException(what + " contains %00, a NUL character; remove it");
      }
      out.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new PgConfigException(what + " is not UTF-8 once decoded", null);
    }
  }
}
