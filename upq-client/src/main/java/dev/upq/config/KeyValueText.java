// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads {@code key=value} strings as libpq does. One thread at a time; made for one string.
 *
 * <p>Pairs stand between blanks, and blanks may stand around the {@code =}. A value is a word, in
 * which a backslash takes the next character as it is, or stands in single quotes. The last of
 * several values of one key counts.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE">Keyword/value
 *     connection strings</a>
 */
final class KeyValueText {

  private final String text;
  private int at;

  private KeyValueText(String text) {
    this.text = text;
  }

  /**
   * Messages name positions, counted from 1, and not the text, for it may have a password in it.
   */
  static Map<Setting, Given> parse(String text) {
    return new KeyValueText(text).pairs();
  }

  private Map<Setting, Given> pairs() {
    Map<Setting, Given> out = new EnumMap<>(Setting.class);
    boolean afterSecret = false;
    while (skipBlanks()) {
      String key = key(afterSecret);
      Setting setting = Setting.named(key, "", !afterSecret);
      skipBlanks();
      boolean quoted = more() && text.charAt(at) == '\'';
      out.put(setting, Given.of(setting, quoted ? quoted() : word(), ""));
      afterSecret = setting.secret();
    }
    return out;
  }

  private String key(boolean afterSecret) {
    int from = at;
    while (more() && text.charAt(at) != '=' && !Texts.blank(text.charAt(at))) {
      at++;
    }
    String key = text.substring(from, at);
    if (!skipBlanks() || text.charAt(at) != '=') {
      String why = afterSecret ? "; quote a password with blanks: password='...'" : "";
      throw new PgConfigException(
          "connection string: no \"=\" after the word at character " + (from + 1) + why);
    }
    at++;
    return key;
  }

  private String word() {
    StringBuilder out = new StringBuilder();
    while (more() && !Texts.blank(text.charAt(at))) {
      unescaped(out);
    }
    return out.toString();
  }

  private String quoted() {
    int from = at;
    at++;
    StringBuilder out = new StringBuilder();
    while (more() && text.charAt(at) != '\'') {
      unescaped(out);
    }
    if (!more()) {
      throw new PgConfigException(
          "connection string: the quote at character " + (from + 1) + " has no end");
    }
    at++;
    return out.toString();
  }

  private void unescaped(StringBuilder out) {
    if (text.charAt(at) == '\\') {
      at++;
    }
    if (more()) {
      out.append(text.charAt(at++));
    }
  }

  private boolean skipBlanks() {
    while (more() && Texts.blank(text.charAt(at))) {
      at++;
    }
    return more();
  }

  private boolean more() {
    return at < text.length();
  }
}
