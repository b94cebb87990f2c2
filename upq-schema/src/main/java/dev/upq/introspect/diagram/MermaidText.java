// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import java.util.ArrayList;
import java.util.List;

/** Boxes and links as an {@code erDiagram}. Stateless. */
final class MermaidText {

  private MermaidText() {}

  static String of(Subject subject) {
    StringBuilder out = new StringBuilder("erDiagram\n");
    List<Box> boxes = subject.boxes();
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      out.append("  ").append(entity(i)).append("[\"").append(quoted(box.title())).append("\"]");
      if (box.rows().isEmpty()) {
        out.append('\n');
        continue;
      }
      out.append(" {\n");
      for (Box.Row row : box.rows()) {
        out.append("    ").append(attribute(row)).append('\n');
      }
      out.append("  }\n");
    }
    for (Link link : subject.links()) {
      out.append(
          "  %s %s--%s %s : \"%s\"%n"
              .formatted(
                  entity(link.child()),
                  link.single() ? "|o" : "}o",
                  link.optional() ? "o|" : "||",
                  entity(link.parent()),
                  quoted(String.join(", ", link.columns())))
              .replace(System.lineSeparator(), "\n"));
    }
    return out.toString();
  }

  /** Entities are called by their numbers, and shown by their names. */
  private static String entity(int number) {
    return "t" + (number + 1);
  }

  private static String attribute(Box.Row row) {
    String type = word(row.type());
    String name = word(row.name());
    List<String> parts = new ArrayList<>(List.of(type, name));
    if (row.key() || row.foreign()) {
      parts.add(row.key() && row.foreign() ? "PK, FK" : row.key() ? "PK" : "FK");
    }
    List<String> comments = new ArrayList<>();
    if (!name.equals(row.name())) {
      comments.add(row.name());
    }
    if (!type.equals(row.type())) {
      comments.add(row.type());
    }
    if (row.nullable()) {
      comments.add("may be NULL");
    }
    if (!comments.isEmpty()) {
      parts.add("\"" + quoted(String.join("; ", comments)) + "\"");
    }
    return String.join(" ", parts);
  }

  /** What begins with a letter and holds letters, digits, {@code _}, {@code -}, () and []. */
  private static String word(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9_()\\[\\]-]", "_");
    return safe.matches("[A-Za-z].*") ? safe : "x" + safe;
  }

  private static String quoted(String text) {
    return text.replace('"', '\'').replaceAll("\\p{Cntrl}", " ");
  }
}
