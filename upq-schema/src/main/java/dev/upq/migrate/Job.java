// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One migration that is to be applied, or taken back. Immutable.
 *
 * @param script what runs
 * @param migration where it comes from; null where its files are gone and it is taken back
 * @param rowOrNull its row in the log; null where it was never applied
 */
record Job(
    MigrationKind kind,
    long version,
    String name,
    boolean down,
    Script script,
    @Nullable Migration migration,
    @Nullable LogRow rowOrNull) {

  static Job up(Migration migration, @Nullable LogRow row) {
    return new Job(
        migration.kind(),
        migration.version(),
        migration.name(),
        false,
        migration.up(),
        migration,
        row);
  }

  static Job down(LogRow row, Script script, @Nullable Migration migration) {
    return new Job(row.kind(), row.version(), row.name(), true, script, migration, row);
  }

  String title() {
    return Migration.title(kind, version, name);
  }

  /** Its row, where it stopped in the middle of going in the same direction. */
  Optional<LogRow> stopped() {
    return Optional.ofNullable(rowOrNull).filter(row -> row.stopped() && row.down() == down);
  }

  /** How many statements are done. */
  int done() {
    return stopped().map(LogRow::done).orElse(0);
  }
}
