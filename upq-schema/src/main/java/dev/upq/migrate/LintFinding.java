// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlExcerpt;
import dev.upq.sql.SqlPosition;

/**
 * What a rule has to say about a statement. Immutable.
 *
 * @param rule which one
 * @param subject what it is about: a table, a column, a name
 * @param where the place, with its line
 */
public record LintFinding(LintRule rule, String subject, SqlExcerpt where) {

  public LintSeverity severity() {
    return rule.severity();
  }

  /** Where the statement, or the part of it that is meant, begins. */
  public SqlPosition at() {
    return where.at();
  }

  /** One line: what is wrong, and what to do instead. */
  public String message() {
    return rule.id() + ": " + subject + ": " + rule.what() + "; " + rule.remedy();
  }

  /**
   * Three lines: the place and the message, the line, and a caret.
   *
   * @param source the name of the file
   */
  public String report(String source) {
    return where.report(source, message());
  }
}
