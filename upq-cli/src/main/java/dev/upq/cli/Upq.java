// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.fault.PgException;
import dev.upq.migrate.MigrationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself; each of its subcommands is a class of its own. One thread. */
@Command(
    name = "upq",
    description = "A PostgreSQL runtime for Java's virtual threads.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      ListenCommand.class,
      NotifyCommand.class,
      TypesCommand.class,
      MigrateCommand.class,
      InspectCommand.class,
      GenerateCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {"", "In a checkout, ./upq bench measures upq beside its peers: ./upq bench --help"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all went well", "1:something failed", "2:called wrongly"})
public final class Upq implements Runnable {

  @Spec private CommandSpec spec;

  Upq() {
    spec = CommandSpec.create();
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(MigrateCommand.aliased(arguments)));
  }

  /** The command, ready to be executed. */
  public static CommandLine commandLine() {
    return new CommandLine(new Upq())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, arguments) -> usage(wrong))
        .setExecutionExceptionHandler((failed, line, parsed) -> failure(line, failed));
  }

  /** Without a subcommand there is nothing to do: that is wrong usage. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? For example: upq run --once");
  }

  /** One line that says what is wrong, and one that says where to read on. */
  private static int usage(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    String command = line.getCommandSpec().qualifiedName();
    line.getErr().println("upq: " + wrong.getMessage());
    line.getErr().println("See: " + command + " --help");
    line.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  /**
   * One line for what the library tells; what it does not tell is a bug of ours and shows where it
   * is.
   */
  private static int failure(CommandLine line, Exception failed) {
    if (failed instanceof PgException || failed instanceof MigrationException) {
      line.getErr().println("upq: " + failed.getMessage());
    } else {
      line.getErr().println("upq: unforeseen, please report: ");
      failed.printStackTrace(line.getErr());
    }
    line.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
