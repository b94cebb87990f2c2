// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.util.List;
import java.util.Optional;

/** Applies what is pending. One thread; used once. */
final class UpCall implements Work.Call<MigrationReport> {

  private final MigratorSettings settings;
  private final long target;
  private final Tally tally;

  UpCall(MigratorSettings settings, long target, Tally tally) {
    this.settings = settings;
    this.target = target;
    this.tally = tally;
  }

  @Override
  public MigrationReport in(MigratorSession session, MigrationSet files) {
    if (target != Long.MAX_VALUE && !files.versioned().containsKey(target)) {
      throw new MigrationException(
          Reason.SOURCE, "there is no version " + target + " to go up to; see status");
    }
    Optional<List<LogRow>> before = session.rows();
    if (before.isPresent()) {
      Survey survey = surveyed(session, files, before.get());
      if (todo(survey, files).isEmpty()) {
        return tally.report(survey.applied());
      }
    } else if (files.versioned().isEmpty() && files.repeatable().isEmpty()) {
      return tally.report(0);
    }
    session.take();
    // Whoever had the lock meanwhile may have done it all.
    Survey survey = surveyed(session, files, session.rows().orElse(List.of()));
    new Runner(session, settings, tally).run(todo(survey, files));
    return tally.report(survey.applied());
  }

  private List<Job> todo(Survey survey, MigrationSet files) {
    return survey.upTo(target, files.last());
  }

  private Survey surveyed(MigratorSession session, MigrationSet files, List<LogRow> rows) {
    tally.readBack(rows);
    Survey survey = Survey.of(files, History.of(rows));
    Drift drift = new Drift(session, settings).of(survey);
    drift.warnings().forEach(tally::warn);
    drift.refuse();
    return survey;
  }
}
