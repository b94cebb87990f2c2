// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.diagram.Island.Placed;
import dev.upq.introspect.diagram.Island.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole picture: islands beside each other on shelves, the greatest first, tables without a
 * link last. Immutable.
 */
record Shelves(double width, double height, List<Placed> boxes, List<Route> routes) {

  private static final double BETWEEN = 48;
  private static final double SHAPE = 1.5;

  Shelves {
    boxes = List.copyOf(boxes);
    routes = List.copyOf(routes);
  }

  static Shelves of(Subject subject) {
    List<Island> islands = new ArrayList<>(islands(subject));
    islands.sort(
        Comparator.comparing((Island island) -> island.boxes().size() == 1)
            .thenComparing(Comparator.comparingDouble(Island::height).reversed()));
    double area = 0;
    double widest = 0;
    for (Island island : islands) {
      area += (island.width() + BETWEEN) * (island.height() + BETWEEN);
      widest = Math.max(widest, island.width());
    }
    return shelved(islands, Math.max(widest, Math.sqrt(area * SHAPE)));
  }

  private static Shelves shelved(List<Island> islands, double limit) {
    List<Placed> boxes = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    double x = 0;
    double y = 0;
    double shelf = 0;
    double width = 0;
    for (Island island : islands) {
      if (x > 0 && x + island.width() > limit) {
        x = 0;
        y += shelf + BETWEEN;
        shelf = 0;
      }
      for (Placed each : island.boxes()) {
        boxes.add(new Placed(each.box(), each.number(), each.x() + x, each.y() + y, each.width()));
      }
      for (Route route : island.routes()) {
        routes.add(route.moved(x, y));
      }
      width = Math.max(width, x + island.width());
      shelf = Math.max(shelf, island.height());
      x += island.width() + BETWEEN;
    }
    return new Shelves(width, y + shelf, boxes, routes);
  }

  /** The connected parts, by their first box. */
  private static List<Island> islands(Subject subject) {
    int[] part = parts(subject);
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    int[] local = new int[part.length];
    for (int i = 0; i < part.length; i++) {
      List<Integer> its = members.computeIfAbsent(part[i], first -> new ArrayList<>());
      local[i] = its.size();
      its.add(i);
    }
    Map<Integer, List<Link>> links = new LinkedHashMap<>();
    for (Link link : subject.links()) {
      links
          .computeIfAbsent(part[link.child()], first -> new ArrayList<>())
          .add(link.between(local[link.child()], local[link.parent()]));
    }
    List<Island> islands = new ArrayList<>();
    members.forEach(
        (first, numbers) ->
            islands.add(
                Island.of(
                    numbers.stream().map(subject.boxes()::get).toList(),
                    numbers,
                    links.getOrDefault(first, List.of()))));
    return islands;
  }

  /** For each box the least number of one that it is connected with. */
  private static int[] parts(Subject subject) {
    int[] part = new int[subject.boxes().size()];
    for (int i = 0; i < part.length; i++) {
      part[i] = i;
    }
    for (Link link : subject.links()) {
      int one = top(part, link.child());
      int other = top(part, link.parent());
      part[Math.max(one, other)] = Math.min(one, other);
    }
    for (int i = 0; i < part.length; i++) {
      part[i] = top(part, i);
    }
    return part;
  }

  private static int top(int[] part, int box) {
    int at = box;
    while (part[at] != at) {
      part[at] = part[part[at]];
      at = part[at];
    }
    return at;
  }
}
