// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/** What a migration is, or a row of the log. */
public enum MigrationKind {
  /** Applied once, in the order of the versions. */
  VERSIONED("versioned"),
  /** Applied after those with a version, in the order of the names, whenever it has changed. */
  REPEATABLE("repeatable"),
  /** Not a migration: a row that says that everything up to its version is there already. */
  BASELINE("baseline");

  private final String text;

  MigrationKind(String text) {
    this.text = text;
  }

  /** As the log has it. */
  public String text() {
    return text;
  }
}
