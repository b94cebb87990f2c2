// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.migrate.LintFinding;
import dev.upq.migrate.LintSeverity;
import dev.upq.migrate.MigrationKind;
import dev.upq.migrate.MigrationPlan;
import dev.upq.migrate.MigrationReport;
import dev.upq.migrate.MigrationStatus;
import dev.upq.migrate.RoundTripReport;
import dev.upq.migrate.StatementLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the commands of {@code upq migrate} print, for a person. Stateless. */
final class MigrateText {

  private MigrateText() {}

  static String report(MigrationReport report) {
    if (report.steps().isEmpty()) {
      return "nothing to do: " + count(report.unchanged(), "migration") + " applied before";
    }
    long down = report.steps().stream().filter(MigrationReport.Step::down).count();
    long up = report.steps().size() - down;
    List<String> parts = new ArrayList<>();
    if (down > 0) {
      parts.add(down + " taken back");
    }
    if (up > 0) {
      parts.add(up + " applied");
    }
    return String.join(", ", parts)
        + ", "
        + report.unchanged()
        + " unchanged, in "
        + MigrateScreen.millis(report.took());
  }

  static List<String> status(MigrationStatus status) {
    List<String> lines = new ArrayList<>();
    int width = status.entries().stream().mapToInt(each -> title(each).length()).max().orElse(0);
    for (MigrationStatus.Entry each : status.entries()) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%-" + Math.max(width, 1) + "s  %-12s  %s%s",
                  title(each),
                  word(each.state()),
                  each.finishedAt().isEmpty() ? "" : each.finishedAt() + " by " + each.appliedBy(),
                  each.reversible() || each.kind() != MigrationKind.VERSIONED ? "" : "  (no down)")
              .stripTrailing());
    }
    lines.add(
        status.entries().isEmpty()
            ? "no migrations, and an empty log"
            : count(status.entries().size(), "migration") + ", log " + status.log());
    status.problems().forEach(problem -> lines.add("problem: " + problem));
    return lines;
  }

  private static String title(MigrationStatus.Entry entry) {
    return entry.kind() == MigrationKind.REPEATABLE
        ? "R " + entry.name()
        : entry.version() + " " + entry.name();
  }

  static String word(MigrationStatus.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static List<String> plan(MigrationPlan plan) {
    List<String> lines = new ArrayList<>();
    for (MigrationPlan.Step step : plan.steps()) {
      lines.add(
          "-- "
              + step.file()
              + (step.transaction() ? ": one transaction" : ": statement by statement")
              + (step.done() > 0 ? ", going on behind statement " + step.done() : ""));
      step.statements().stream().skip(step.done()).forEach(each -> statement(each, lines));
      for (LintFinding finding : step.findings()) {
        lines.add("-- " + severity(finding.severity()) + ": " + at(step, finding));
      }
      lines.add("");
    }
    if (plan.steps().isEmpty()) {
      lines.add("-- nothing to do");
    }
    plan.problems().forEach(problem -> lines.add("-- problem: " + problem.replace("\n", "\n-- ")));
    return lines;
  }

  private static String at(MigrationPlan.Step step, LintFinding finding) {
    return step.file() + ":" + finding.at() + ": " + finding.message();
  }

  static String severity(LintSeverity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static void statement(MigrationPlan.Statement statement, List<String> lines) {
    String locks =
        statement.locks().stream().map(StatementLock::toString).collect(Collectors.joining(", "));
    lines.add("-- line " + statement.line() + (locks.isEmpty() ? "" : ": locks " + locks));
    lines.add(statement.text() + ";");
  }

  static String roundTrip(RoundTripReport report) {
    int kept = report.versions() - report.reverted();
    return count(report.versions(), "version")
        + " applied, "
        + report.reverted()
        + " taken back and applied again, "
        + report.repeatable()
        + " repeatable: every step is as it was"
        + (kept == 0 ? "" : " (" + kept + " not taken back, for want of a down)");
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
