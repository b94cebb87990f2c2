// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;
import java.util.Optional;

/** The rules about rows and values, and about those who wait for them. Stateless. */
final class LintData {

  private LintData() {}

  static void drop(LintView view) {
    SqlCursor at = view.phrase().cursor();
    if (at.take("drop") && at.take("table")) {
      at.takeIfExists();
      do {
        int from = at.from();
        at.takeName()
            .filter(table -> !view.file().made(table))
            .ifPresent(table -> view.find(LintRule.DROP, table.toString(), from));
      } while (at.take(','));
    }
    for (SqlPhrase action : view.actions()) {
      if (SqlAlterTable.dropsColumn(action)) {
        view.find(LintRule.DROP, action);
      }
    }
  }

  static void truncateCascade(LintView view) {
    SqlCursor at = view.phrase().cursor();
    if (at.take("truncate") && view.phrase().has("cascade")) {
      at.take("table");
      at.take("only");
      view.find(LintRule.TRUNCATE_CASCADE, at.takeName().map(SqlName::toString).orElse(""));
    }
  }

  static void enumValueRename(LintView view) {
    SqlCursor at = view.phrase().cursor();
    if (!at.takeAll("alter type")) {
      return;
    }
    Optional<SqlName> type = at.takeName().filter(name -> !view.file().made(name));
    if (type.isPresent() && at.takeAll("rename value")) {
      view.find(LintRule.ENUM_VALUE_RENAME, type.get().toString());
    }
  }

  /** The statement that adds one more value behind it is no use of it. */
  static void newEnumValueUsed(LintView view) {
    if (view.phrase().begins("alter type")) {
      return;
    }
    SqlTokens tokens = new SqlTokens(view.statement().text());
    while (tokens.next() != Kind.END) {
      if (tokens.kind() == Kind.STRING && view.file().addedToEnum(tokens.text())) {
        view.find(LintRule.NEW_ENUM_VALUE_USED, tokens.text(), tokens.from());
      }
    }
  }

  static void lockTimeout(LintView view) {
    if (view.file().lockTimeout()) {
      return;
    }
    StatementLock.of(view.statement()).stream()
        .filter(lock -> lock.level().blocksWrites() && !view.file().made(lock.table()))
        .findFirst()
        .ifPresent(lock -> view.find(LintRule.MISSING_LOCK_TIMEOUT, lock.table().toString()));
  }
}
