// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgUsageException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Names of channels and payloads as the server counts them: in bytes of its own encoding.
 * Immutable.
 *
 * @param encoding what the server has reported; UTF-8 before it has
 * @see <a href="https://www.postgresql.org/docs/18/multibyte.html">Character set support</a>
 */
record ServerText(Charset encoding) {

  static final int MOST_CHANNEL_BYTES = 63;
  static final int MOST_PAYLOAD_BYTES = 7_999;

  static final ServerText UTF8 = new ServerText(StandardCharsets.UTF_8);

  /** The server's names for encodings that are not those of Java. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("UTF8", "UTF-8"),
          Map.entry("SQL_ASCII", "UTF-8"),
          Map.entry("EUC_JP", "EUC-JP"),
          Map.entry("EUC_JIS_2004", "EUC-JP"),
          Map.entry("EUC_CN", "GB2312"),
          Map.entry("EUC_KR", "EUC-KR"),
          Map.entry("EUC_TW", "x-EUC-TW"),
          Map.entry("LATIN1", "ISO-8859-1"),
          Map.entry("LATIN2", "ISO-8859-2"),
          Map.entry("LATIN3", "ISO-8859-3"),
          Map.entry("LATIN4", "ISO-8859-4"),
          Map.entry("LATIN5", "ISO-8859-9"),
          Map.entry("LATIN7", "ISO-8859-13"),
          Map.entry("LATIN9", "ISO-8859-15"),
          Map.entry("ISO_8859_5", "ISO-8859-5"),
          Map.entry("ISO_8859_6", "ISO-8859-6"),
          Map.entry("ISO_8859_7", "ISO-8859-7"),
          Map.entry("ISO_8859_8", "ISO-8859-8"),
          Map.entry("KOI8R", "KOI8-R"),
          Map.entry("KOI8U", "KOI8-U"),
          Map.entry("WIN866", "IBM866"),
          Map.entry("WIN874", "x-windows-874"),
          Map.entry("WIN1250", "windows-1250"),
          Map.entry("WIN1251", "windows-1251"),
          Map.entry("WIN1252", "windows-1252"),
          Map.entry("WIN1253", "windows-1253"),
          Map.entry("WIN1254", "windows-1254"),
          Map.entry("WIN1255", "windows-1255"),
          Map.entry("WIN1256", "windows-1256"),
          Map.entry("WIN1257", "windows-1257"),
          Map.entry("WIN1258", "windows-1258"));

  /**
   * For what a server reports as {@code server_encoding}; one that is not known counts as UTF-8.
   */
  static ServerText of(String serverEncoding) {
    String name = NAMES.getOrDefault(serverEncoding.toUpperCase(Locale.ROOT), "UTF-8");
    return Charset.isSupported(name) ? new ServerText(Charset.forName(name)) : UTF8;
  }

  /** How many bytes a text has there. */
  int bytes(String text) {
    return encoding.equals(StandardCharsets.UTF_8)
        ? utf8Bytes(text)
        : text.getBytes(encoding).length;
  }

  /** How many bytes a text has in UTF-8; a surrogate alone counts as three. */
  static int utf8Bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x800) {
        // Both halves of a pair make four bytes.
        bytes += Character.isSurrogate(c) && paired(text, i) ? 1 : 2;
      } else if (c >= 0x80) {
        bytes++;
      }
    }
    return bytes;
  }

  private static boolean paired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /**
   * A channel's name, as it is.
   *
   * @throws PgUsageException where the server would refuse it, or cut it off without a word
   */
  String channel(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new PgUsageException("a channel's name cannot be empty or hold U+0000");
    }
    int bytes = bytes(name);
    if (bytes > MOST_CHANNEL_BYTES) {
      throw new PgUsageException(
          "a channel's name has "
              + MOST_CHANNEL_BYTES
              + " bytes at most, this one "
              + bytes
              + " in "
              + encoding.name()
              + ": "
              + shown(name));
    }
    return name;
  }

  boolean fits(String payload) {
    return payload.length() * 3L <= MOST_PAYLOAD_BYTES || bytes(payload) <= MOST_PAYLOAD_BYTES;
  }

  /**
   * A payload, as it is.
   *
   * @throws PgUsageException where the server would refuse it
   */
  String payload(String text) {
    if (!fits(text)) {
      throw new PgUsageException(
          "a payload has "
              + MOST_PAYLOAD_BYTES
              + " bytes at most, this one "
              + bytes(text)
              + " in "
              + encoding.name()
              + "; send a key and read the rest, or use a spill table");
    }
    if (text.indexOf('\0') >= 0) {
      throw new PgUsageException("a payload cannot hold U+0000");
    }
    return text;
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "..." : name;
  }
}
