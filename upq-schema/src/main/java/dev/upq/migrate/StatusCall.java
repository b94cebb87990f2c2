// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.List;

/**
 * Says how files and log stand to each other; refuses problems where it is told to. Immutable.
 *
 * @param refuses whether problems are a failure
 */
record StatusCall(MigratorSettings settings, boolean refuses)
    implements Work.Call<MigrationStatus> {

  StatusCall(MigratorSettings settings) {
    this(settings, false);
  }

  StatusCall refusing() {
    return new StatusCall(settings, true);
  }

  @Override
  public MigrationStatus in(MigratorSession session, MigrationSet files) {
    Survey survey = Survey.of(files, History.of(session.rows().orElse(List.of())));
    Drift drift = new Drift(session, settings).of(survey);
    if (refuses) {
      drift.refuse();
    }
    return new MigrationStatus(
        session.log().layout().qualified(), survey.entries(), drift.problems());
  }
}
