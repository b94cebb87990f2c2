// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.List;

/**
 * How files and log stand to each other. Immutable.
 *
 * @param log the log's table, quoted, with its schema
 * @param entries those with a version by their versions, then the repeatable ones by their names
 * @param problems what keeps {@code up} from doing anything; each says what to do
 */
public record MigrationStatus(String log, List<Entry> entries, List<String> problems) {

  public MigrationStatus {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  /**
   * One migration.
   *
   * @param version 0 for a repeatable one
   * @param finishedAt when it was applied, in ISO 8601 and UTC; empty where it is not
   * @param appliedBy the role; empty where it is not applied
   * @param reversible whether SQL to take it back is at hand, in the file or in the log
   */
  public record Entry(
      MigrationKind kind,
      long version,
      String name,
      State state,
      String finishedAt,
      String appliedBy,
      boolean reversible) {}

  /** What can be said of a migration. */
  public enum State {
    /** Not applied; {@code up} applies it. */
    PENDING,
    APPLIED,
    /** At or below the baseline: it is not applied, and never will be. */
    BASELINE,
    /** Applied, and its file was changed since. */
    EDITED,
    /** Applied under another name, with the same text. */
    RENAMED,
    /** Applied, and there is no file. */
    MISSING,
    /** Not applied, and below one that is. */
    OUT_OF_ORDER,
    /** Without a transaction, and stopped in the middle; {@code up} goes on there. */
    STOPPED,
    /** Without a transaction, and stopped while it was taken back; {@code down} goes on there. */
    STOPPED_DOWN,
    /** Repeatable, and changed since it was applied; {@code up} applies it again. */
    CHANGED
  }

  /** How many are in that state. */
  public long count(State state) {
    return entries.stream().filter(entry -> entry.state() == state).count();
  }
}
