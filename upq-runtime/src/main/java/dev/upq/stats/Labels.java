// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

/**
 * Labels as they stand in a sample, without the braces. Immutable.
 *
 * <p>A value is any text: what the formats give a meaning to is escaped. A lone surrogate, and a
 * control character other than the line feed, is replaced by U+FFFD: the output is UTF-8, and one
 * line a sample for every reader.
 */
final class Labels {

  static final Labels NONE = new Labels("");

  private static final char REPLACEMENT = '\uFFFD';

  private final String text;

  private Labels(String text) {
    this.text = text;
  }

  /** With one more at the end; without it where its value is empty, which means the same. */
  Labels and(String name, String value) {
    if (value.isEmpty()) {
      return this;
    }
    StringBuilder out = new StringBuilder(text.length() + name.length() + value.length() + 4);
    out.append(text);
    if (!text.isEmpty()) {
      out.append(',');
    }
    out.append(name).append("=\"");
    escape(value, out);
    return new Labels(out.append('"').toString());
  }

  private static void escape(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' || c == '"') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        out.append(c).append(value.charAt(++i));
      } else {
        out.append(Character.isSurrogate(c) || Character.isISOControl(c) ? REPLACEMENT : c);
      }
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
