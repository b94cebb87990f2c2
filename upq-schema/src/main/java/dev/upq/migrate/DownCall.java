// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes versions back, from the highest down. One thread; used once.
 *
 * <p>What takes a version back is the file's part for down where the file is as it was when it was
 * applied, and else the text that was stored in the log then.
 */
final class DownCall implements Work.Call<MigrationReport> {

  private final MigratorSettings settings;
  private final int most;
  private final long stays;
  private final boolean again;
  private final Tally tally;
  private boolean begun;
  private long lowest = Long.MAX_VALUE;

  private DownCall(MigratorSettings settings, int most, long stays, boolean again, Tally tally) {
    this.settings = settings;
    this.most = most;
    this.stays = stays;
    this.again = again;
    this.tally = tally;
  }

  static DownCall count(MigratorSettings settings, int most, Tally tally) {
    return new DownCall(settings, most, 0, false, tally);
  }

  static DownCall to(MigratorSettings settings, long stays, Tally tally) {
    return new DownCall(settings, Integer.MAX_VALUE, stays, false, tally);
  }

  static DownCall redo(MigratorSettings settings, Tally tally) {
    return new DownCall(settings, 1, 0, true, tally);
  }

  @Override
  public MigrationReport in(MigratorSession session, MigrationSet files) {
    session.take();
    List<LogRow> rows = session.rows().orElse(List.of());
    tally.readBack(rows);
    History log = History.of(rows);
    List<Job> jobs = jobs(session, files, log);
    new Runner(session, settings, tally).run(jobs);
    return tally.report(log.versioned().size() - (again ? 0 : jobs.size()));
  }

  private List<Job> jobs(MigratorSession session, MigrationSet files, History log) {
    List<LogRow> rows = chosen(log);
    List<Job> jobs = new ArrayList<>();
    for (LogRow row : rows) {
      jobs.add(Job.down(row, script(session, files, row), files.versioned().get(row.version())));
    }
    if (again) {
      long version = begun ? lowest : rows.isEmpty() ? 0 : rows.getFirst().version();
      again(files, log, version).ifPresent(jobs::add);
    }
    if (!begun) {
      lowest = rows.isEmpty() ? Long.MAX_VALUE : rows.getLast().version();
      begun = true;
    }
    return jobs;
  }

  /**
   * The rows to be taken back; behind a doubtful COMMIT those that are left of the first choice.
   */
  private List<LogRow> chosen(History log) {
    if (stays < log.baseline()) {
      boolean nothingAbove = log.versioned().tailMap(log.baseline(), false).isEmpty();
      if (nothingAbove || most == Integer.MAX_VALUE) {
        throw new MigrationException(
            Reason.DOWN,
            "version "
                + log.baseline()
                + " is the baseline: what it stands for was not applied by migrations, and cannot"
                + " be taken back by them");
      }
    }
    List<LogRow> rows = new ArrayList<>();
    for (Map.Entry<Long, LogRow> each : log.versioned().descendingMap().entrySet()) {
      boolean wanted = begun ? each.getKey() >= lowest : rows.size() < most;
      if (wanted && each.getKey() > stays && !doneAgain(each.getValue())) {
        rows.add(each.getValue());
      }
    }
    return rows;
  }

  /** Taken back and applied again by this call. */
  private boolean doneAgain(LogRow row) {
    return again && begun && row.run().equals(tally.run()) && !row.down();
  }

  private Optional<Job> again(MigrationSet files, History log, long version) {
    if (version == 0) {
      return Optional.empty();
    }
    Migration file = files.versioned().get(version);
    if (file == null) {
      throw new MigrationException(
          Reason.DOWN, "version " + version + " has no file here, and cannot be applied again");
    }
    LogRow row = log.versioned().get(version);
    if (row != null && begun && doneAgain(row)) {
      return row.stopped() ? Optional.of(Job.up(file, row)) : Optional.empty();
    }
    return Optional.of(Job.up(file, null));
  }

  private Script script(MigratorSession session, MigrationSet files, LogRow row) {
    if (row.stopped() && !row.down()) {
      throw new MigrationException(
          Reason.DOWN,
          row.title()
              + " has stopped in the middle, behind statement "
              + row.done()
              + ": go on with up before it is taken back, or finish by hand and call repair");
    }
    Migration file = files.versioned().get(row.version());
    Optional<Script> found = own(file, row).or(() -> stored(session, row));
    return found.orElseThrow(
        () ->
            new MigrationException(
                Reason.DOWN,
                row.title()
                    + " has no SQL that takes it back, neither in a file nor in the log; write"
                    + " a down file, or restore the database"));
  }

  /** The file's, where it is the one that was applied, or the log has none. */
  private static Optional<Script> own(@Nullable Migration file, LogRow row) {
    if (file == null || (row.hasDown() && !file.up().checksum().equals(row.checksum()))) {
      return Optional.empty();
    }
    return file.down();
  }

  private static Optional<Script> stored(MigratorSession session, LogRow row) {
    return session
        .log()
        .downSql(session.connection(), row.id())
        .map(text -> Script.of("down of " + row.title() + ", as stored in the log", text));
  }
}
