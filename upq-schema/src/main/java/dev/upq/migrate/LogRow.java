// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/**
 * A row of the log, without its texts. Immutable.
 *
 * @param version 0 for a repeatable migration
 * @param down whether it tells of taking the migration back
 * @param done how many statements of a migration without a transaction are done
 * @param begun the number, from 1, of the last statement that was begun and cannot be undone; what
 *     became of it is not known where it is more than {@code done}
 * @param doneChecksum recognises the texts of those that are done; empty where none is
 * @param hasDown whether the SQL to take it back is stored
 * @param run by which call it was written
 * @param finishedAt in ISO 8601, UTC; empty where it is not finished
 */
record LogRow(
    long id,
    MigrationKind kind,
    long version,
    String name,
    State state,
    boolean down,
    Checksum checksum,
    int done,
    int begun,
    String doneChecksum,
    boolean hasDown,
    String run,
    String finishedAt,
    String appliedBy) {

  /** What has become of it. */
  enum State {
    /** Without a transaction, and not at its end: its process is at it, or is no more. */
    RUNNING("running"),
    APPLIED("applied"),
    /** Without a transaction, and stopped at a statement. */
    FAILED("failed"),
    REVERTED("reverted"),
    BASELINE("baseline");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Stopped in the middle, by a failure or by the end of its process. */
  boolean stopped() {
    return state == State.RUNNING || state == State.FAILED;
  }

  String title() {
    return Migration.title(kind, version, name);
  }
}
