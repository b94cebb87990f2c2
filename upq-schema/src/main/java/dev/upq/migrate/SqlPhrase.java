// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement or a part of one, and what words it has. Immutable. Words are told in lower case with
 * blanks between them.
 *
 * @param from where it begins in the statement
 * @param text as it is written
 */
record SqlPhrase(int from, String text) {

  static SqlPhrase of(SqlStatement statement) {
    return new SqlPhrase(0, statement.text());
  }

  /** Stands at the first token. */
  SqlCursor cursor() {
    return new SqlCursor(text);
  }

  boolean begins(String words) {
    return cursor().takeAll(words);
  }

  /** Whether the words stand in it one behind the other, outside of parentheses. */
  boolean has(String words) {
    String[] wanted = words.split(" ", -1);
    SqlTokens tokens = new SqlTokens(text);
    int depth = 0;
    int found = 0;
    while (found < wanted.length && tokens.next() != Kind.END) {
      depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
      if (depth == 0 && tokens.is(wanted[found])) {
        found++;
      } else {
        found = depth == 0 && tokens.is(wanted[0]) ? 1 : 0;
      }
    }
    return found == wanted.length;
  }

  /** From an index on. */
  SqlPhrase behind(int index) {
    return new SqlPhrase(from + index, text.substring(index));
  }

  /** What stands between commas, outside of parentheses. */
  List<SqlPhrase> parts() {
    List<SqlPhrase> parts = new ArrayList<>();
    SqlTokens tokens = new SqlTokens(text);
    int depth = 0;
    int begin = -1;
    int end = 0;
    while (tokens.next() != Kind.END) {
      depth += tokens.is('(') || tokens.is('[') ? 1 : tokens.is(')') || tokens.is(']') ? -1 : 0;
      if (depth == 0 && tokens.is(',')) {
        if (begin >= 0) {
          parts.add(new SqlPhrase(from + begin, text.substring(begin, end)));
        }
        begin = -1;
      } else {
        begin = begin < 0 ? tokens.from() : begin;
        end = tokens.to();
      }
    }
    if (begin >= 0) {
      parts.add(new SqlPhrase(from + begin, text.substring(begin, end)));
    }
    return parts;
  }
}
