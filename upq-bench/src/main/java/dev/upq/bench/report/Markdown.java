// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import dev.upq.bench.work.Peer;
import java.util.List;
import java.util.Locale;

/** The bars and the figures as tables for the docs. Stateless. */
public final class Markdown {

  private Markdown() {}

  /** A heading line, the bars, and the figures of each case. */
  public static String of(List<Bar> bars, List<Outcome> outcomes, String heading) {
    StringBuilder text = new StringBuilder(heading).append("\n\n");
    text.append("| bar | case | who | figure | ratio | against | asked for | |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (Bar bar : bars) {
      for (Outcome outcome : outcomes) {
        if (outcome.work() == bar.work()) {
          bar(text, bar, bar.judge(outcome.figures()));
        }
      }
    }
    text.append("\n| case | client | a second | CPU µs | p50 µs | p99 µs | p99.9 µs | bytes |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    outcomes.forEach(outcome -> figures(text, outcome));
    return text.toString();
  }

  private static void bar(StringBuilder text, Bar bar, Bar.Verdict verdict) {
    String what =
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s ",
            bar.name(),
            bar.work().title(),
            bar.who().word(),
            bar.figure().word());
    text.append(what);
    switch (verdict) {
      case Bar.Verdict.Measured measured ->
          text.append(
              String.format(
                  Locale.ROOT,
                  "| %.2f | %s | %s | %s |\n",
                  measured.ratio(),
                  measured.best(),
                  Table.limit(bar),
                  measured.met() ? "met" : "**missed**"));
      case Bar.Verdict.Unknown unknown ->
          text.append(
              String.format(Locale.ROOT, "| – | | %s | %s |\n", Table.limit(bar), unknown.why()));
    }
  }

  private static void figures(StringBuilder text, Outcome outcome) {
    String title = outcome.work().title() + ", " + outcome.work().unit() + "s";
    for (Peer peer : Peer.values()) {
      Figures figures = outcome.figures().get(peer);
      if (figures != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s |\n",
                title,
                peer.word(),
                Table.number(figures.rate()),
                Table.number(figures.cpuMicros()),
                Table.number(figures.p50Micros()),
                Table.number(figures.p99Micros()),
                Table.number(figures.p999Micros()),
                Table.number(figures.allocatedBytes())));
        title = "";
      }
    }
  }
}
