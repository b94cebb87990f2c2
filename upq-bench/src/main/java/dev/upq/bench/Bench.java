// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.report.Bars;
import dev.upq.bench.report.Document;
import dev.upq.bench.report.Markdown;
import dev.upq.bench.report.Outcome;
import dev.upq.bench.report.Picture;
import dev.upq.bench.report.Table;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import dev.upq.fault.PgException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code upq bench}. One thread. */
@Command(
    name = "upq bench",
    description = {
      "Measures upq beside pgjdbc with HikariCP, vertx-pg-client, r2dbc-postgresql and pgbench,"
          + " each in a process of its own, in turns, and says which bars upq reaches."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:measured, whatever came of it", "1:something failed", "2:called wrongly"})
public final class Bench implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "All cases, short: at most six minutes on two cores.")
  private boolean quick;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The server, without TLS; its schema upq_bench is dropped and made. Default: one is"
              + " started.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each is measured, 1 to 100 (default: 3; quick: 2).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long a round is, 0.1 to 600 (default: 3; quick: 0.4).")
  private Optional<Double> seconds = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "BAR",
      split = ",",
      description = "Only the cases of these bars, such as B1,B2 (default: all).")
  private List<String> only = List.of();

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      description =
          "Only these: upq, upq-lane, upq-typed, pgjdbc, vertx, vertx-loop, r2dbc, pgbench"
              + " (default: all).")
  private List<String> peers = List.of();

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "How many connections each has, 1 to 100 (default: ${DEFAULT-VALUE}).",
      defaultValue = "8")
  private int connections = 8;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures to a file.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draws the ratios, such as docs/bench/ratios.svg.")
  private Optional<Path> svg = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Writes the tables for docs/PERFORMANCE.md.")
  private Optional<Path> markdown = Optional.empty();

  @Option(
      names = "--jmh",
      paramLabel = "REGEX",
      arity = "0..1",
      fallbackValue = ".*",
      description = "Runs the JMH benchmarks of parts whose names match, and nothing else.")
  private Optional<String> jmh = Optional.empty();

  private final Children children = new Children();

  Bench() {
    spec = CommandSpec.create();
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setParameterExceptionHandler((wrong, arguments) -> usage(wrong))
        .setExecutionExceptionHandler((failed, line, parsed) -> failure(line, failed));
  }

  private static int failure(CommandLine line, Exception failed) {
    Bench bench = line.getCommand();
    if (bench.children.ending()) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    return told(line, failed);
  }

  @Override
  public Integer call() {
    Plan plan = plan();
    if (jmh.isPresent()) {
      return Parts.run(children, jmh.get());
    }
    PrintWriter out = spec.commandLine().getOut();
    Screen screen = screen(spec.commandLine().getErr());
    try (Database database = Database.open(url)) {
      screen.line("PostgreSQL " + database.version() + ", Java " + Runtime.version());
      List<Outcome> outcomes = plan.carryOut(children, database, screen, out::println);
      out.println();
      Table.bars(Bars.all(), outcomes).forEach(out::println);
      out.flush();
      keep(database.version(), plan.rounds(), outcomes);
    }
    return CommandLine.ExitCode.OK;
  }

  private void keep(String server, Rounds rounds, List<Outcome> outcomes) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    about.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    about.put("server", "PostgreSQL " + server);
    about.put("java", Runtime.version().toString());
    about.put("rounds", rounds.toString());
    String subtitle =
        "%s, %s, Java %d, %s cores"
            .formatted(
                about.get("date"),
                about.get("server"),
                Runtime.version().feature(),
                about.get("cores"));
    json.ifPresent(file -> write(file, Document.of(about, Bars.all(), outcomes)));
    svg.ifPresent(file -> write(file, Picture.of(Bars.all(), outcomes, subtitle)));
    markdown.ifPresent(file -> write(file, Markdown.of(Bars.all(), outcomes, subtitle)));
  }

  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException failed) {
      throw new BenchException("cannot write " + file + ": " + failed.getMessage(), failed);
    }
  }

  private Plan plan() {
    Rounds times = quick ? Rounds.quick() : Rounds.standard();
    if (rounds.isPresent()) {
      times = times.withRounds((int) between("--rounds", rounds.get(), 1, 100));
    }
    if (seconds.isPresent()) {
      times = times.withSeconds(between("--seconds", seconds.get(), 0.1, 600));
    }
    between("--connections", connections, 1, 100);
    return new Plan(cases(), chosenPeers(), times, connections);
  }

  private Set<Case> cases() {
    Set<String> names = new LinkedHashSet<>();
    for (String word : only) {
      String name = word.strip().toUpperCase(Locale.ROOT);
      if (!Bars.names().contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "--only: there is no bar " + word + "; there are B1 to B14");
      }
      names.add(name);
    }
    return Bars.cases(names.isEmpty() ? Bars.names() : names);
  }

  private Set<Peer> chosenPeers() {
    if (peers.isEmpty()) {
      return EnumSet.allOf(Peer.class);
    }
    Set<Peer> chosen = EnumSet.noneOf(Peer.class);
    for (String word : peers) {
      chosen.add(
          Peer.find(word.strip())
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(), "--peers: nobody is called " + word)));
    }
    return chosen;
  }

  private double between(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is %s; it must be between %s and %s"
              .formatted(option, plain(value), plain(least), plain(most)));
    }
    return value;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  @SuppressWarnings("SystemConsoleNull") // It is null in JDK 25 where there is no terminal.
  private static Screen screen(PrintWriter err) {
    Console console = System.console();
    return new Screen(err, console != null && console.isTerminal());
  }

  /** One line that says what is wrong. */
  private static int usage(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println("upq bench: " + wrong.getMessage() + "; see upq bench --help");
    line.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int told(CommandLine line, Exception failed) {
    if (failed instanceof PgException || failed instanceof BenchException) {
      line.getErr().println("upq bench: " + failed.getMessage());
    } else {
      line.getErr().println("upq bench: unforeseen, please report: ");
      failed.printStackTrace(line.getErr());
    }
    line.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
