// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.io.IOException;
import java.util.List;

/**
 * Writes samples of families, one family after the other, in either format. One thread at a time.
 *
 * <p>The same in both: names of samples, labels, values. Different: in OpenMetrics a counter's
 * family has no {@code _total}, units have a line, and the end is marked.
 */
final class MetricsText {

  private static final long NANOS = 1_000_000_000L;
  private static final int FLUSH_CHARS = 1 << 14;

  private final MetricsFormat format;
  private final Appendable out;
  private final StringBuilder text = new StringBuilder(2 * FLUSH_CHARS);

  MetricsText(MetricsFormat format, Appendable out) {
    this.format = format;
    this.out = out;
  }

  /** Begins a family. */
  void family(Family family) throws IOException {
    boolean open = format == MetricsFormat.OPEN_METRICS;
    String name =
        family.type() == Family.Type.COUNTER && !open ? family.title() + "_total" : family.title();
    if (!open) {
      text.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
    }
    text.append("# TYPE ").append(name).append(' ').append(family.type().in(format)).append('\n');
    if (open) {
      if (!family.unit().isEmpty()) {
        text.append("# UNIT ").append(name).append(' ').append(family.unit()).append('\n');
      }
      text.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
    }
    flush(FLUSH_CHARS);
  }

  /** A sample of a counter, gauge or alias. */
  void sample(Family family, Labels labels, long value) throws IOException {
    String suffix = family.type() == Family.Type.COUNTER ? "_total" : "";
    name(family, suffix, labels).append(value).append('\n');
    flush(FLUSH_CHARS);
  }

  /** All samples of a histogram; its count is that of its buckets. */
  void histogram(Family family, Labels labels, LatencySnapshot times) throws IOException {
    List<Long> cumulative = times.cumulative();
    int last = cumulative.size() - 1;
    for (int i = 0; i <= last; i++) {
      String bound = i == last ? "+Inf" : times.ladder().label(i);
      text.append(family.title()).append("_bucket{").append(labels);
      text.append(labels == Labels.NONE ? "le=\"" : ",le=\"").append(bound).append("\"} ");
      text.append(cumulative.get(i).longValue()).append('\n');
    }
    seconds(name(family, "_sum", labels), times.sumNanos());
    text.append('\n');
    name(family, "_count", labels).append(cumulative.get(last).longValue()).append('\n');
    flush(FLUSH_CHARS);
  }

  /** Nothing comes after it. */
  void end() throws IOException {
    if (format == MetricsFormat.OPEN_METRICS) {
      text.append("# EOF\n");
    }
    flush(0);
  }

  private StringBuilder name(Family family, String suffix, Labels labels) {
    text.append(family.title()).append(suffix);
    if (labels != Labels.NONE) {
      text.append('{').append(labels).append('}');
    }
    return text.append(' ');
  }

  /** A number of seconds, as short as it is exact. */
  static void seconds(StringBuilder text, long nanos) {
    text.append(nanos / NANOS);
    long rest = nanos % NANOS;
    if (rest == 0) {
      return;
    }
    text.append('.');
    for (long digit = NANOS / 10; rest > 0; digit /= 10) {
      text.append((char) ('0' + rest / digit));
      rest %= digit;
    }
  }

  private void flush(int above) throws IOException {
    if (text.length() > above) {
      out.append(text);
      text.setLength(0);
    }
  }
}
