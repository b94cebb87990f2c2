// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.SqlDirective.Allow;
import dev.upq.sql.SqlExcerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for statements that are dangerous in a database that is in use. One thread at a time, and
 * one file.
 *
 * <p>It reads words alone, and asks no server: what a table has, or how large it is, it does not
 * know. A table or a type that the file itself makes is nobody else's yet, and what is done to it
 * is not looked at.
 *
 * <p>{@code -- upq: allow RULE REASON} in front of a statement, inside it, or behind it in the same
 * line keeps a rule silent for that statement. One that keeps nothing silent is a finding itself.
 */
public final class Lint {

  private final LintFile file;
  private final List<LintFinding> findings = new ArrayList<>();

  /** About the statement that was seen last; what stands behind it in its line may allow it. */
  private List<LintFinding> latest = List.of();

  private List<Allow> allowed = new ArrayList<>();
  private int lastLine;

  private Lint(LintFile file) {
    this.file = file;
  }

  /**
   * Begins with a file.
   *
   * @param transaction whether it runs in a transaction
   * @param lockTimeout whether {@code lock_timeout} is set when it begins
   */
  public static Lint begin(boolean transaction, boolean lockTimeout) {
    return new Lint(new LintFile(transaction, lockTimeout));
  }

  /** Looks at the next statement. */
  public void see(SqlStatement statement) {
    List<Allow> next = settle(statement.directives());
    latest = LintRules.look(statement, file);
    allowed = next;
    lastLine = statement.end().line();
    file.pass(statement);
  }

  /**
   * What was found, in the order of the file.
   *
   * @param trailing what stands behind the last statement, {@link SqlSplitter#trailing}
   */
  public List<LintFinding> end(List<SqlDirective> trailing) {
    allowed = settle(trailing);
    latest = List.of();
    lastLine = 0;
    settle(List.of());
    allowed = new ArrayList<>();
    return List.copyOf(findings);
  }

  /** Decides about the statement seen last; gives back what is meant for the next one. */
  private List<Allow> settle(List<SqlDirective> behind) {
    List<Allow> next = new ArrayList<>();
    for (SqlDirective directive : behind) {
      if (directive instanceof Allow allow) {
        (allow.at().line() == lastLine ? allowed : next).add(allow);
      }
    }
    for (LintFinding finding : latest) {
      if (allowed.stream().noneMatch(allow -> allow.rule().equals(finding.rule().id()))) {
        findings.add(finding);
      }
    }
    allowed.stream().filter(this::isIdle).map(Lint::idle).forEach(findings::add);
    return next;
  }

  private boolean isIdle(Allow allow) {
    Optional<LintRule> rule = LintRule.named(allow.rule());
    return latest.stream().noneMatch(finding -> Optional.of(finding.rule()).equals(rule));
  }

  private static LintFinding idle(Allow allow) {
    String line = "-- upq: allow " + allow.rule() + ' ' + allow.reason();
    return new LintFinding(LintRule.ALLOW, allow.rule(), new SqlExcerpt(allow.at(), line, 0));
  }
}
