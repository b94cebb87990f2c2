// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.introspect.Database;
import dev.upq.introspect.PgIntrospector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which part of which database is meant: the options of the commands that read one. One thread. */
final class ModelOptions {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, as a URI or key=value string of libpq; else the PG* variables.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "Only this schema; may be given several times.")
  private List<String> schemas = new ArrayList<>();

  @Option(
      names = "--table",
      paramLabel = "PATTERN",
      description =
          "Only tables whose names this pattern of LIKE matches; may be given several times.")
  private List<String> tables = new ArrayList<>();

  ModelOptions() {}

  /** Reads what is selected. */
  Database read(boolean extensionObjects) {
    return read(url, extensionObjects);
  }

  /** Reads the same selection of another database. */
  Database readFrom(String otherUrl, boolean extensionObjects) {
    return read(Optional.of(otherUrl), extensionObjects);
  }

  private Database read(Optional<String> from, boolean extensionObjects) {
    try (PgConnection connection = connect(from)) {
      PgIntrospector introspector = introspector(connection);
      return (extensionObjects ? introspector.withExtensionObjects() : introspector).read();
    }
  }

  /** Whether a part of it is selected. */
  boolean selective() {
    return !schemas.isEmpty() || !tables.isEmpty();
  }

  PgConnection connect() {
    return connect(url);
  }

  PgIntrospector introspector(PgConnection connection) {
    return PgIntrospector.of(connection)
        .schemas(schemas.toArray(String[]::new))
        .tables(tables.toArray(String[]::new));
  }

  private static PgConnection connect(Optional<String> from) {
    PgConfig config = NotifyCommand.config(from);
    PgConfig named =
        config.startupParameters().containsKey("application_name")
            ? config
            : config.with("application_name", "upq");
    return new Connector(ConnectionSetup.of(named)).connect();
  }
}
