// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgProtocolException;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Bytes and text of others, made fit for one line. Stateless. */
final class Printable {

  private Printable() {}

  /** A type byte: {@code 'Z'}, or {@code 0x07} where it is no printable ASCII. */
  static String type(int type) {
    int code = type & 0xff;
    return code > ' ' && code < 0x7f ? "'" + (char) code + "'" : String.format("0x%02x", code);
  }

  /** Text in quotes, with backslash, quote and everything that is not visible escaped. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"', '\\' -> out.append('\\').append((char) point);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (visible(point)) {
                    out.appendCodePoint(point);
                  } else {
                    out.append(String.format("\\u{%x}", point));
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  /**
   * A name as it is where it consists of ASCII letters, digits, dots and underscores, else quoted.
   */
  static String name(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars()
                .allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || c == '.' || c == '_'));
    return plain ? name : quoted(name);
  }

  /** Quoted text where the bytes are visible UTF-8, else {@code \x} and hexadecimal digits. */
  static String value(Octets value) {
    try {
      String text = new ByteReader(value.toByteArray()).text();
      if (text.codePoints().allMatch(Printable::visible)) {
        return quoted(text);
      }
    } catch (PgProtocolException notUtf8) {
      // shown as hexadecimal digits
    }
    return "\\x" + HexFormat.of().formatHex(value.toByteArray());
  }

  /** Values in brackets; NULL is {@code null}. */
  static String values(List<@Nullable Octets> values) {
    StringJoiner out = new StringJoiner(", ", "[", "]");
    for (Octets value : values) {
      out.add(value == null ? "null" : value(value));
    }
    return out.toString();
  }

  /** Unsigned numbers in brackets. */
  static String oids(List<Integer> oids) {
    StringJoiner out = new StringJoiner(", ", "[", "]");
    oids.forEach(oid -> out.add(Integer.toUnsignedString(oid)));
    return out.toString();
  }

  /** {@code text} or {@code binary}. */
  static String format(Format format) {
    return switch (format) {
      case TEXT -> "text";
      case BINARY -> "binary";
    };
  }

  /** Formats in brackets. */
  static String formats(List<Format> formats) {
    StringJoiner out = new StringJoiner(", ", "[", "]");
    formats.forEach(format -> out.add(format(format)));
    return out.toString();
  }

  private static boolean visible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
