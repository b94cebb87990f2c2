// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import java.util.Locale;

/** Any text inside of Java source, without becoming a part of it. Stateless. */
final class JavaText {

  private JavaText() {}

  /** As a literal in quotes. */
  static String literal(String text) {
    StringBuilder safe = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '"' || letter == '\\') {
        safe.append('\\').append(letter);
      } else if (letter < ' ') {
        safe.append(String.format(Locale.ROOT, "\\%03o", (int) letter));
      } else {
        safe.append(letter);
      }
    }
    return safe.append('"').toString();
  }

  /** In a comment, on one line. */
  static String comment(String text) {
    StringBuilder safe = new StringBuilder();
    String line = text.strip().replaceAll("\\s+", " ");
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      if ("&<>@{}*\\".indexOf(letter) >= 0) {
        safe.append("&#").append((int) letter).append(';');
      } else {
        safe.append(letter);
      }
    }
    return safe.toString();
  }
}
