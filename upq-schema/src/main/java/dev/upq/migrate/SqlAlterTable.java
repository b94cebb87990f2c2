// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.List;
import java.util.Optional;

/**
 * An ALTER TABLE and what it does, action by action. Immutable.
 *
 * @param table which one
 * @param actions as they are written: {@code add column a int}, {@code drop b}; one at least, but
 *     for a statement that is cut off
 */
record SqlAlterTable(SqlName table, List<SqlPhrase> actions) {

  SqlAlterTable {
    actions = List.copyOf(actions);
  }

  /** Empty where the statement is another one. */
  static Optional<SqlAlterTable> of(SqlPhrase statement) {
    SqlCursor at = statement.cursor();
    if (!at.take("alter")) {
      return Optional.empty();
    }
    at.take("foreign");
    if (!at.take("table")) {
      return Optional.empty();
    }
    at.takeIfExists();
    at.take("only");
    Optional<SqlName> table = at.takeName();
    at.take('*');
    int behind = at.from();
    return table.map(name -> new SqlAlterTable(name, statement.behind(behind).parts()));
  }

  /** Whether an action adds a column: {@code ADD [COLUMN] name type}. */
  static boolean addsColumn(SqlPhrase action) {
    return action.begins("add") && !addsConstraint(action);
  }

  /** Whether an action adds a constraint, with a name for it or without. */
  static boolean addsConstraint(SqlPhrase action) {
    SqlCursor at = action.cursor();
    return at.take("add")
        && (at.is("constraint")
            || at.is("check")
            || at.is("unique")
            || at.is("primary")
            || at.is("foreign")
            || at.is("exclude")
            || at.takeAll("not null"));
  }

  /** Whether an action drops a column and no constraint. */
  static boolean dropsColumn(SqlPhrase action) {
    SqlCursor at = action.cursor();
    return at.take("drop") && !at.is("constraint");
  }

  /** Whether an action is about a column: {@code ALTER [COLUMN] name}, and then these words. */
  static boolean altersColumn(SqlPhrase action, String words) {
    SqlCursor at = action.cursor();
    if (!at.take("alter") || at.is("constraint")) {
      return false;
    }
    at.take("column");
    return at.takeWord().isPresent() && at.takeAll(words);
  }

  /** The table that a foreign key in the action refers to. */
  static Optional<SqlName> references(SqlPhrase action) {
    if (!action.has("references")) {
      return Optional.empty();
    }
    SqlCursor at = action.cursor();
    while (!at.atEnd() && !at.is("references")) {
      if (at.is('(')) {
        at.skipParentheses();
      } else {
        at.next();
      }
    }
    at.take("references");
    return at.takeName();
  }
}
