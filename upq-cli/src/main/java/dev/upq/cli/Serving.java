// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.examples.flights.FlightData;
import dev.upq.examples.flights.Traffic;
import dev.upq.examples.flights.Verifier;
import dev.upq.fault.PgException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * The main job while it serves: traffic, what is shown of it, and what is done where the database
 * is lost. One thread.
 *
 * @param killEvery zero for never
 */
record Serving(
    Server server,
    PgPool pool,
    Traffic traffic,
    Outages outages,
    News news,
    Screen screen,
    Duration killEvery) {

  private static final Duration TABLE = Duration.ofSeconds(1);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** Verifies everything after that time; the command's exit status. */
  int once(FlightData data, long seed, Duration time, PrintWriter out) throws InterruptedException {
    TrafficTable table = new TrafficTable(screen, traffic, pool);
    try (Kills kills = new Kills(server, news, killEvery)) {
      traffic.start(seed);
      kills.start();
      watch(table, time);
    }
    traffic.stop();
    screen.draw(List.of());
    Verifier.Findings findings = new Verifier(pool, data).verify(traffic);
    for (Optional<String> late = news.now(); late.isPresent(); late = news.now()) {
      screen.line(late.get());
    }
    table.total().forEach(out::println);
    return summary(findings, traffic, outages, out);
  }

  /** The same until this process is told to end. */
  int untilStopped(long seed) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              news.stop();
              awaitQuietly(stopped);
            },
            "upq-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Kills kills = new Kills(server, news, killEvery)) {
      traffic.start(seed);
      kills.start();
      screen.line("serving " + traffic.callers() + " virtual threads; Ctrl-C stops");
      watch(new TrafficTable(screen, traffic, pool), FOR_EVER);
      screen.keep();
    } finally {
      traffic.stop();
      screen.line(
          "stopped after "
              + traffic.done()
              + " pieces of work, wrong answers "
              + traffic.wrongAnswers());
      stopped.countDown();
    }
    return traffic.wrongAnswers() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Shows the table, and what is news, until the time is over or somebody says stop. A server that
   * was started, and that somebody has killed, is started again.
   */
  private void watch(TrafficTable table, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    Duration pause = screen.terminal() ? TABLE : PLAIN;
    while (!news.stopped()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      Optional<String> line = news.next(Duration.ofNanos(Math.min(left, pause.toNanos())));
      line.ifPresent(screen::line);
      if (line.isEmpty() && !news.stopped() && System.nanoTime() < end) {
        screen.draw(screen.terminal() ? table.lines() : List.of(table.line()));
      }
      if (killEvery.isZero() && !news.stopped()) {
        mend();
      }
    }
  }

  private void mend() {
    try {
      if (server.mend()) {
        screen.line("the server did not run any more, and was started again");
      }
    } catch (PgException failed) {
      // This process may be ending, and its server with it.
      if (!news.stopped()) {
        screen.line("the server cannot be started again: " + failed.getMessage());
      }
    }
  }

  private static int summary(
      Verifier.Findings findings, Traffic traffic, Outages outages, PrintWriter out) {
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
    // What fails with the server is as it has to be, as long as no answer is wrong.
    long failed = outages.count() > 0 ? traffic.failedOtherwise() : traffic.failed();
    boolean right = findings.wrong().isEmpty() && failed == 0;
    if (!right) {
      traffic.failuresTold().forEach(line -> out.println("failed: " + line));
    }
    if (outages.count() > 0) {
      out.println(
          String.format(
              Locale.ROOT,
              "the database was lost %d times: %d calls failed, %d commits have an unknown outcome,"
                  + " %d announcements lie in %d gaps that were told",
              outages.count(),
              traffic.failed(),
              traffic.unknownOutcomes(),
              traffic.announcements().missed(),
              traffic.announcements().gaps()));
    }
    out.println(
        right
            ? "every answer was right (" + traffic.done() + " pieces of work)"
            : findings.wrong().size()
                + " findings are wrong, "
                + failed
                + " calls failed, see above");
    out.flush();
    return right ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }
}
