// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.List;

/**
 * What {@code up} would do now. Immutable.
 *
 * @param steps in their order
 * @param problems what would keep it from doing anything; each says what to do
 */
public record MigrationPlan(List<Step> steps, List<String> problems) {

  public MigrationPlan {
    steps = List.copyOf(steps);
    problems = List.copyOf(problems);
  }

  /**
   * One migration.
   *
   * @param version 0 for a repeatable one
   * @param file how errors name it
   * @param transaction whether it is one transaction; else its statements are committed one by one
   * @param done how many of its statements are done already
   * @param statements all of them
   * @param findings what the lint says
   */
  public record Step(
      MigrationKind kind,
      long version,
      String name,
      String file,
      boolean transaction,
      int done,
      List<Statement> statements,
      List<LintFinding> findings) {

    public Step {
      statements = List.copyOf(statements);
      findings = List.copyOf(findings);
    }
  }

  /**
   * One statement.
   *
   * @param line in its file, from 1
   * @param text as it is sent, without the data of a COPY
   * @param locks the tables that it locks, as far as its words tell
   */
  public record Statement(int line, String text, List<StatementLock> locks) {

    public Statement {
      locks = List.copyOf(locks);
    }
  }

  /** What the lint says of all of them. */
  public List<LintFinding> findings() {
    return steps.stream().flatMap(step -> step.findings().stream()).toList();
  }
}
