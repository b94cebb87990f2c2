// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;
import java.util.Optional;

/** Goes through one statement token by token. One thread at a time. */
final class SqlCursor {

  private final SqlTokens tokens;

  /** Stands at the first token. */
  SqlCursor(String statement) {
    tokens = new SqlTokens(statement);
    tokens.next();
  }

  boolean atEnd() {
    return tokens.kind() == Kind.END;
  }

  boolean is(String word) {
    return tokens.is(word);
  }

  boolean is(char symbol) {
    return tokens.is(symbol);
  }

  Kind kind() {
    return tokens.kind();
  }

  /** Where the token begins in the statement. */
  int from() {
    return tokens.from();
  }

  String text() {
    return tokens.text();
  }

  void next() {
    tokens.next();
  }

  /** Steps over the token where it is that word. */
  boolean take(String word) {
    boolean is = tokens.is(word);
    if (is) {
      tokens.next();
    }
    return is;
  }

  /** Steps over the token where it is that character. */
  boolean take(char symbol) {
    boolean is = tokens.is(symbol);
    if (is) {
      tokens.next();
    }
    return is;
  }

  /** Steps over one of the words, told with blanks between them, and gives it; empty for none. */
  Optional<String> takeOne(String words) {
    for (String word : words.split(" ", -1)) {
      if (take(word)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  /** Steps over {@code IF EXISTS} or {@code IF NOT EXISTS}. */
  boolean takeIfExists() {
    if (!take("if")) {
      return false;
    }
    take("not");
    take("exists");
    return true;
  }

  /** Steps over a name, of a column for example, and gives it; empty where none stands here. */
  Optional<String> takeWord() {
    String word =
        switch (tokens.kind()) {
          case WORD -> fold(tokens.text());
          case QUOTED_NAME -> unquoted(tokens.text());
          case STRING, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT, END -> "";
        };
    if (word.isEmpty()) {
      return Optional.empty();
    }
    tokens.next();
    return Optional.of(word);
  }

  /** Steps over a name of two parts or of one; of more, a database in front is left out. */
  Optional<SqlName> takeName() {
    Optional<String> last = takeWord();
    String schema = "";
    while (last.isPresent() && take('.')) {
      schema = last.get();
      last = takeWord();
    }
    String so = schema;
    return last.map(name -> new SqlName(so, name));
  }

  /** As the server does: letters of ASCII alone. */
  private static String fold(String word) {
    StringBuilder folded = new StringBuilder(word);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c + 32));
      }
    }
    return folded.toString();
  }

  static String unquoted(String name) {
    return name.substring(name.indexOf('"') + 1, name.length() - 1).replace("\"\"", "\"");
  }

  /**
   * Steps to behind the parenthesis that closes the one that stands here, or to the end of the
   * statement; nothing where none stands here.
   */
  void skipParentheses() {
    int depth = 0;
    do {
      depth += is('(') ? 1 : is(')') ? -1 : 0;
      if (depth == 0 && !is(')')) {
        return;
      }
      next();
    } while (depth > 0 && !atEnd());
  }

  /** Steps over the words, told with blanks between them, as far as they stand here. */
  boolean takeAll(String words) {
    for (String word : words.split(" ", -1)) {
      if (!take(word)) {
        return false;
      }
    }
    return true;
  }
}
