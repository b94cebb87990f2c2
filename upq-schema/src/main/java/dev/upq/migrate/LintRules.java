// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.List;
import java.util.function.Consumer;

/** All rules, one after the other. Stateless. */
final class LintRules {

  private static final List<Consumer<LintView>> ALL =
      List.of(
          LintIndexes::blocksWrites,
          LintIndexes::concurrentlyInTransaction,
          LintIndexes::uniqueWithoutIndex,
          LintColumns::volatileDefault,
          LintColumns::notNull,
          LintColumns::typeChange,
          LintColumns::storedGenerated,
          LintConstraints::foreignKey,
          LintConstraints::check,
          LintNames::rename,
          LintNames::tooLong,
          LintData::drop,
          LintData::truncateCascade,
          LintData::enumValueRename,
          LintData::newEnumValueUsed,
          LintData::lockTimeout);

  private LintRules() {}

  /** What they find in a statement, by its place. */
  static List<LintFinding> look(SqlStatement statement, LintFile file) {
    LintView view = new LintView(statement, file);
    ALL.forEach(rule -> rule.accept(view));
    return view.findings().stream()
        .sorted((one, other) -> Long.compare(one.at().offset(), other.at().offset()))
        .toList();
  }
}
