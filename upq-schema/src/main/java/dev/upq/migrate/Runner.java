// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.fault.PgServerException;
import dev.upq.migrate.LogRow.State;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.Sender.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs migrations in a session that has the lock, and writes the log. One thread at a time.
 *
 * <p>A migration is one transaction, and its row is written in it: both are there or neither. Where
 * a lock is not to be had it is rolled back and tried again as a whole.
 */
final class Runner {

  private final MigratorSession session;
  private final MigratorSettings settings;
  private final Tally tally;

  Runner(MigratorSession session, MigratorSettings settings, Tally tally) {
    this.session = session;
    this.settings = settings;
    this.tally = tally;
  }

  /**
   * Runs them in their order; what is done stays done where one fails, unless they are a group.
   *
   * @throws MigrationException where one fails
   * @throws CommitInDoubt where only the log knows whether the last one is done
   */
  void run(List<Job> jobs) {
    if (settings.group()) {
      group(jobs);
      return;
    }
    for (Job job : jobs) {
      Inspection its = inspect(job);
      if (its.stepwise()) {
        new StepwiseRun(session, settings, tally, job, its).run();
      } else {
        inTransaction(List.of(job), List.of(its));
      }
    }
  }

  private void group(List<Job> jobs) {
    List<Inspection> all = jobs.stream().map(Runner::inspect).toList();
    for (int i = 0; i < jobs.size(); i++) {
      if (all.get(i).stepwise()) {
        throw new MigrationException(
            Reason.SYNTAX,
            jobs.get(i).script().place()
                + " runs without a transaction, and cannot be one of a group; apply it alone, or"
                + " all without --group");
      }
    }
    if (!jobs.isEmpty()) {
      inTransaction(jobs, all);
    }
  }

  private static Inspection inspect(Job job) {
    Optional<LogRow> stopped = job.stopped();
    Inspection its = Inspection.of(job.script(), job.done());
    if (stopped.isPresent() && job.done() > 0) {
      if (!its.stepwise()
          || its.statements() < job.done()
          || !its.doneChecksum().equals(stopped.get().doneChecksum())) {
        throw new MigrationException(
            Reason.DRIFT,
            job.script().place()
                + ": the first "
                + job.done()
                + " statements are done without a transaction, and are not those of the file any"
                + " more; only what stands behind them may be changed before it goes on. Set them"
                + " back, or finish by hand and call repair");
      }
    }
    return its;
  }

  private void inTransaction(List<Job> jobs, List<Inspection> all) {
    String title = jobs.getFirst().title() + (jobs.size() > 1 ? " and those behind it" : "");
    Retries retries = new Retries(settings, session.clock(), tally, title);
    while (true) {
      try {
        List<Duration> took = attempt(jobs, all);
        for (int i = 0; i < jobs.size(); i++) {
          Job job = jobs.get(i);
          tally.done(job.kind(), job.version(), job.name(), job.down(), took.get(i));
        }
        return;
      } catch (Refused refused) {
        session.rollback();
        if (!retries.again(refused.server())) {
          throw Failures.refused(refused, title + ": rolled back", retries.count());
        }
      } catch (PgServerException refused) {
        session.rollback();
        if (!retries.again(refused)) {
          throw Failures.of(refused, title + ": rolled back", session.log().layout());
        }
      }
    }
  }

  private List<Duration> attempt(List<Job> jobs, List<Inspection> all) {
    session.reset();
    session.begin();
    long begun = session.clock().nanos();
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      if (i > 0) {
        session.reset();
      }
      long from = session.clock().nanos();
      statements(jobs.get(i), all.get(i));
      Duration its = Duration.ofNanos(session.clock().nanos() - from);
      session.asOurselves();
      write(jobs.get(i), its);
      took.add(its);
    }
    session.checkLock();
    session.commit();
    Duration commit = Duration.ofNanos(session.clock().nanos() - begun);
    return jobs.size() == 1 ? List.of(commit) : took;
  }

  private void statements(Job job, Inspection its) {
    settings
        .listener()
        .accept(new MigrationEvent.Begun(job.title(), job.down(), its.statements(), 0));
    Sender sender = new Sender(session, job.script());
    int number = 0;
    try (SqlSplitter splitter = job.script().split()) {
      Optional<SqlStatement> next = splitter.next();
      while (next.isPresent()) {
        number++;
        settings
            .listener()
            .accept(new MigrationEvent.Statement(job.title(), number, next.get().begin().line()));
        sender.send(next.get(), splitter);
        next = splitter.next();
      }
    }
  }

  private void write(Job job, Duration took) {
    LogTable log = session.log();
    LogRow row = job.rowOrNull();
    if (job.down()) {
      log.reverted(session.connection(), Objects.requireNonNull(row).id(), tally.run());
    } else {
      if (row != null && row.stopped()) {
        log.delete(session.connection(), row.id());
      }
      log.insert(
          session.connection(),
          Objects.requireNonNull(job.migration()),
          State.APPLIED,
          took.toMillis(),
          tally.run());
    }
  }
}
