// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import dev.upq.config.PgConfig;
import dev.upq.migrate.MigrationEvent;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationReport;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.PgMigrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A migrator in a JVM of its own. It writes {@code ready} and waits for a byte; it writes {@code at
 * N} before the N-th statement of all that it runs, and where that is the one to stop at, it waits
 * for another byte; it writes {@code done N} for N migrations, and what keeps it from that.
 */
final class MigratorProgram {

  private static int statements;

  private MigratorProgram() {}

  /** How to connect, the folder, and the statement to stop at; 0 for none. */
  public static void main(String[] arguments) throws IOException {
    int stop = Integer.parseInt(arguments[2]);
    PgMigrator migrator =
        PgMigrator.builder(PgConfig.parse(arguments[0]))
            .source(MigrationSource.directory(Path.of(arguments[1])))
            .listener(event -> told(event, stop))
            .build();
    say("ready");
    await();
    try {
      MigrationReport report = migrator.up();
      say("done " + report.steps().size());
    } catch (MigrationException failed) {
      say("failed " + failed.reason() + " " + failed.getMessage());
      System.exit(1);
    }
  }

  private static void told(MigrationEvent event, int stop) {
    if (event instanceof MigrationEvent.Statement) {
      statements++;
      if (stop > 0) {
        say("at " + statements);
      }
      if (statements == stop) {
        await();
      }
    }
  }

  private static void await() {
    try {
      if (System.in.read() < 0) {
        System.exit(2);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
