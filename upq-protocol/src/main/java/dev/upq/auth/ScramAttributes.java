// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import java.util.Base64;

/**
 * Reads the attributes of a SCRAM message in the order that RFC 5802 prescribes. One thread at a
 * time.
 *
 * <p>It is strict: everything is printable ASCII, base64 is padded and canonical, numbers are plain
 * decimals without leading zeros, and nothing may follow the last attribute that is known. No
 * message of an exception shows what the server sent.
 */
final class ScramAttributes {

  /** Bytes in the longest message that is read; PostgreSQL's own are below 150. */
  static final int MAX_MESSAGE_BYTES = 4_096;

  /** Characters in the longest value of an attribute. */
  static final int MAX_VALUE_CHARS = 1_024;

  private final String message;
  private int position;

  ScramAttributes(byte[] message) {
    if (message.length > MAX_MESSAGE_BYTES) {
      throw broken(
          "message of " + message.length + " bytes, at most " + MAX_MESSAGE_BYTES + " are read");
    }
    StringBuilder text = new StringBuilder(message.length);
    for (byte b : message) {
      if (b < 0x21 || b > 0x7e) {
        throw broken("message holds bytes that are not printable ASCII");
      }
      text.append((char) b);
    }
    this.message = text.toString();
  }

  /** The value of the next attribute, which must have this name; not empty. */
  String value(char name) {
    if (!message.startsWith(name + "=", position)) {
      throw broken("attribute " + name + " is missing or stands in the wrong place");
    }
    int start = position + 2;
    int comma = message.indexOf(',', start);
    int end = comma < 0 ? message.length() : comma;
    if (end == start || end - start > MAX_VALUE_CHARS) {
      throw broken(
          "attribute "
              + name
              + " has "
              + (end - start)
              + " characters, 1 to "
              + MAX_VALUE_CHARS
              + " are allowed");
    }
    position = comma < 0 ? end : comma + 1;
    if (comma == message.length() - 1) {
      throw broken("a comma ends the message");
    }
    return message.substring(start, end);
  }

  /** Whether the next attribute has this name. */
  boolean nextIs(char name) {
    return message.startsWith(name + "=", position);
  }

  /** The next attribute, decoded from base64; at least one byte. */
  byte[] base64(char name) {
    String text = value(name);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw broken("attribute " + name + " is not base64");
    }
    // The decoder lets missing padding and stray bits pass.
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw broken("attribute " + name + " is not canonical base64");
    }
    return bytes;
  }

  /** The next attribute as a number from 1 to 9,999,999,999, written as a plain decimal. */
  long number(char name) {
    String text = value(name);
    boolean plain = text.length() <= 10 && text.charAt(0) != '0';
    for (int i = 0; plain && i < text.length(); i++) {
      plain = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!plain) {
      throw broken("attribute " + name + " is not a plain decimal number above 0");
    }
    return Long.parseLong(text);
  }

  /** Checks that nothing is left. */
  void end() {
    if (position < message.length()) {
      throw broken("something follows the last attribute");
    }
  }

  static PgProtocolException broken(String what) {
    return new PgProtocolException("SCRAM: " + what, Sent.MAYBE);
  }
}
