// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import dev.upq.bench.work.Case;
import dev.upq.bench.work.LargeValue;
import dev.upq.bench.work.Peer;
import java.util.Map;
import java.util.Set;

/**
 * One thing that upq has to reach: a figure of its own against the best of others in one case.
 * Immutable.
 *
 * @param name such as B2
 * @param who which way of upq
 * @param figure which figure
 * @param against the others; the best of those that took part counts
 * @param limit the ratio of upq's figure to the best: at least, for a rate; at most, for all else
 */
public record Bar(
    String name, Case work, Peer who, Figure figure, Set<Peer> against, double limit) {

  /** What is compared. Immutable. */
  public enum Figure {
    RATE("rate"),
    CPU("CPU"),
    ALLOCATED("allocated"),
    P50("p50"),
    P99("p99"),
    P999("p99.9"),
    HEAP("heap");

    private final String word;

    Figure(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    double of(Figures figures) {
      return switch (this) {
        case RATE -> figures.rate();
        case CPU -> figures.cpuMicros();
        case ALLOCATED -> figures.allocatedBytes();
        case P50 -> figures.p50Micros();
        case P99 -> figures.p99Micros();
        case P999 -> figures.p999Micros();
        case HEAP -> figures.heapBytes();
      };
    }

    boolean moreIsBetter() {
      return this == RATE;
    }
  }

  /** Against whom, and how it came out. Immutable. */
  public sealed interface Verdict {
    /** upq's figure through the best one's. */
    record Measured(double ratio, String best, boolean met) implements Verdict {}

    /** Somebody needed did not take part. */
    record Unknown(String why) implements Verdict {}
  }

  public Verdict judge(Map<Peer, Figures> figures) {
    Figures ours = figures.get(who);
    if (ours == null || Double.isNaN(figure.of(ours))) {
      return new Verdict.Unknown(who.word() + " did not take part");
    }
    if (against.isEmpty()) {
      double ratio = figure.of(ours) / fixed();
      return new Verdict.Measured(ratio, "the value", ratio <= limit);
    }
    String name = "";
    double best = Double.NaN;
    for (Peer peer : against) {
      Figures theirs = figures.get(peer);
      double value = theirs == null ? Double.NaN : figure.of(theirs);
      if (!Double.isNaN(value)
          && (Double.isNaN(best) || (figure.moreIsBetter() ? value > best : value < best))) {
        best = value;
        name = peer.word();
      }
    }
    if (Double.isNaN(best)) {
      return new Verdict.Unknown("nobody to compare with took part");
    }
    double ratio = figure.of(ours) / best;
    return new Verdict.Measured(
        ratio, name, figure.moreIsBetter() ? ratio >= limit : ratio <= limit);
  }

  private static double fixed() {
    return LargeValue.SIZE;
  }
}
