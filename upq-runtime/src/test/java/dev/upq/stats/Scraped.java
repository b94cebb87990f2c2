// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An exposition as a strict reader understands it. Immutable. Written from the two specifications
 * and not from the writer: it goes character by character through the grammar and refuses what the
 * rules forbid.
 *
 * @param families by name, in the order of the text
 */
record Scraped(Map<String, FamilyRead> families) {

  /** A family and its samples. */
  record FamilyRead(String name, String type, String unit, String help, List<Sample> samples) {}

  /** One line. */
  record Sample(String name, Map<String, String> labels, String value) {
    double number() {
      return switch (value) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(value);
      };
    }
  }

  /** Every sample's value, by its name and labels. */
  Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (FamilyRead family : families.values()) {
      for (Sample sample : family.samples()) {
        values.put(sample.name() + new TreeMap<>(sample.labels()), sample.number());
      }
    }
    return values;
  }

  /** The one value with these labels among others; 0 where there is none. */
  double sum(String sample, Map<String, String> labels) {
    double sum = 0;
    for (FamilyRead family : families.values()) {
      for (Sample each : family.samples()) {
        if (each.name().equals(sample) && each.labels().entrySet().containsAll(labels.entrySet())) {
          sum += each.number();
        }
      }
    }
    return sum;
  }

  static Scraped prometheus(String text) {
    return new Reader(text, false).all();
  }

  static Scraped openMetrics(String text) {
    return new Reader(text, true).all();
  }

  /** Reads one text. */
  private static final class Reader {
    private final String text;
    private final boolean open;
    private int at;
    private final Map<String, FamilyRead> families = new LinkedHashMap<>();
    private final Set<String> series = new HashSet<>();

    Reader(String text, boolean open) {
      this.text = text;
      this.open = open;
    }

    Scraped all() {
      assertThat(text).doesNotContain("\r").doesNotStartWith("\uFEFF").endsWith("\n");
      assertThat(text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF))
          .as("lone surrogate")
          .isFalse();
      while (at < text.length() && !text.startsWith("# EOF", at)) {
        family();
      }
      if (open) {
        assertThat(text.substring(at)).isEqualTo("# EOF\n");
      } else {
        assertThat(at).isEqualTo(text.length());
      }
      return new Scraped(families);
    }

    private void family() {
      String help = "";
      String type = "";
      String unit = "";
      String name = "";
      List<String> seen = new ArrayList<>();
      while (text.startsWith("# ", at) && !text.startsWith("# EOF", at)) {
        at += 2;
        String what = word();
        assertThat(what).isIn("TYPE", "HELP", open ? "UNIT" : "TYPE");
        assertThat(seen).as("once a family").doesNotContain(what);
        seen.add(what);
        expect(' ');
        String its = metricName();
        assertThat(name.isEmpty() || name.equals(its)).as(its + " among " + name).isTrue();
        name = its;
        expect(' ');
        String rest = line();
        switch (what) {
          case "TYPE" -> type = rest;
          case "UNIT" -> unit = rest;
          default -> help = unescaped(rest, open);
        }
        if (what.equals(open ? "HELP" : "TYPE")) {
          break;
        }
      }
      assertThat(seen)
          .isEqualTo(
              open
                  ? unit.isEmpty() ? List.of("TYPE", "HELP") : List.of("TYPE", "UNIT", "HELP")
                  : List.of("HELP", "TYPE"));
      assertThat(type).isIn("counter", "gauge", "histogram", open ? "unknown" : "untyped");
      if (!unit.isEmpty()) {
        assertThat(name).endsWith("_" + unit);
      }
      List<Sample> samples = new ArrayList<>();
      while (at < text.length() && text.charAt(at) != '#') {
        samples.add(sample());
      }
      FamilyRead read = new FamilyRead(name, type, unit, help, List.copyOf(samples));
      assertThat(families).as("not interleaved").doesNotContainKey(name);
      families.put(name, read);
      check(read);
    }

    private Sample sample() {
      String name = metricName();
      Map<String, String> labels = new LinkedHashMap<>();
      if (text.charAt(at) == '{') {
        at++;
        while (true) {
          String label = labelName();
          expect('=');
          expect('"');
          assertThat(labels.put(label, quoted())).as("label twice: " + label).isNull();
          if (text.charAt(at) == '}') {
            at++;
            break;
          }
          expect(',');
        }
      }
      expect(' ');
      String value = line();
      assertThat(value).matches("[+-]?Inf|NaN|-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
      assertThat(series.add(name + new TreeMap<>(labels))).as("series twice: " + name).isTrue();
      return new Sample(name, labels, value);
    }

    private void check(FamilyRead family) {
      switch (family.type()) {
        case "counter" -> {
          String sample = open ? family.name() + "_total" : family.name();
          assertThat(sample).endsWith("_total");
          for (Sample each : family.samples()) {
            assertThat(each.name()).isEqualTo(sample);
            assertThat(each.number()).isNotNegative().isFinite();
          }
        }
        case "histogram" -> histograms(family);
        default ->
            family.samples().forEach(each -> assertThat(each.name()).isEqualTo(family.name()));
      }
    }

    private static void histograms(FamilyRead family) {
      Map<Map<String, String>, List<Sample>> buckets = new LinkedHashMap<>();
      Map<Map<String, String>, Double> counts = new HashMap<>();
      Map<Map<String, String>, Double> sums = new HashMap<>();
      for (Sample each : family.samples()) {
        Map<String, String> labels = new TreeMap<>(each.labels());
        String le = labels.remove("le");
        if (each.name().equals(family.name() + "_bucket")) {
          assertThat(le).as("le").isNotNull();
          buckets.computeIfAbsent(labels, none -> new ArrayList<>()).add(each);
        } else if (each.name().equals(family.name() + "_count")) {
          counts.put(labels, each.number());
        } else {
          assertThat(each.name()).isEqualTo(family.name() + "_sum");
          assertThat(each.number()).isNotNegative();
          sums.put(labels, each.number());
        }
      }
      assertThat(counts.keySet()).isEqualTo(buckets.keySet());
      assertThat(sums.keySet()).isEqualTo(buckets.keySet());
      buckets.forEach(
          (labels, all) -> {
            double bound = Double.NEGATIVE_INFINITY;
            double before = 0;
            for (Sample each : all) {
              String le = String.valueOf(each.labels().get("le"));
              double its = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
              assertThat(its).as("bounds rise").isGreaterThan(bound);
              if (!le.equals("+Inf")) {
                assertThat(le)
                    .as("canonical")
                    .matches("[0-9]+\\.[0-9]+|[0-9](\\.[0-9]+)?e-[0-9]{2}");
              }
              assertThat(each.value()).as("an integer").matches("[0-9]+");
              assertThat(each.number()).as("buckets are cumulative").isGreaterThanOrEqualTo(before);
              bound = its;
              before = each.number();
            }
            assertThat(bound).as("+Inf is there").isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(before).as("+Inf is the count").isEqualTo(counts.get(labels));
          });
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      while (text.charAt(at) != '"') {
        char c = text.charAt(at++);
        if (c == '\n') {
          throw new AssertionError("a line ends in a label");
        }
        if (c != '\\') {
          value.append(c);
          continue;
        }
        switch (text.charAt(at++)) {
          case 'n' -> value.append('\n');
          case '\\' -> value.append('\\');
          case '"' -> value.append('"');
          default -> throw new AssertionError("no such escape");
        }
      }
      at++;
      return value.toString();
    }

    private static String unescaped(String help, boolean quotes) {
      assertThat(help.replace("\\\\", "").replace("\\n", "").replace(quotes ? "\\\"" : "\\n", ""))
          .doesNotContain("\\");
      return help.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private String metricName() {
      return name("[a-zA-Z_:][a-zA-Z0-9_:]*");
    }

    private String labelName() {
      String name = name("[a-zA-Z_][a-zA-Z0-9_]*");
      assertThat(name).doesNotStartWith("__");
      return name;
    }

    private String name(String grammar) {
      int from = at;
      while (Character.isLetterOrDigit(text.charAt(at)) || "_:".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      String name = text.substring(from, at);
      assertThat(name).matches(grammar);
      return name;
    }

    private String word() {
      int from = at;
      while (text.charAt(at) != ' ') {
        at++;
      }
      return text.substring(from, at);
    }

    private String line() {
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end);
      at = end + 1;
      return line;
    }

    private void expect(char c) {
      if (text.charAt(at) != c) {
        throw new AssertionError("at " + at + " stands " + text.charAt(at) + ", not " + c);
      }
      at++;
    }
  }
}
