// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import dev.upq.bench.work.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures and the bars as lines of text. Stateless. */
public final class Table {

  private Table() {}

  /** The figures of one case, a line each client. */
  public static List<String> figures(Outcome outcome) {
    List<String> lines = new ArrayList<>();
    String unit = outcome.work().unit();
    lines.add(outcome.work().title());
    lines.add(row("", unit + "s/s", "CPU µs", "p50 µs", "p99 µs", "p99.9 µs", "bytes"));
    for (Peer peer : Peer.values()) {
      Figures figures = outcome.figures().get(peer);
      String note = outcome.notes().get(peer);
      if (figures != null) {
        lines.add(
            row(
                peer.word(),
                number(figures.rate()),
                number(figures.cpuMicros()),
                number(figures.p50Micros()),
                number(figures.p99Micros()),
                number(figures.p999Micros()),
                number(figures.allocatedBytes())));
      } else if (note != null) {
        lines.add(String.format(Locale.ROOT, "  %-11s %s", peer.word(), note));
      }
    }
    return lines;
  }

  /** The bars that these outcomes can tell of, a line each. */
  public static List<String> bars(List<Bar> bars, List<Outcome> outcomes) {
    List<String> lines = new ArrayList<>();
    for (Bar bar : bars) {
      for (Outcome outcome : outcomes) {
        if (outcome.work() == bar.work()) {
          lines.add(line(bar, bar.judge(outcome.figures())));
        }
      }
    }
    return lines;
  }

  private static String line(Bar bar, Bar.Verdict verdict) {
    String what =
        String.format(
            Locale.ROOT,
            "%-4s %-42s %-9s %-9s",
            bar.name(),
            bar.work().title(),
            bar.who().word(),
            bar.figure().word());
    String limit = limit(bar);
    return switch (verdict) {
      case Bar.Verdict.Measured measured ->
          String.format(
              Locale.ROOT,
              "%s %6.2f of %-10s  %-13s %s",
              what,
              measured.ratio(),
              measured.best(),
              limit,
              measured.met() ? "met" : "MISSED");
      case Bar.Verdict.Unknown unknown ->
          String.format(Locale.ROOT, "%s      - %-13s  %-13s %s", what, "", limit, unknown.why());
    };
  }

  /** Such as {@code at least 1.40}. */
  static String limit(Bar bar) {
    return String.format(
        Locale.ROOT, "%s %.2f", bar.figure().moreIsBetter() ? "at least" : "at most", bar.limit());
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "  %-11s %12s %11s %11s %11s %11s %11s", cells)
        .stripTrailing();
  }

  /** Three digits that count, and thousands with commas; a dash for what is not known. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }
}
