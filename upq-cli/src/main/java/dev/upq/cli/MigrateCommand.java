// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.config.PgConfig;
import dev.upq.fault.PgUsageException;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationReport;
import dev.upq.migrate.MigrationStatus;
import dev.upq.migrate.PgMigrator;
import dev.upq.migrate.RoundTripReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a database from one version to another. One thread. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Applies files of SQL to a database, in the order of their versions, each once and in a"
          + " transaction of its own, and keeps a log of it in the database.",
      "",
      "Ctrl-C rolls back what is under way and lets the lock go; a second one drops the"
          + " connection. For example: upq migrate up --dir migrations"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done, or nothing to do",
      "1:a migration failed, files and log do not agree, or the server cannot be reached",
      "2:called wrongly",
      "130:ended by Ctrl-C"
    })
final class MigrateCommand implements Runnable {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /** The PostgreSQL that is started where none is named. */
  private static final int TEST_ON = 18;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MigrateOptions options = new MigrateOptions();

  @Option(names = "--up", description = "The same as: upq migrate up")
  private boolean up;

  @Option(names = "--down", description = "The same as: upq migrate down")
  private boolean down;

  MigrateCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        up || down
            ? "--up or --down, not both"
            : "what is to be done? For example: upq migrate up");
  }

  /** {@code --up} and {@code --down} are commands; what they are given is the rest. */
  static String[] aliased(String... arguments) {
    if (arguments.length < 2 || !arguments[0].equals("migrate")) {
      return arguments;
    }
    String[] same = arguments.clone();
    for (int i = 1; i < same.length; i++) {
      if (same[i].equals("--up") || same[i].equals("--down")) {
        String command = same[i].substring(2);
        System.arraycopy(same, 1, same, 2, i - 1);
        same[1] = command;
        return same;
      }
    }
    return same;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Applies what is pending, all or up to a version.")
  int up(
      @Parameters(arity = "0..1", paramLabel = "VERSION", description = "The last to be applied.")
          Optional<Long> version) {
    least(version, 1);
    return report(its -> version.isPresent() ? its.up(version.get()) : its.up());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Takes back the highest version, several, or all above one.")
  int down(
      @Parameters(
              arity = "0..1",
              paramLabel = "COUNT",
              description = "How many are taken back (default: 1).")
          Optional<Integer> count,
      @Option(
              names = "--to",
              paramLabel = "VERSION",
              description = "The last that stays; 0 takes all back.")
          Optional<Long> to) {
    if (count.isPresent() && to.isPresent()) {
      throw wrong("a count, or --to VERSION; not both");
    }
    least(count.map(Integer::longValue), 1);
    least(to, 0);
    return report(its -> to.isPresent() ? its.downTo(to.get()) : its.down(count.orElse(1)));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Takes the highest version back, and applies it again.")
  int redo() {
    return report(PgMigrator::redo);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Shows each migration and what has become of it.")
  int status() {
    return work(
        migrator -> {
          MigrationStatus status = migrator.status();
          print(MigrateText.status(status), MigrateJson.status(status));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "As status, and fails where files and log do not agree.")
  int validate() {
    return work(
        migrator -> {
          MigrationStatus status = migrator.validate();
          print(
              List.of("files and log agree: " + status.entries().size() + " migrations"),
              MigrateJson.status(status));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Stamps the rows of edited and renamed files anew, and deletes those of migrations that"
              + " stopped in the middle; shows what differs.")
  int repair() {
    return work(
        migrator -> {
          List<String> done = migrator.repair();
          print(done.isEmpty() ? List.of("nothing to repair") : done, MigrateJson.done(done));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Says that everything up to a version is there already.")
  int baseline(@Parameters(paramLabel = "VERSION") long version) {
    least(Optional.of(version), 1);
    return work(
        migrator -> {
          migrator.baseline(version);
          List<String> done = List.of("baseline at version " + version);
          print(done, MigrateJson.done(done));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Shows what up would do: each statement, the locks that it takes, what the lint says.")
  int plan() {
    return work(
        migrator -> {
          var plan = migrator.plan();
          print(MigrateText.plan(plan), MigrateJson.plan(plan));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Proves every down: in a database of its own, which is dropped behind it, all is applied,"
            + " taken back and applied again, and what is there is compared after each step.",
        "Without --url a PostgreSQL is started for it."
      })
  int test() {
    Screen screen = Screen.of(spec.commandLine().getErr());
    try (Server server = Server.of(options.url(), TEST_ON, screen)) {
      return work(
          server.config(2),
          migrator -> {
            RoundTripReport report = migrator.test();
            print(List.of(MigrateText.roundTrip(report)), MigrateJson.roundTrip(report));
          });
    }
  }

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = "Makes the files of a migration that is to be written.")
  int create(
      @Parameters(paramLabel = "NAME", description = "In a few words.") String title,
      @Option(names = "--timestamp", description = "The time, in UTC, is the version.")
          boolean timestamp,
      @Option(names = "--repeatable", description = "Applied whenever it changes.")
          boolean repeatable) {
    String name = NewMigration.name(title);
    if (name.isEmpty()) {
      throw wrong("\"" + title + "\" has no letter or digit for a file's name");
    }
    try {
      Path folder = options.folder();
      List<String> made =
          (repeatable
                  ? NewMigration.repeatable(folder, name)
                  : NewMigration.pair(
                      folder,
                      timestamp
                          ? ZonedDateTime.now(ZoneOffset.UTC).format(STAMP)
                          : NewMigration.next(folder),
                      name))
              .stream().map(Path::toString).toList();
      print(made, MigrateJson.done(made));
      return CommandLine.ExitCode.OK;
    } catch (IOException failed) {
      throw new PgUsageException("cannot make the files: " + failed);
    }
  }

  private int report(Function<PgMigrator, MigrationReport> call) {
    return work(
        migrator -> {
          MigrationReport report = call.apply(migrator);
          print(List.of(MigrateText.report(report)), MigrateJson.report(report));
        });
  }

  /** What a command does with its migrator. */
  @FunctionalInterface
  private interface Use {
    void of(PgMigrator migrator);
  }

  private int work(Use use) {
    return work(options.config(), use);
  }

  private int work(PgConfig config, Use use) {
    MigrateScreen screen = new MigrateScreen(Screen.of(spec.commandLine().getErr()));
    PgMigrator migrator = options.migrator(config, screen::told);
    try (StopSignal _ = StopSignal.over(migrator::abort)) {
      use.of(migrator);
      return CommandLine.ExitCode.OK;
    } catch (MigrationException failed) {
      if (options.json()) {
        print(List.of(), MigrateJson.failure(failed));
      }
      throw failed;
    }
  }

  private void print(List<String> lines, String json) {
    PrintWriter out = spec.commandLine().getOut();
    (options.json() ? List.of(json) : lines).forEach(out::println);
    out.flush();
  }

  private void least(Optional<Long> given, long least) {
    if (given.isPresent() && given.get() < least) {
      throw wrong("it is " + given.get() + ", and must be at least " + least);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
