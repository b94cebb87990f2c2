// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.migrate.LintFinding;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationPlan;
import dev.upq.migrate.MigrationReport;
import dev.upq.migrate.MigrationStatus;
import dev.upq.migrate.RoundTripReport;
import dev.upq.migrate.StatementLock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the commands of {@code upq migrate} print, for a program: one object. Stateless. */
final class MigrateJson {

  private MigrateJson() {}

  static String report(MigrationReport report) {
    return object(
        "steps",
        report.steps().stream().map(MigrateJson::step).toList(),
        "unchanged",
        report.unchanged(),
        "retries",
        report.retries(),
        "warnings",
        report.warnings(),
        "millis",
        report.took().toMillis());
  }

  private static Map<String, Object> step(MigrationReport.Step step) {
    return map(
        "kind",
        step.kind().text(),
        "version",
        step.version(),
        "name",
        step.name(),
        "direction",
        step.down() ? "down" : "up",
        "millis",
        step.took().toMillis());
  }

  static String status(MigrationStatus status) {
    return object(
        "log",
        status.log(),
        "migrations",
        status.entries().stream().map(MigrateJson::entry).toList(),
        "problems",
        status.problems());
  }

  private static Map<String, Object> entry(MigrationStatus.Entry entry) {
    return map(
        "kind",
        entry.kind().text(),
        "version",
        entry.version(),
        "name",
        entry.name(),
        "state",
        MigrateText.word(entry.state()),
        "finishedAt",
        entry.finishedAt(),
        "appliedBy",
        entry.appliedBy(),
        "reversible",
        entry.reversible());
  }

  static String plan(MigrationPlan plan) {
    return object(
        "steps",
        plan.steps().stream().map(MigrateJson::planned).toList(),
        "problems",
        plan.problems());
  }

  private static Map<String, Object> planned(MigrationPlan.Step step) {
    return map(
        "kind",
        step.kind().text(),
        "version",
        step.version(),
        "name",
        step.name(),
        "file",
        step.file(),
        "transaction",
        step.transaction(),
        "done",
        step.done(),
        "statements",
        step.statements().stream().map(MigrateJson::statement).toList(),
        "findings",
        step.findings().stream().map(MigrateJson::finding).toList());
  }

  private static Map<String, Object> statement(MigrationPlan.Statement statement) {
    return map(
        "line",
        statement.line(),
        "text",
        statement.text(),
        "locks",
        statement.locks().stream().map(MigrateJson::lock).toList());
  }

  private static Map<String, Object> lock(StatementLock lock) {
    return map("table", lock.table().toString(), "level", lock.level().words());
  }

  private static Map<String, Object> finding(LintFinding finding) {
    return map(
        "rule",
        finding.rule().id(),
        "severity",
        MigrateText.severity(finding.severity()),
        "line",
        finding.at().line(),
        "column",
        finding.at().column(),
        "message",
        finding.message());
  }

  static String roundTrip(RoundTripReport report) {
    return object(
        "versions",
        report.versions(),
        "reverted",
        report.reverted(),
        "repeatable",
        report.repeatable());
  }

  static String done(List<String> lines) {
    return object("done", lines);
  }

  static String failure(MigrationException failed) {
    return object(
        "error",
        map(
            "reason",
            failed.reason().name().toLowerCase(Locale.ROOT),
            "message",
            String.valueOf(failed.getMessage())));
  }

  private static String object(Object... namesAndValues) {
    return JsonText.of(map(namesAndValues));
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }
}
