// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.StatementKind.ConcurrentIndex;
import java.util.Optional;

/** The rules about indexes. Stateless. */
final class LintIndexes {

  private LintIndexes() {}

  static void blocksWrites(LintView view) {
    SqlCursor at = view.phrase().cursor();
    if (!at.take("create")) {
      return;
    }
    at.take("unique");
    if (!at.take("index") || at.is("concurrently")) {
      return;
    }
    at.takeIfExists();
    if (!at.is("on")) {
      at.takeName();
    }
    at.take("on");
    at.take("only");
    at.takeName()
        .filter(table -> !view.file().made(table))
        .ifPresent(table -> view.find(LintRule.INDEX_BLOCKS_WRITES, table.toString()));
  }

  static void concurrentlyInTransaction(LintView view) {
    if (!view.file().transaction()) {
      return;
    }
    switch (view.statement().kind()) {
      case ConcurrentIndex(
              var action,
              Optional<SqlName> index,
              Optional<SqlName> table,
              var unless) ->
          view.find(
              LintRule.CONCURRENTLY_IN_TRANSACTION,
              index.or(() -> table).map(SqlName::toString).orElse("the index"));
      case StatementKind.OutsideTransaction(String command) when command.endsWith("CONCURRENTLY") ->
          view.find(LintRule.CONCURRENTLY_IN_TRANSACTION, command);
      case StatementKind.OutsideTransaction _,
          StatementKind.Ordinary _,
          StatementKind.TransactionControl _,
          StatementKind.CopyIn _,
          StatementKind.CopyOut _ -> {}
    }
  }

  /** The key of a new column, too: its index is built under the same lock. */
  static void uniqueWithoutIndex(LintView view) {
    for (SqlPhrase action : view.actions()) {
      boolean adds = action.begins("add");
      boolean key = action.has("unique") || action.has("primary key");
      if (adds && key && !action.has("using index")) {
        view.find(LintRule.UNIQUE_WITHOUT_INDEX, action);
      }
    }
  }
}
