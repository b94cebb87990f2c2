// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.PgPool;
import dev.upq.examples.flights.Announcements;
import dev.upq.examples.flights.Latencies;
import dev.upq.examples.flights.Traffic;
import dev.upq.examples.flights.Work;
import dev.upq.pool.PoolState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of rates and latencies. One thread at a time. */
final class TrafficTable {

  private static final double NANOS_A_SECOND = 1e9;

  private final Screen screen;
  private final Traffic traffic;
  private final PgPool pool;
  private final Map<Work, Long> before = new EnumMap<>(Work.class);
  private final long begun = System.nanoTime();
  private long beforeAt = begun;

  TrafficTable(Screen screen, Traffic traffic, PgPool pool) {
    this.screen = screen;
    this.traffic = traffic;
    this.pool = pool;
  }

  /** The table of the whole time: rates and latencies since the start. */
  List<String> total() {
    before.clear();
    beforeAt = begun;
    return lines();
  }

  /** The table as it is now: rates since the last call, latencies since the start. */
  List<String> lines() {
    long now = System.nanoTime();
    double seconds = Math.max(1e-3, (now - beforeAt) / NANOS_A_SECOND);
    beforeAt = now;
    List<String> lines = new ArrayList<>();
    lines.add(
        screen.bold(
            String.format(
                Locale.ROOT,
                "%-34s %9s %12s %9s %9s %9s",
                "",
                "each s",
                "done",
                "p50 ms",
                "p99 ms",
                "p99.9 ms")));
    for (Work work : Work.values()) {
      lines.add(row(work, seconds));
    }
    PoolState state = pool.state();
    lines.add(
        String.format(
            Locale.ROOT,
            "connections %d of %d (%d lent, %d settling), callers waiting %d, %s, %s",
            state.total(),
            state.max(),
            state.lent(),
            state.settling(),
            state.waiting(),
            wrong(),
            String.format(Locale.ROOT, "failed %d", traffic.failed())));
    lines.add(announced());
    String latest = traffic.announcements().latest();
    if (!latest.isEmpty()) {
      lines.add("late: " + latest);
    }
    return lines;
  }

  /** What came of the announcements on {@code flight.*}. */
  String announced() {
    Announcements its = traffic.announcements();
    return String.format(
        Locale.ROOT,
        "late flights announced %d, heard %d; gaps %d; %d dropped by a board that is slow",
        its.sent(),
        its.heard(),
        its.gaps(),
        its.dropped());
  }

  /** The same in one line, for where no table can be redrawn. */
  String line() {
    long done = traffic.done();
    return String.format(
        Locale.ROOT,
        "%4.0f s  %d done, %.0f/s, %s, failed %d, gaps %d",
        (System.nanoTime() - begun) / NANOS_A_SECOND,
        done,
        done / Math.max(1e-3, (System.nanoTime() - begun) / NANOS_A_SECOND),
        wrong(),
        traffic.failed(),
        traffic.announcements().gaps());
  }

  private String row(Work work, double seconds) {
    Latencies latencies = traffic.latencies(work);
    long done = latencies.count();
    long since = done - before.getOrDefault(work, 0L);
    before.put(work, done);
    return String.format(
        Locale.ROOT,
        "%-34s %9.0f %12d %9.2f %9.2f %9.2f",
        work.title(),
        since / seconds,
        done,
        millis(latencies.percentile(0.5)),
        millis(latencies.percentile(0.99)),
        millis(latencies.percentile(0.999)));
  }

  private String wrong() {
    String text = "wrong answers " + traffic.wrongAnswers();
    return traffic.wrongAnswers() == 0 ? screen.good(text) : screen.bad(text);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
