// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A statement as the rules look at it, and where they say what they find. One thread at a time. */
final class LintView {

  private final SqlStatement statement;
  private final LintFile file;
  private final SqlPhrase phrase;
  private final Optional<SqlAlterTable> altered;
  private final List<LintFinding> findings = new ArrayList<>();

  LintView(SqlStatement statement, LintFile file) {
    this.statement = statement;
    this.file = file;
    this.phrase = SqlPhrase.of(statement);
    this.altered = SqlAlterTable.of(phrase).filter(table -> !file.made(table.table()));
  }

  SqlStatement statement() {
    return statement;
  }

  LintFile file() {
    return file;
  }

  /** All of it. */
  SqlPhrase phrase() {
    return phrase;
  }

  /** The table that it alters; empty also where the file has made that. */
  Optional<SqlAlterTable> altered() {
    return altered;
  }

  /** What it does to a table; nothing where the file has made that. */
  List<SqlPhrase> actions() {
    return altered.map(SqlAlterTable::actions).orElse(List.of());
  }

  /** Says that the statement breaks a rule. */
  void find(LintRule rule, String subject) {
    find(rule, subject, 0);
  }

  /** Says that an action on the altered table breaks a rule. */
  void find(LintRule rule, SqlPhrase action) {
    find(rule, altered.map(table -> table.table().toString()).orElse(""), action.from());
  }

  /**
   * Says that a part of the statement breaks a rule.
   *
   * @param index where that begins in the statement
   */
  void find(LintRule rule, String subject, int index) {
    findings.add(new LintFinding(rule, subject, statement.excerptAt(index)));
  }

  List<LintFinding> findings() {
    return findings;
  }
}
