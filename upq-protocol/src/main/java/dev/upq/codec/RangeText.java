// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

/**
 * The bounds of a range and the fields of a composite in text: as they are, or between quotation
 * marks where there is something in them that could be taken for something else; quotation marks
 * and backslashes are doubled then. Immutable: it has no state.
 */
final class RangeText {

  /** A bound or field; absent where nothing stands there, not even quotation marks. */
  record End(String text, boolean absent) {}

  /** What makes a bound stand between quotation marks. */
  static final String IN_RANGE = "\"\\()[],";

  /** What makes a field stand between quotation marks. */
  static final String IN_COMPOSITE = "\"\\(),";

  private RangeText() {}

  /** Reads up to one of these characters, which stays. */
  static End end(TextScanner in, String stops) {
    StringBuilder text = new StringBuilder();
    boolean absent = true;
    boolean quoted = false;
    while (quoted || stops.indexOf(in.peek()) < 0) {
      char c = in.next();
      absent = false;
      if (c == '\\') {
        text.append(in.next());
      } else if (c != '"') {
        text.append(c);
      } else if (quoted && in.accept('"')) {
        text.append('"');
      } else {
        quoted = !quoted;
      }
    }
    return new End(text.toString(), absent);
  }

  /** The text of a range, up to its closing bracket. */
  static String one(TextScanner in) {
    StringBuilder text = new StringBuilder();
    if (in.accept("empty")) {
      return "empty";
    }
    boolean quoted = false;
    char c;
    do {
      c = in.next();
      text.append(c);
      if (c == '\\') {
        text.append(in.next());
      }
      quoted ^= c == '"';
    } while (quoted || (c != ')' && c != ']'));
    return text.toString();
  }

  /** Writes one so that it is read back as it is. */
  static void print(String text, String specials, StringBuilder out) {
    boolean quoted = text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted |= specials.indexOf(c) >= 0 || c == ' ' || (c >= '\t' && c <= '\r');
    }
    if (!quoted) {
      out.append(text);
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c == '"' || c == '\\' ? c : "").append(c);
    }
    out.append('"');
  }
}
