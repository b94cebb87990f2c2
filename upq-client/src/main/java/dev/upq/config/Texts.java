// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;

/** What may stand in a setting, and what of it may stand in a message. Stateless, thread-safe. */
final class Texts {

  private static final int SHOWN_CHARS = 60;

  private Texts() {}

  /**
   * Refuses what cannot go to a server: the wire ends texts with NUL, and a lone surrogate has no
   * encoding.
   */
  static void check(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new PgConfigException(what + " contains a NUL character; remove it");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new PgConfigException(what + " contains half of a surrogate pair; remove it");
        }
        i++;
      }
    }
  }

  /** The text for a message of one line: no control characters, at most 60 characters. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < SHOWN_CHARS; i++) {
      char c = text.charAt(i);
      boolean plain = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
      out.append(plain ? c : '?');
    }
    return text.length() > SHOWN_CHARS ? out + "..." : out.toString();
  }

  /** What C's isspace calls blank in every locale. */
  static boolean blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** True where nothing but these characters stands in it. */
  static boolean only(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Without blanks at both ends. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && blank(text.charAt(from))) {
      from++;
    }
    while (to > from && blank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * A name that a message may show: letters, digits and underscores, nothing that looks like an
   * address.
   */
  static boolean word(String text) {
    if (text.isEmpty() || text.length() > SHOWN_CHARS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!fine && c != '_' && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
