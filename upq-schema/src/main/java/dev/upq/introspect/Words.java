// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds the text of a line: words with one blank between them. One thread at a time. */
final class Words {

  private final StringBuilder text = new StringBuilder();

  Words add(String word) {
    if (!word.isEmpty()) {
      text.append(text.isEmpty() ? "" : " ").append(word);
    }
    return this;
  }

  Words addIf(boolean wanted, String word) {
    return wanted ? add(word) : this;
  }

  /** What is there, behind {@code word}. */
  Words add(String word, Optional<?> value) {
    return value.isPresent() ? add(word).add(String.valueOf(value.get())) : this;
  }

  /** What is there in parentheses, behind {@code word}. */
  Words add(String word, Collection<String> values) {
    return values.isEmpty() ? this : add(word).add("(" + String.join(", ", values) + ")");
  }

  /** A comment, as a literal. */
  Words comment(Optional<String> comment) {
    return add("comment", comment.map(Words::literal));
  }

  @Override
  public String toString() {
    return text.toString();
  }

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** Names to be read, in their order. */
  static List<String> names(Collection<String> names) {
    return names.stream().map(QualifiedName::shown).toList();
  }

  static String listed(Collection<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** SQL as the server wrote it, on one line: its line breaks mean nothing outside of quotes. */
  static String oneLine(String sql) {
    StringBuilder line = new StringBuilder(sql.length());
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
          line.append(' ');
        }
        continue;
      }
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      }
      line.append(c);
    }
    return line.toString().strip();
  }
}
