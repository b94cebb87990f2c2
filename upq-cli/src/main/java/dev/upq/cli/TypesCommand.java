// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how the values of each type travel. One thread. */
@Command(
    name = "types",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Asks a server (one is started without --url) for all types of its database, and prints for"
          + " each whether its values come and go in binary, whether they come as text, and which"
          + " Java class they are read as.",
      "",
      "The last line counts the base, range and multirange types that the server has a binary form"
          + " of, and the arrays of such."
    })
final class TypesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A server to ask, as a URI or key=value string of libpq; else one is started.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--postgres",
      paramLabel = "VERSION",
      defaultValue = "18",
      description = "The PostgreSQL to start (default: ${DEFAULT-VALUE}).")
  private int version = 18;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  TypesCommand() {}

  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (Server server = Server.of(url, version, screen);
        PgConnection connection =
            new Connector(
                    ConnectionSetup.of(server.config(1).with("application_name", "upq types")))
                .connect()) {
      TypeTable table = TypeTable.read(connection);
      screen.draw(List.of());
      (json ? TypeText.json(table) : TypeText.lines(table)).forEach(out::println);
      if (!json) {
        out.println(table.total());
      }
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }
}
