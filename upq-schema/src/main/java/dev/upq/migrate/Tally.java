// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationReport.Step;
import dev.upq.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** What a call has done so far. One thread at a time. */
final class Tally {

  private final Clock clock;
  private final Consumer<MigrationEvent> listener;
  private final long begun;
  private final String run = UUID.randomUUID().toString();
  private final List<Step> steps = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private int retries;

  Tally(Clock clock, Consumer<MigrationEvent> listener) {
    this.clock = clock;
    this.listener = listener;
    this.begun = clock.nanos();
  }

  /** Stands in the rows that this call writes. */
  String run() {
    return run;
  }

  void retried() {
    retries++;
  }

  void warn(String text) {
    if (!warnings.contains(text)) {
      warnings.add(text);
      listener.accept(new MigrationEvent.Told(text));
    }
  }

  void done(MigrationKind kind, long version, String name, boolean down, Duration took) {
    steps.add(new Step(kind, version, name, down, took));
    listener.accept(new MigrationEvent.Done(Migration.title(kind, version, name), down, took));
  }

  /** Takes over what the log says that this call has done, and whose answer has not come. */
  void readBack(List<LogRow> rows) {
    for (LogRow row : rows) {
      boolean applied = row.state() == LogRow.State.APPLIED;
      boolean reverted = row.state() == LogRow.State.REVERTED;
      if (row.run().equals(run) && (applied || reverted) && !known(row, reverted)) {
        done(row.kind(), row.version(), row.name(), reverted, Duration.ZERO);
      }
    }
  }

  private boolean known(LogRow row, boolean down) {
    return steps.stream()
        .anyMatch(
            step ->
                step.kind() == row.kind()
                    && step.version() == row.version()
                    && step.name().equals(row.name())
                    && step.down() == down);
  }

  MigrationReport report(int unchanged) {
    return new MigrationReport(
        steps, unchanged, retries, warnings, Duration.ofNanos(clock.nanos() - begun));
  }
}
