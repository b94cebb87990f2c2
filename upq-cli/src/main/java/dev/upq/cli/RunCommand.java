// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.examples.flights.FlightData;
import dev.upq.examples.flights.Loader;
import dev.upq.examples.flights.Traffic;
import dev.upq.examples.flights.Verifier;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the main job: loads the flights, serves traffic, shows what it does. One thread. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Starts PostgreSQL (or uses --url), loads 3,376 airports and 20,000 flights into the schema"
          + " upq_flights, lets many virtual threads read and write them over a pool, checks every"
          + " answer, and shows rates and latencies.",
      "",
      "The schema upq_flights is dropped and created anew. Ctrl-C ends the traffic; a server that"
          + " was started is stopped."
    })
final class RunCommand implements Callable<Integer> {

  private static final Duration TABLE = Duration.ofSeconds(1);
  private static final Duration PLAIN = Duration.ofSeconds(5);

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A server to use, as a URI or key=value string of libpq; else one is started.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--once",
      description = "Load, run the traffic for --seconds, verify everything, print a summary, end.")
  private boolean once;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long the traffic of --once runs, 1 to 86400 (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--callers",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many virtual threads call, 1 to 10000 (default: ${DEFAULT-VALUE}).")
  private int callers = 64;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many connections they share, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int connections = 8;

  @Option(
      names = "--postgres",
      paramLabel = "VERSION",
      defaultValue = "18",
      description = "The PostgreSQL to start (default: ${DEFAULT-VALUE}).")
  private int version = 18;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Makes what the callers ask for repeatable (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--console",
      paramLabel = "PORT|off",
      defaultValue = "0",
      description =
          "Where the live page listens on the loopback address: a port, 0 for any free one, or off"
              + " (default: ${DEFAULT-VALUE}).")
  private String console = "0";

  RunCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    check("--seconds", seconds, 86_400);
    check("--callers", callers, 10_000);
    check("--connections", connections, 1_000);
    LivePage page = LivePage.of(console, spec.commandLine());
    Screen screen = Screen.of(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (Server server = Server.of(url, version, screen);
        PgPool pool = PgPool.builder(server.config(connections)).name("flights").open();
        page) {
      PgConfig config = server.config(connections);
      screen.line(where(pool, config, server.started()));
      page.open(pool).ifPresent(uri -> screen.line("live page at " + uri));
      FlightData data = FlightData.read();
      load(pool, data, screen);
      return once ? once(pool, data, screen, out) : untilStopped(pool, data, screen);
    }
  }

  private static String where(PgPool pool, PgConfig config, boolean started) {
    return (started ? "started " : "using ")
        + "PostgreSQL "
        + pool.query("select pg_catalog.current_setting('server_version')").oneText()
        + " at "
        + config.hosts().getFirst()
        + ", database "
        + config.database();
  }

  private void load(PgPool pool, FlightData data, Screen screen) {
    long begun = System.nanoTime();
    new Loader(pool)
        .load(
            data,
            (what, rows, of) -> screen.progress("loading " + what + " " + rows + " of " + of));
    screen.line(
        String.format(
            Locale.ROOT,
            "loaded %d airports and %d flights in %.1f s",
            data.airports().size(),
            data.flights().size(),
            (System.nanoTime() - begun) / 1e9));
  }

  private int once(PgPool pool, FlightData data, Screen screen, PrintWriter out)
      throws InterruptedException {
    try (Traffic traffic = new Traffic(pool, data, callers)) {
      traffic.start(seed);
      TrafficTable table = new TrafficTable(screen, traffic, pool);
      CountDownLatch never = new CountDownLatch(1);
      watch(screen, table, never, Duration.ofSeconds(seconds));
      traffic.stop();
      screen.draw(List.of());
      table.total().forEach(out::println);
      Verifier.Findings findings = new Verifier(pool, data).verify(traffic);
      return summary(findings, traffic, out);
    }
  }

  private int untilStopped(PgPool pool, FlightData data, Screen screen)
      throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              awaitQuietly(stopped);
            },
            "upq-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Traffic traffic = new Traffic(pool, data, callers)) {
      traffic.start(seed);
      screen.line("serving " + callers + " virtual threads; Ctrl-C stops");
      watch(screen, new TrafficTable(screen, traffic, pool), stop, FOR_EVER);
      screen.keep();
      traffic.stop();
      screen.line(
          "stopped after "
              + traffic.done()
              + " pieces of work, wrong answers "
              + traffic.wrongAnswers());
      return traffic.wrongAnswers() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } finally {
      stopped.countDown();
    }
  }

  /** Shows the table until the time is over or somebody says stop. */
  private static void watch(Screen screen, TrafficTable table, CountDownLatch stop, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    Duration pause = screen.terminal() ? TABLE : PLAIN;
    while (true) {
      long left = end - System.nanoTime();
      if (left <= 0 || stop.await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS)) {
        return;
      }
      screen.draw(screen.terminal() ? table.lines() : List.of(table.line()));
    }
  }

  private static int summary(Verifier.Findings findings, Traffic traffic, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "read back as records: %,d airports, %,d flights; %d single rows compared; %,d remarks"
                + " written",
            findings.airports(),
            findings.flights(),
            findings.sampled(),
            findings.remarks()));
    findings.wrong().forEach(line -> out.println("WRONG: " + line));
    traffic.failuresTold().forEach(line -> out.println("failed: " + line));
    boolean right = findings.wrong().isEmpty() && traffic.failed() == 0;
    out.println(
        right
            ? "every answer was right (" + traffic.done() + " pieces of work)"
            : traffic.wrongAnswers()
                + " wrong answers, "
                + traffic.failed()
                + " failed, see above");
    out.flush();
    return right ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be between 1 and " + most);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }
}
