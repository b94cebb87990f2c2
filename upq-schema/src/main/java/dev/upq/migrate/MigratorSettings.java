// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a migrator was told. Immutable.
 *
 * @param schema where the log stands; empty for the first of the search path
 * @param lockTimeout zero for none
 * @param deadline how long the migrator's lock is waited for
 */
record MigratorSettings(
    MigrationSource source,
    String schema,
    String table,
    Duration lockTimeout,
    int lockRetries,
    Duration deadline,
    OutOfOrder outOfOrder,
    boolean allowMissing,
    boolean group,
    Consumer<MigrationEvent> listener) {

  static MigratorSettings standard(MigrationSource source) {
    return new MigratorSettings(
        source,
        "",
        "migrations_log",
        Duration.ofSeconds(2),
        10,
        Duration.ofMinutes(5),
        OutOfOrder.FAIL,
        false,
        false,
        event -> {});
  }

  /** The same with other migrations. */
  MigratorSettings from(MigrationSource other) {
    return new MigratorSettings(
        other,
        schema,
        table,
        lockTimeout,
        lockRetries,
        deadline,
        outOfOrder,
        allowMissing,
        group,
        listener);
  }
}
