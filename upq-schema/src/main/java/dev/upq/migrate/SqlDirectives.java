// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlPosition;
import java.util.Optional;

/** Reads directives out of comments. Stateless. */
final class SqlDirectives {

  static final String USAGE =
      "not a directive; there are: up, down, no-transaction, allow RULE REASON";

  private static final String MARK = "upq:";

  private SqlDirectives() {}

  /** Whether a comment, dashes and all, is meant to be a directive. */
  static boolean is(String comment) {
    return comment.substring(2).strip().startsWith(MARK);
  }

  /** The directive; empty where it is none that there is, or lacks a part. */
  static Optional<SqlDirective> read(String comment, SqlPosition at) {
    String[] words = comment.substring(2).strip().substring(MARK.length()).strip().split("\\s+", 3);
    return switch (words[0]) {
      case "up" -> alone(words, new SqlDirective.Up(at));
      case "down" -> alone(words, new SqlDirective.Down(at));
      case "no-transaction" -> alone(words, new SqlDirective.NoTransaction(at));
      case "allow" ->
          words.length == 3
              ? Optional.of(new SqlDirective.Allow(at, words[1], words[2]))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<SqlDirective> alone(String[] words, SqlDirective directive) {
    return words.length == 1 ? Optional.of(directive) : Optional.empty();
  }
}
