// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.config.PgConfig;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.OutOfOrder;
import dev.upq.migrate.PgMigrator;
import dev.upq.migrate.PgMigratorBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of all commands of {@code upq migrate}. One thread. */
final class MigrateOptions {

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "The server, as a URI or key=value string of libpq; else the PG* variables.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--dir",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      defaultValue = "migrations",
      description = "Where the migrations are (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("migrations");

  @Option(
      names = "--schema",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "Where the log stands, and what comes first in the search_path.")
  private String schema = "";

  @Option(
      names = "--table",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      defaultValue = "migrations_log",
      description = "The log's table (default: ${DEFAULT-VALUE}).")
  private String table = "migrations_log";

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "The outcome as one JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--lock-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "MS",
      defaultValue = "2000",
      description =
          "How long a statement waits for a lock, in milliseconds, 0 for no limit (default:"
              + " ${DEFAULT-VALUE}).")
  private long lockTimeout = 2_000;

  @Option(
      names = "--lock-retries",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      defaultValue = "10",
      description = "How often it is tried again then (default: ${DEFAULT-VALUE}).")
  private int lockRetries = 10;

  @Option(
      names = "--wait",
      scope = ScopeType.INHERIT,
      paramLabel = "S",
      defaultValue = "300",
      description =
          "How long another migrator is waited for, in seconds (default: ${DEFAULT-VALUE}).")
  private long wait = 300;

  @Option(
      names = "--out-of-order",
      scope = ScopeType.INHERIT,
      paramLabel = "fail|warn|allow",
      defaultValue = "fail",
      description = "Versions below one that is applied (default: ${DEFAULT-VALUE}).")
  private OutOfOrder outOfOrder = OutOfOrder.FAIL;

  @Option(
      names = "--allow-missing",
      scope = ScopeType.INHERIT,
      description = "What is applied may have no file.")
  private boolean allowMissing;

  @Option(
      names = "--group",
      scope = ScopeType.INHERIT,
      description = "All that is applied is one transaction.")
  private boolean group;

  MigrateOptions() {}

  boolean json() {
    return json;
  }

  Path folder() {
    return folder;
  }

  Optional<String> url() {
    return url;
  }

  PgConfig config() {
    PgConfig config = NotifyCommand.config(url);
    return config.startupParameters().containsKey("application_name")
        ? config
        : config.with("application_name", "upq");
  }

  PgMigrator migrator(PgConfig config, Consumer<MigrationEvent> listener) {
    PgMigratorBuilder builder =
        PgMigrator.builder(config)
            .source(MigrationSource.directory(folder))
            .table(table)
            .lockTimeout(Duration.ofMillis(lockTimeout))
            .lockRetries(lockRetries)
            .lockDeadline(Duration.ofSeconds(wait))
            .outOfOrder(outOfOrder)
            .allowMissing(allowMissing)
            .group(group)
            .listener(listener);
    return (schema.isEmpty() ? builder : builder.schema(schema)).build();
  }
}
