// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.fault.PgUsageException;
import dev.upq.introspect.Database;
import dev.upq.introspect.SchemaDiff;
import dev.upq.introspect.diagram.SchemaDiagram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what there is in a database. One thread. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads the catalogues of a database in one snapshot, and shows its tables, types and"
          + " routines; compares them with another database, or with what was saved of one; or"
          + " draws its tables.",
      "",
      "For example: upq inspect --schema app --diagram app.svg"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all went well; with --diff, there is no difference",
      "1:there are differences, or something failed",
      "2:called wrongly"
    })
final class InspectCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ModelOptions options = new ModelOptions();

  @Option(names = "--extensions", description = "Also what belongs to extensions.")
  private boolean extensions;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--canonical",
      description = "Print one line for each thing; the same DDL gives the same lines everywhere.")
  private boolean canonical;

  @Option(
      names = "--diff",
      paramLabel = "OTHER",
      description =
          "Print what differs: - is only here, + is only in the other. That is a server's URL, or a"
              + " file that --canonical or --json has printed.")
  private Optional<String> other = Optional.empty();

  @Option(
      names = "--diagram",
      paramLabel = "FILE",
      description = "Draw the tables and their foreign keys: FILE.svg, or FILE.mmd for Mermaid.")
  private Optional<Path> diagram = Optional.empty();

  InspectCommand() {}

  @Override
  public Integer call() {
    int wanted = (canonical ? 1 : 0) + (other.isPresent() ? 1 : 0) + (diagram.isPresent() ? 1 : 0);
    if (wanted > 1 || (json && (canonical || diagram.isPresent()))) {
      throw wrong("one of --canonical, --diff and --diagram, and --json with --diff or alone");
    }
    boolean mermaid = diagram.isPresent() && mermaid(diagram.get());
    Optional<List<String>> saved = other.filter(name -> !isUrl(name)).map(ModelFile::lines);
    Database model = options.read(extensions);
    if (other.isPresent()) {
      List<String> lines = saved.orElseGet(() -> options.readFrom(other.get(), extensions).lines());
      return difference(SchemaDiff.of(model.lines(), lines));
    }
    if (diagram.isPresent()) {
      return draw(model, diagram.get(), mermaid);
    }
    if (json) {
      print(List.of(ModelJson.of(model)));
    } else {
      print(canonical ? model.lines() : InspectText.of(model, title()));
    }
    return CommandLine.ExitCode.OK;
  }

  private static boolean isUrl(String name) {
    return name.startsWith("postgres://")
        || name.startsWith("postgresql://")
        || (name.contains("=") && !Files.exists(Path.of(name)));
  }

  private boolean mermaid(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".svg") && !name.endsWith(".mmd")) {
      throw wrong("\"" + file + "\" is no picture that can be drawn; FILE.svg or FILE.mmd can");
    }
    return name.endsWith(".mmd");
  }

  private int difference(SchemaDiff diff) {
    if (json) {
      print(List.of(ModelJson.of(diff)));
    } else {
      print(diff.lines());
    }
    return diff.isEmpty() ? CommandLine.ExitCode.OK : DIFFERENT;
  }

  private int draw(Database model, Path file, boolean mermaid) {
    SchemaDiagram drawn = SchemaDiagram.of(model);
    try {
      Files.writeString(file, mermaid ? drawn.mermaid() : drawn.svg());
    } catch (IOException failed) {
      throw new PgUsageException("cannot write the diagram: " + failed);
    }
    print(List.of(file + ": " + InspectText.count(drawn.tables(), "table")));
    return CommandLine.ExitCode.OK;
  }

  private UnaryOperator<String> title() {
    return Screen.of(spec.commandLine().getOut())::bold;
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
