// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgUsageException;
import dev.upq.introspect.Database;
import dev.upq.introspect.PgIntrospector;
import dev.upq.introspect.Table;
import dev.upq.introspect.source.Field;
import dev.upq.introspect.source.JavaFile;
import dev.upq.introspect.source.RecordSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes Java for what there is in a database. One thread. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes Java for what there is in a database: upq generate records")
final class GenerateCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  GenerateCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what is to be generated? For example: upq generate records");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Writes a record for the rows of each table, or of those that are selected, or of queries,"
            + " and the enums and composites that they use.",
        "",
        "A file that was not written so is never written over. For example: upq generate records"
            + " --package app.data --out src/main/java --schema app"
      })
  int records(
      @Mixin ModelOptions options,
      @Option(
              names = "--package",
              required = true,
              paramLabel = "NAME",
              description = "The package of the records.")
          String javaPackage,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "The folder of sources that the package stands in.")
          Path folder,
      @Option(
              names = "--query",
              paramLabel = "NAME=SQL",
              description =
                  "A record of that name for the rows of a query, which is described and not run;"
                      + " may be given several times. Tables are written beside it only where"
                      + " --schema or --table selects some.")
          @Nullable Map<String, String> queries) {
    if (!RecordSource.isPackage(javaPackage)) {
      throw new ParameterException(
          spec.commandLine(), "no package of Java can be called \"" + javaPackage + "\"");
    }
    RecordSource source = source(options, javaPackage, queries == null ? Map.of() : queries);
    PrintWriter out = spec.commandLine().getOut();
    for (JavaFile file : source.files()) {
      out.println(write(folder.resolve(file.path()), file.text()));
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static RecordSource source(
      ModelOptions options, String javaPackage, Map<String, String> queries) {
    try (PgConnection connection = options.connect()) {
      // A query may use types of any schema.
      Database all = PgIntrospector.of(connection).read();
      RecordSource source = RecordSource.of(all, javaPackage);
      if (queries.isEmpty() || options.selective()) {
        tables(options.introspector(connection).read()).forEach(source::table);
      }
      queries.forEach((name, sql) -> source.query(name, columns(connection, name, sql)));
      return source;
    }
  }

  private static List<Table> tables(Database model) {
    List<Table> tables =
        model.tables().stream().filter(table -> table.partitionOf().isEmpty()).toList();
    if (tables.isEmpty()) {
      throw new PgUsageException("no table is selected in the database " + model.name());
    }
    return tables;
  }

  private static List<Field> columns(PgConnection connection, String name, String sql) {
    List<Field> columns =
        PgIntrospector.of(connection).describe(sql).columns().stream().map(Field::of).toList();
    if (columns.isEmpty()) {
      throw new PgUsageException("the query " + name + " returns no columns");
    }
    return columns;
  }

  private static Path write(Path file, String text) {
    try {
      if (Files.exists(file) && !Files.readString(file).startsWith(RecordSource.MARK)) {
        throw new PgUsageException(
            file + " is there and was not generated; move it, or choose another --package");
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new PgUsageException("cannot write " + file + ": " + failed);
    }
  }
}
