// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.LogRow.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files and log side by side: what is to be done, and what does not fit. Immutable; asks nobody.
 *
 * @param pending what {@code up} would apply, in its order
 * @param finds what does not fit, in the order of the versions
 */
record Survey(
    List<MigrationStatus.Entry> entries, List<Job> pending, List<Find> finds, int applied) {

  /** What does not fit. */
  sealed interface Find {
    record Edited(Migration file, LogRow row) implements Find {}

    record Renamed(Migration file, LogRow row) implements Find {}

    /** {@code now} is the version that the same text has in the files; 0 for none. */
    record Missing(LogRow row, long now, boolean newer) implements Find {}

    record OutOfOrder(Migration file, long last) implements Find {}

    record StoppedDown(LogRow row) implements Find {}
  }

  static Survey of(MigrationSet files, History log) {
    Builder builder = new Builder(files, log);
    TreeSet<Long> versions = new TreeSet<>(files.versioned().keySet());
    versions.addAll(log.versioned().keySet());
    versions.forEach(builder::version);
    files.repeatable().values().forEach(builder::repeatable);
    return new Survey(
        List.copyOf(builder.entries),
        List.copyOf(builder.pending),
        List.copyOf(builder.finds),
        builder.applied);
  }

  /** What is pending up to that version; repeatable ones only where that is all versions. */
  List<Job> upTo(long target, long last) {
    return pending.stream()
        .filter(
            job -> job.kind() == MigrationKind.VERSIONED ? job.version() <= target : target >= last)
        .toList();
  }

  /** Puts it together. One thread. */
  private static final class Builder {

    private final MigrationSet files;
    private final History log;
    private final List<MigrationStatus.Entry> entries = new ArrayList<>();
    private final List<Job> pending = new ArrayList<>();
    private final List<Find> finds = new ArrayList<>();
    private int applied;

    Builder(MigrationSet files, History log) {
      this.files = files;
      this.log = log;
    }

    void version(long version) {
      Migration file = files.versioned().get(version);
      LogRow row = log.versioned().get(version);
      if (row == null && file != null) {
        unapplied(file);
      } else if (row != null && file == null) {
        missing(row);
      } else if (row != null && file != null) {
        both(file, row);
      }
    }

    private void unapplied(Migration file) {
      if (file.version() <= log.baseline()) {
        entry(file, null, MigrationStatus.State.BASELINE);
        return;
      }
      boolean late = file.version() < log.last();
      if (late) {
        finds.add(new Find.OutOfOrder(file, log.last()));
      }
      pending.add(Job.up(file, null));
      entry(file, null, late ? MigrationStatus.State.OUT_OF_ORDER : MigrationStatus.State.PENDING);
    }

    private void missing(LogRow row) {
      long now =
          files.versioned().values().stream()
              .filter(each -> each.up().checksum().equals(row.checksum()))
              .map(Migration::version)
              .filter(version -> !log.versioned().containsKey(version))
              .findFirst()
              .orElse(0L);
      finds.add(new Find.Missing(row, now, row.version() > files.last()));
      entry(null, row, MigrationStatus.State.MISSING);
    }

    private void both(Migration file, LogRow row) {
      if (row.stopped()) {
        if (row.down()) {
          finds.add(new Find.StoppedDown(row));
        } else {
          pending.add(Job.up(file, row));
        }
        entry(
            file,
            row,
            row.down() ? MigrationStatus.State.STOPPED_DOWN : MigrationStatus.State.STOPPED);
        return;
      }
      applied++;
      if (!file.up().checksum().equals(row.checksum())) {
        finds.add(new Find.Edited(file, row));
        entry(file, row, MigrationStatus.State.EDITED);
      } else if (!file.name().equals(row.name())) {
        finds.add(new Find.Renamed(file, row));
        entry(file, row, MigrationStatus.State.RENAMED);
      } else {
        entry(file, row, MigrationStatus.State.APPLIED);
      }
    }

    void repeatable(Migration file) {
      LogRow row = log.repeatable().get(file.name());
      if (row != null && row.state() == State.APPLIED) {
        if (row.checksum().equals(file.up().checksum())) {
          applied++;
          entry(file, row, MigrationStatus.State.APPLIED);
        } else {
          pending.add(Job.up(file, null));
          entry(file, row, MigrationStatus.State.CHANGED);
        }
        return;
      }
      pending.add(Job.up(file, row));
      entry(file, row, row == null ? MigrationStatus.State.PENDING : MigrationStatus.State.STOPPED);
    }

    private void entry(
        @Nullable Migration file, @Nullable LogRow row, MigrationStatus.State state) {
      boolean inFile = file != null && file.down().isPresent();
      boolean inLog = row != null && row.hasDown();
      entries.add(
          new MigrationStatus.Entry(
              file != null ? file.kind() : MigrationKind.VERSIONED,
              file != null
                  ? file.version()
                  : Optional.ofNullable(row).map(LogRow::version).orElse(0L),
              file != null ? file.name() : Optional.ofNullable(row).map(LogRow::name).orElse(""),
              state,
              row != null ? row.finishedAt() : "",
              row != null ? row.appliedBy() : "",
              inFile || inLog));
    }
  }
}
