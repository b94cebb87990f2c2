// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/** The rules about constraints that rows have to fulfil. Stateless. */
final class LintConstraints {

  private LintConstraints() {}

  static void foreignKey(LintView view) {
    for (SqlPhrase action : view.actions()) {
      if (action.begins("add") && action.has("references") && !action.has("not valid")) {
        view.find(LintRule.FOREIGN_KEY_SCAN, action);
      }
    }
  }

  static void check(LintView view) {
    for (SqlPhrase action : view.actions()) {
      if (action.begins("add") && action.has("check") && !action.has("not valid")) {
        view.find(LintRule.CHECK_SCAN, action);
      }
    }
  }
}
