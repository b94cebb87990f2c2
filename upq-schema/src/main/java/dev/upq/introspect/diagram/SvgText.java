// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.diagram.Island.Placed;
import dev.upq.introspect.diagram.Island.Point;
import dev.upq.introspect.diagram.Island.Route;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A picture as SVG that needs nothing else. Confined to one call. */
final class SvgText {

  private static final double MARGIN = 32;
  private static final double LEGEND = 40;
  private static final double LEAST_WIDTH = 540;
  private static final double FOOT = 9;

  private final StringBuilder out = new StringBuilder();
  private final Map<Integer, String> colours = new HashMap<>();

  private SvgText() {}

  static String of(Shelves picture) {
    return new SvgText().text(picture);
  }

  private String text(Shelves picture) {
    Set<Integer> referenced = new HashSet<>();
    picture.routes().forEach(route -> referenced.add(route.link().parent()));
    picture.boxes().stream()
        .filter(box -> referenced.contains(box.number()))
        .sorted(Comparator.comparingDouble(Placed::x).thenComparingDouble(Placed::y))
        .forEach(box -> colours.put(box.number(), "c" + colours.size() % SvgStyle.COLOURS));
    double width = Math.ceil(Math.max(LEAST_WIDTH, picture.width() + 2 * MARGIN));
    double height = Math.ceil(picture.height() + 2 * MARGIN + LEGEND);
    String size =
        "width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\""
            .formatted(number(width), number(height), number(width), number(height));
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" %s role=\"img\">".formatted(size));
    add("<title>%d tables</title>".formatted(picture.boxes().size()));
    add("<style>%s</style>".formatted(SvgStyle.CSS));
    add("<rect class=\"page\" width=\"100%\" height=\"100%\"/>");
    add("<g transform=\"translate(%s %s)\">".formatted(number(MARGIN), number(MARGIN)));
    picture.routes().forEach(this::route);
    Map<Integer, Map<String, String>> marks = marks(picture);
    picture.boxes().forEach(box -> box(box, marks.getOrDefault(box.number(), Map.of())));
    add("</g>");
    legend(height - LEGEND + 6);
    add("</svg>");
    return out.toString();
  }

  /** For each box the colours of its columns that reference. */
  private Map<Integer, Map<String, String>> marks(Shelves picture) {
    Map<Integer, Map<String, String>> marks = new HashMap<>();
    for (Route route : picture.routes()) {
      Link link = route.link();
      marks
          .computeIfAbsent(link.child(), child -> new HashMap<>())
          .putIfAbsent(link.firstColumn(), colour(link.parent()));
    }
    return marks;
  }

  private String colour(int box) {
    return colours.getOrDefault(box, "none");
  }

  private void route(Route route) {
    Link link = route.link();
    List<Point> points = route.points();
    StringBuilder path = new StringBuilder("M" + at(points.getFirst()));
    if (link.toItself()) {
      Point end = points.getLast();
      double out = Math.max(points.getFirst().x(), end.x()) + 40;
      path.append(" C%s %s".formatted(number(out), number(points.getFirst().y())))
          .append(" %s %s %s".formatted(number(out), number(end.y()), at(end)));
    }
    for (int i = 1; i < points.size() && !link.toItself(); i += 2) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      String middle = number((from.x() + to.x()) / 2);
      path.append(" C%s %s %s %s ".formatted(middle, number(from.y()), middle, number(to.y())))
          .append(at(to));
      if (i + 1 < points.size()) {
        path.append(" H").append(number(points.get(i + 1).x()));
      }
    }
    Point child = route.childLeft() ? points.getFirst() : points.getLast();
    Point parent = route.childLeft() ? points.getLast() : points.getFirst();
    int side = route.childLeft() || link.toItself() ? 1 : -1;
    add(
        "<g class=\"link %s%s\">"
            .formatted(colour(link.parent()), link.optional() ? " optional" : ""));
    add("<title>%s</title>".formatted(escaped(link.label())));
    add("<path class=\"wide\" d=\"%s\"/><path class=\"line\" d=\"%s\"/>".formatted(path, path));
    add("<path class=\"foot\" d=\"%s\"/>".formatted(foot(child, side, link.single())));
    add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"3.2\"/></g>"
            .formatted(number(parent.x()), number(parent.y())));
  }

  /** Three toes for many rows, a bar for one. */
  private static String foot(Point end, int side, boolean single) {
    String tip = number(end.x() + side * FOOT);
    String x = number(end.x());
    return single
        ? "M%s %s V%s".formatted(tip, number(end.y() - 5), number(end.y() + 5))
        : "M%s %s L%s %s L%s %s"
            .formatted(x, number(end.y() - 5), tip, number(end.y()), x, number(end.y() + 5));
  }

  private void box(Placed placed, Map<String, String> marks) {
    Box box = placed.box();
    String width = number(placed.width());
    add(
        "<g class=\"table %s\" transform=\"translate(%s %s)\">"
            .formatted(colour(placed.number()), number(placed.x()), number(placed.y())));
    add(
        "<rect class=\"box\" width=\"%s\" height=\"%s\" rx=\"7\"/>"
            .formatted(width, number(box.height())));
    add(
        "<path class=\"bar\" d=\"M7 0 H%s a7 7 0 0 1 7 7 V%s H0 V7 a7 7 0 0 1 7 -7\"/>"
            .formatted(number(placed.width() - 14 + 7), number(Box.HEADER - 4)));
    add(
        "<text class=\"name\" x=\"13\" y=\"19\"><tspan class=\"schema\">%s</tspan>%s</text>"
            .formatted(escaped(box.prefix()), escaped(box.id().name())));
    if (!box.note().isEmpty()) {
      add(
          "<text class=\"note\" x=\"%s\" y=\"19\">%s</text>"
              .formatted(number(placed.width() - 12), escaped(box.note())));
    }
    for (int i = 0; i < box.rows().size(); i++) {
      row(box.rows().get(i), box.middle(i), placed.width(), marks);
    }
    if (box.hidden() > 0) {
      add(
          "<text class=\"more\" x=\"28\" y=\"%s\">and %d more</text>"
              .formatted(number(box.middle(box.rows().size()) + 4), box.hidden()));
    }
    add("</g>");
  }

  private void row(Box.Row row, double middle, double width, Map<String, String> marks) {
    String colour = marks.getOrDefault(row.name(), row.foreign() ? "plain" : "");
    if (row.key()) {
      add(
          "<path class=\"key %s\" transform=\"translate(10 %s)\" d=\"%s\"/>"
              .formatted(colour, number(middle - 4), SvgStyle.KEY));
    } else if (row.foreign()) {
      add(
          "<circle class=\"mark %s\" cx=\"16\" cy=\"%s\" r=\"3.6\"/>"
              .formatted(colour, number(middle)));
    }
    add(
        "<text class=\"%s\" x=\"28\" y=\"%s\">%s</text>"
            .formatted(
                row.key() ? "column first" : "column", number(middle + 4), escaped(row.name())));
    add(
        "<text class=\"type\" x=\"%s\" y=\"%s\">%s%s</text>"
            .formatted(
                number(width - 12),
                number(middle + 4),
                escaped(row.type()),
                row.nullable() ? "<tspan class=\"null\">?</tspan>" : ""));
  }

  private void legend(double y) {
    add("<g class=\"legend\" transform=\"translate(%s %s)\">".formatted(number(MARGIN), number(y)));
    add("<path class=\"key\" transform=\"translate(0 -4)\" d=\"%s\"/>".formatted(SvgStyle.KEY));
    add("<text x=\"18\" y=\"4\">primary key</text>");
    add("<circle class=\"mark plain\" cx=\"112\" cy=\"0\" r=\"3.6\"/>");
    add("<text x=\"122\" y=\"4\">references the table of its colour</text>");
    add("<text x=\"352\" y=\"4\"><tspan class=\"null\">?</tspan> or dashed: may be NULL</text>");
    add("</g>");
  }

  private void add(String line) {
    out.append(line).append('\n');
  }

  private static String at(Point point) {
    return number(point.x()) + " " + number(point.y());
  }

  /** With one digit behind the point, where it is not 0. */
  private static String number(double value) {
    long tenths = Math.round(value * 10);
    String sign = tenths < 0 ? "-" : "";
    long size = Math.abs(tenths);
    return sign + size / 10 + (size % 10 == 0 ? "" : "." + size % 10);
  }

  /** A text as XML holds it; what it cannot hold is a question mark. */
  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            letter -> {
              switch (letter) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                default -> safe.appendCodePoint(holds(letter) ? letter : '?');
              }
            });
    return safe.toString();
  }

  private static boolean holds(int letter) {
    boolean surrogate = letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
    return letter >= ' ' && !surrogate && letter != 0xFFFE && letter != 0xFFFF;
  }
}
