// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.cli.TypeTable.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link TypeTable} as lines of text, and as JSON. Stateless. */
final class TypeText {

  private static final List<String> HEAD =
      List.of("type", "kind", "binary out", "binary in", "text", "Java");

  private TypeText() {}

  /** Columns below each other, without blanks at the end of a line; the total is not among them. */
  static List<String> lines(TypeTable table) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    table.entries().forEach(entry -> rows.add(cells(entry)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static List<String> cells(Entry entry) {
    return List.of(
        entry.fullName(),
        kind(entry),
        yes(entry.out()),
        yes(entry.in()),
        yes(entry.text()),
        entry.java().isEmpty() ? "-" : entry.java());
  }

  static String kind(Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT);
  }

  static String yes(boolean is) {
    return is ? "yes" : "-";
  }

  /** One object, a type a line. */
  static List<String> json(TypeTable table) {
    List<String> lines = new ArrayList<>();
    lines.add("{\"server\": " + JsonText.quoted(table.server()) + ", \"types\": [");
    int left = table.entries().size();
    for (Entry entry : table.entries()) {
      left--;
      lines.add(
          "  {\"oid\": %s, \"schema\": %s, \"name\": %s, \"kind\": %s, "
                  .formatted(
                      Integer.toUnsignedString(entry.oid()),
                      JsonText.quoted(entry.schema()),
                      JsonText.quoted(entry.name()),
                      JsonText.quoted(kind(entry)))
              + "\"binaryOut\": %b, \"binaryIn\": %b, \"text\": %b, \"array\": %b, \"java\": %s}%s"
                  .formatted(
                      entry.out(),
                      entry.in(),
                      entry.text(),
                      entry.array() != 0,
                      entry.java().isEmpty() ? "null" : JsonText.quoted(entry.java()),
                      left == 0 ? "" : ","));
    }
    lines.add(
        "], \"binaryBothWays\": %d, \"of\": %d}".formatted(table.bothWays(), table.counted()));
    return lines;
  }
}
