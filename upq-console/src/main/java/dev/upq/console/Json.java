// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text (RFC 8259), comma by comma. One thread at a time.
 *
 * <p>What could end a script or an event is written as an escape, so the text is safe wherever it
 * is put; a lone surrogate becomes U+FFFD, so it is always UTF-8.
 */
final class Json {

  private final StringBuilder out = new StringBuilder(4096);
  private boolean comma;

  Json object() {
    return open('{');
  }

  Json endObject() {
    return close('}');
  }

  Json array() {
    return open('[');
  }

  Json endArray() {
    return close(']');
  }

  Json name(String name) {
    next();
    quoted(name);
    out.append(':');
    comma = false;
    return this;
  }

  Json value(@Nullable String text) {
    next();
    if (text == null) {
      out.append("null");
    } else {
      quoted(text);
    }
    return this;
  }

  Json value(long number) {
    next();
    out.append(number);
    return this;
  }

  Json value(boolean truth) {
    next();
    out.append(truth);
    return this;
  }

  /** With four digits behind the point at most; what is no number is written as null. */
  Json value(double number) {
    next();
    if (!Double.isFinite(number)) {
      out.append("null");
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.append((long) number);
    } else {
      out.append(Math.rint(number * 1e4) / 1e4);
    }
    return this;
  }

  Json nothing() {
    return value((String) null);
  }

  Json field(String name, @Nullable String text) {
    return name(name).value(text);
  }

  Json field(String name, long number) {
    return name(name).value(number);
  }

  Json field(String name, double number) {
    return name(name).value(number);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private Json open(char bracket) {
    next();
    out.append(bracket);
    comma = false;
    return this;
  }

  private Json close(char bracket) {
    out.append(bracket);
    comma = true;
    return this;
  }

  private void next() {
    if (comma) {
      out.append(',');
    }
    comma = true;
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
        escaped(c);
      } else if (!Character.isSurrogate(c)) {
        out.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append('\ufffd');
      }
    }
    out.append('"');
  }

  private void escaped(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xf, 16));
    }
  }
}
