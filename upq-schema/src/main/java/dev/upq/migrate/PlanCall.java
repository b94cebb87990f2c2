// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what {@code up} would do. Takes no lock, changes nothing. Immutable. */
record PlanCall(MigratorSettings settings) implements Work.Call<MigrationPlan> {

  @Override
  public MigrationPlan in(MigratorSession session, MigrationSet files) {
    Survey survey = Survey.of(files, History.of(session.rows().orElse(List.of())));
    List<MigrationPlan.Step> steps = survey.pending().stream().map(this::step).toList();
    return new MigrationPlan(steps, new Drift(session, settings).of(survey).problems());
  }

  private MigrationPlan.Step step(Job job) {
    Inspection its = Inspection.of(job.script(), job.done());
    Lint lint = Lint.begin(!its.stepwise(), settings.lockTimeout().isPositive());
    List<MigrationPlan.Statement> statements = new ArrayList<>();
    try (SqlSplitter splitter = job.script().split()) {
      Optional<SqlStatement> next = splitter.next();
      while (next.isPresent()) {
        SqlStatement statement = next.get();
        lint.see(statement);
        statements.add(
            new MigrationPlan.Statement(
                statement.begin().line(), statement.text(), StatementLock.of(statement)));
        next = splitter.next();
      }
      return new MigrationPlan.Step(
          job.kind(),
          job.version(),
          job.name(),
          job.script().place(),
          !its.stepwise(),
          job.done(),
          statements,
          lint.end(splitter.trailing()));
    }
  }
}
