// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import dev.upq.introspect.PgIntrospector;
import dev.upq.introspect.SchemaDiff;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.statement.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Applies all versions, takes them back one by one, and applies them again, in a database that is
 * made for it and dropped behind it; after each step what is there is compared with what was there
 * before. Immutable.
 *
 * <p>Versions below one without a down are not taken back. Repeatable migrations are applied at the
 * end, for what they make may stand on what a down takes away.
 */
record RoundTrip(ConnectionSetup setup, MigratorSettings settings) {

  private static final String PREFIX = "upq_test_";
  private static final int NAME_DIGITS = 16;
  private static final int MOST_SHOWN = 50;

  RoundTripReport run() {
    String random = UUID.randomUUID().toString().replace("-", "").substring(0, NAME_DIGITS);
    String database = PREFIX + random;
    make(database);
    try {
      PgConfig config = setup.config().withDatabase(database);
      // What is known of the types of one database is not true of another.
      ConnectionSetup scratch = setup.withTypes(setup.types()).withConfig(config);
      try (PgConnection watch = new Connector(scratch).connect()) {
        return walk(scratch, watch);
      }
    } finally {
      drop(database);
    }
  }

  private void make(String database) {
    try (PgConnection admin = new Connector(setup).connect()) {
      admin.script("create database " + Identifier.quote(database) + " template template0");
    } catch (PgServerException refused) {
      throw new MigrationException(
          Reason.PRIVILEGE,
          "a database for the test cannot be made: "
              + refused.getMessage()
              + "; use a role with CREATEDB, or another server",
          refused);
    }
  }

  private void drop(String database) {
    boolean interrupted = Thread.interrupted();
    try (PgConnection admin = new Connector(setup).connect()) {
      admin.script("drop database if exists " + Identifier.quote(database) + " with (force)");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RoundTripReport walk(ConnectionSetup scratch, PgConnection watch) {
    MigrationSet files = MigrationSet.read(settings.source());
    List<Migration> versions = List.copyOf(files.versioned().values());
    PgMigrator migrator = new PgMigrator(scratch, settings.from(this::withoutRepeatable));
    migrator.makeLog();
    List<List<String>> states = new ArrayList<>();
    states.add(PgIntrospector.of(watch).read().lines());
    for (Migration each : versions) {
      migrator.up(each.version());
      states.add(PgIntrospector.of(watch).read().lines());
    }
    int lowest = versions.size();
    while (lowest > 0 && versions.get(lowest - 1).down().isPresent()) {
      lowest--;
      migrator.down();
      compare(
          versions.get(lowest), true, states.get(lowest), PgIntrospector.of(watch).read().lines());
    }
    for (int i = lowest; i < versions.size(); i++) {
      migrator.up(versions.get(i).version());
      compare(versions.get(i), false, states.get(i + 1), PgIntrospector.of(watch).read().lines());
    }
    new PgMigrator(scratch, settings).up();
    return new RoundTripReport(
        versions.size(), versions.size() - lowest, files.repeatable().size());
  }

  private List<MigrationFile> withoutRepeatable() {
    return settings.source().files().stream()
        .filter(file -> !file.name().startsWith("R__"))
        .toList();
  }

  private static void compare(
      Migration migration, boolean down, List<String> wanted, List<String> found) {
    if (wanted.equals(found)) {
      return;
    }
    List<String> differences = SchemaDiff.of(wanted, found).lines();
    Script script = down ? Objects.requireNonNull(migration.downOrNull()) : migration.up();
    throw new MigrationException(
        Reason.ROUND_TRIP,
        script.place()
            + (down
                ? ": the down of " + migration.title() + " does not take back what its up does"
                : ": " + migration.title() + ", applied again, makes something else")
            + " (- is missing, + is too much)\n"
            + String.join("\n", differences.subList(0, Math.min(MOST_SHOWN, differences.size()))));
  }
}
