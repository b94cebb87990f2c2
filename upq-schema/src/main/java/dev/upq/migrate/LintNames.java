// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;
import java.nio.charset.StandardCharsets;

/** The rules about names. Stateless. */
final class LintNames {

  private static final int MOST_BYTES = 63;

  private LintNames() {}

  /** Not of a constraint, which no program names. */
  static void rename(LintView view) {
    for (SqlPhrase action : view.actions()) {
      if (action.begins("rename") && !action.begins("rename constraint")) {
        view.find(LintRule.RENAME, action);
      }
    }
  }

  static void tooLong(LintView view) {
    SqlTokens tokens = new SqlTokens(view.statement().text());
    while (tokens.next() != Kind.END) {
      boolean name =
          switch (tokens.kind()) {
            case WORD, QUOTED_NAME -> tokens.to() - tokens.from() > MOST_BYTES / 3;
            case STRING, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT, END -> false;
          };
      if (name && bytes(tokens.text()) > MOST_BYTES) {
        view.find(LintRule.LONG_IDENTIFIER, tokens.text(), tokens.from());
      }
    }
  }

  private static int bytes(String name) {
    String bare = name.endsWith("\"") ? SqlCursor.unquoted(name) : name;
    return bare.getBytes(StandardCharsets.UTF_8).length;
  }
}
