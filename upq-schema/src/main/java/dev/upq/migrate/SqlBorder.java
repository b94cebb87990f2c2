// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlTokens;

/**
 * Tells which semicolons end a statement, from what stands in front of them in it; psql's own rule,
 * to the letter. One thread at a time.
 *
 * <p>None does within parentheses. In a statement that begins as {@code CREATE [OR REPLACE]
 * FUNCTION} or {@code PROCEDURE}, none does between {@code BEGIN} and its {@code END} outside of
 * parentheses; {@code CASE} has an {@code END} as well.
 *
 * @see <a
 *     href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/fe_utils/psqlscan.l">psqlscan.l</a>
 */
final class SqlBorder {

  /** How far the first words of the statement go with those of one that has a body. */
  private enum Head {
    NOTHING,
    CREATE,
    CREATE_OR,
    CREATE_OR_REPLACE,
    /** It may have a body. */
    ROUTINE,
    OTHER;

    Head next(SqlTokens word) {
      return switch (this) {
        case NOTHING -> word.is("create") ? CREATE : OTHER;
        case CREATE -> word.is("or") ? CREATE_OR : routine(word);
        case CREATE_OR -> word.is("replace") ? CREATE_OR_REPLACE : OTHER;
        case CREATE_OR_REPLACE -> routine(word);
        case ROUTINE, OTHER -> this;
      };
    }

    private static Head routine(SqlTokens word) {
      return word.is("function") || word.is("procedure") ? ROUTINE : OTHER;
    }
  }

  private Head head = Head.NOTHING;
  private int parentheses;
  private int bodies;

  /** Stands in front of the next statement. */
  void clear() {
    head = Head.NOTHING;
    parentheses = 0;
    bodies = 0;
  }

  /** True where a semicolon ends the statement. */
  boolean atEnd() {
    return parentheses == 0 && bodies == 0;
  }

  /** Takes notice of a token of the statement. */
  void pass(SqlTokens token) {
    switch (token.kind()) {
      case WORD -> word(token);
      case SYMBOL -> {
        if (token.is('(')) {
          parentheses++;
        } else if (token.is(')') && parentheses > 0) {
          parentheses--;
        }
      }
      case QUOTED_NAME, STRING, NUMBER, PARAMETER, LINE_COMMENT, END -> {}
    }
  }

  private void word(SqlTokens word) {
    if (head != Head.ROUTINE) {
      head = head.next(word);
    } else if (parentheses > 0) {
      return;
    } else if (word.is("begin") || (bodies > 0 && word.is("case"))) {
      bodies++;
    } else if (bodies > 0 && word.is("end")) {
      bodies--;
    }
  }
}
