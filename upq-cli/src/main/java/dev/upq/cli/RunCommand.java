// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.console.NotificationSections;
import dev.upq.examples.flights.Announcements;
import dev.upq.examples.flights.FlightData;
import dev.upq.examples.flights.Loader;
import dev.upq.examples.flights.Traffic;
import dev.upq.notify.PgChannelDispatcher;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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

  @Option(
      names = "--kill-every",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Kills the server that was started every N seconds, 1 to 3600, and starts it again half a"
              + " second later; 0 for never (default: ${DEFAULT-VALUE}).")
  private int killEvery;

  RunCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    check("--seconds", seconds, 86_400);
    check("--callers", callers, 10_000);
    check("--connections", connections, 1_000);
    if (killEvery != 0) {
      check("--kill-every", killEvery, 3_600);
      if (url.isPresent()) {
        throw new ParameterException(
            spec.commandLine(),
            "--kill-every is for the server that this starts; leave out --url or --kill-every");
      }
    }
    LivePage page = LivePage.of(console, spec.commandLine());
    Screen screen = Screen.of(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (Server server = Server.of(url, version, killEvery > 0, screen);
        PgPool pool = PgPool.builder(server.config(connections)).name("flights").open();
        page) {
      PgConfig config = server.config(connections);
      screen.line(where(pool, config, server.started()));
      FlightData data = FlightData.read();
      News news = new News();
      try (Announcements announcements = Announcements.open(pool, callers);
          Outages outages = new Outages(pool, news)) {
        PgChannelDispatcher bus = announcements.dispatcher();
        page.open(
                pool, NotificationSections.connection(bus), NotificationSections.subscriptions(bus))
            .ifPresent(uri -> screen.line("live page at " + uri));
        load(pool, data, screen);
        try (Traffic traffic = new Traffic(pool, data, callers, announcements)) {
          Serving serving =
              new Serving(
                  server, pool, traffic, outages, news, screen, Duration.ofSeconds(killEvery));
          return once
              ? serving.once(data, seed, Duration.ofSeconds(seconds), out)
              : serving.untilStopped(seed);
        }
      }
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

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be between 1 and " + most);
    }
  }
}
