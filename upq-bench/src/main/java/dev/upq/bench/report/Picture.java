// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The bars as a picture (SVG 1.1): for each rate how many times the best other it is, with a mark
 * at what is asked for; and for each cost the same, where shorter is better. Readable on light and
 * dark grounds. Stateless.
 */
public final class Picture {

  private static final int WIDTH = 900;
  private static final int LABELS = 470;
  private static final int LINE = 24;
  private static final int BAR = 14;
  private static final int TOP = 46;
  private static final double MOST = 3;
  private static final int SCALE = (int) ((WIDTH - LABELS - 70) / MOST);

  private static final String STYLE =
      "text{font:13px system-ui,sans-serif;fill:#1f2328}.s{fill:#59636e}.h{font-weight:600}"
          + ".met{fill:#2da44e}.missed{fill:#d1602b}.limit{stroke:#1f2328;stroke-width:2}"
          + ".one{stroke:#8c959f;stroke-dasharray:3 3}"
          + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9198a1}"
          + ".met{fill:#3fb950}.missed{fill:#e3793f}.limit{stroke:#e6edf3}.one{stroke:#6e7681}}";

  private Picture() {}

  /** The picture of those bars that were measured. */
  public static String of(List<Bar> bars, List<Outcome> outcomes, String subtitle) {
    List<String> rows = new ArrayList<>();
    int top = TOP;
    for (boolean rate : new boolean[] {true, false}) {
      List<Bar> some = bars.stream().filter(bar -> bar.figure().moreIsBetter() == rate).toList();
      int begun = top;
      top = heading(rows, top, rate);
      for (Bar bar : some) {
        for (Outcome outcome : outcomes) {
          if (outcome.work() == bar.work()
              && bar.judge(outcome.figures()) instanceof Bar.Verdict.Measured measured) {
            row(rows, top, bar, measured);
            top += LINE;
          }
        }
      }
      line(rows, "one", LABELS + SCALE, begun + 8, top - 4);
      top += LINE;
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"upq beside its peers\">\n<style>%s</style>\n",
            WIDTH,
            top,
            STYLE));
    svg.append(text("h", 0, 16, "start", "upq beside the best of its peers"));
    svg.append(text("s", WIDTH, 16, "end", subtitle));
    rows.forEach(svg::append);
    return svg.append("</svg>\n").toString();
  }

  private static int heading(List<String> rows, int top, boolean rate) {
    rows.add(
        text(
            "s",
            0,
            top,
            "start",
            rate
                ? "throughput: longer is better, the mark is what is asked for"
                : "cost: shorter is better"));
    rows.add(text("s", LABELS + SCALE, top, "middle", "1.0"));
    return top + LINE;
  }

  private static void row(List<String> rows, int top, Bar bar, Bar.Verdict.Measured measured) {
    int length = (int) Math.round(Math.min(measured.ratio(), MOST) * SCALE);
    int mark = LABELS + (int) Math.round(Math.min(bar.limit(), MOST) * SCALE);
    String label = bar.name() + "  " + bar.work().title();
    String who =
        (bar.who().word().equals("upq") ? "" : bar.who().word() + ", ")
            + bar.figure().word()
            + " / "
            + measured.best();
    rows.add(text("", 0, top, "start", label));
    rows.add(text("s", LABELS - 8, top, "end", who));
    rows.add(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n",
            measured.met() ? "met" : "missed",
            LABELS,
            top - BAR + 3,
            Math.max(1, length),
            BAR));
    line(rows, "limit", mark, top - BAR, top + 5);
    rows.add(
        text(
            "",
            LABELS + Math.max(length, mark - LABELS) + 8,
            top,
            "start",
            String.format(Locale.ROOT, "%.2f", measured.ratio())
                + (measured.met() ? "" : " (missed)")));
  }

  private static void line(List<String> rows, String style, int x, int from, int to) {
    rows.add(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
            style,
            x,
            from,
            x,
            to));
  }

  private static String text(String style, int x, int y, String anchor, String words) {
    return String.format(
        Locale.ROOT,
        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
        style,
        x,
        y,
        anchor,
        escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
