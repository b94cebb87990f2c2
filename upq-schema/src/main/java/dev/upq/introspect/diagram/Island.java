// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.diagram.Place.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Boxes that links connect, each in its place. Immutable.
 *
 * @param routes one for each link between them
 */
record Island(double width, double height, List<Placed> boxes, List<Route> routes) {

  private static final double LEAST_GAP = 76;
  private static final double MOST_GAP = 190;
  private static final double LOOP = 44;

  /** A box and where it stands. */
  record Placed(Box box, int number, double x, double y, double width) {}

  /** A point that a line goes through. */
  record Point(double x, double y) {}

  /**
   * A link's line from left to right: from one point to the next by a curve, and straight between
   * the two of a layer that it passes. Of a link to itself, both ends are at the right of the box.
   *
   * @param childLeft whether the table that references is at the left end
   */
  record Route(Link link, List<Point> points, boolean childLeft) {

    Route {
      points = List.copyOf(points);
    }

    Route moved(double x, double y) {
      return new Route(
          link, points.stream().map(p -> new Point(p.x() + x, p.y() + y)).toList(), childLeft);
    }
  }

  /** What a line shares with others to the same row of the same box. */
  private record Trunk(int box, int row, int layer) {}

  Island {
    boxes = List.copyOf(boxes);
    routes = List.copyOf(routes);
  }

  /**
   * Lays out.
   *
   * @param numbers the boxes' numbers in the whole picture
   * @param links by the places of their boxes in {@code boxes}
   */
  static Island of(List<Box> boxes, List<Integer> numbers, List<Link> links) {
    return new Plan(boxes, numbers, links).island();
  }

  /** The work of one layout. Confined to it. */
  private static final class Plan {
    private final List<Box> boxes;
    private final List<Integer> numbers;
    private final List<Link> links;
    private final int[] ranks;
    private final List<Place> places = new ArrayList<>();
    private final List<List<Place>> layers = new ArrayList<>();
    private final List<List<Place>> ways = new ArrayList<>();

    Plan(List<Box> boxes, List<Integer> numbers, List<Link> links) {
      this.boxes = boxes;
      this.numbers = numbers;
      this.links = links;
      this.ranks = Ranks.of(boxes, links);
    }

    Island island() {
      int count = Arrays.stream(ranks).max().orElse(0) + 1;
      for (int i = 0; i < count; i++) {
        layers.add(new ArrayList<>());
      }
      for (int i = 0; i < boxes.size(); i++) {
        Place place = Place.ofBox(i, ranks[i], boxes.get(i).height());
        places.add(place);
        layers.get(ranks[i]).add(place);
      }
      Map<Trunk, Place> trunks = new HashMap<>();
      links.forEach(link -> ways.add(way(link, trunks)));
      Crossings.reduce(layers);
      Heights.assign(layers);
      return placed();
    }

    private boolean childLeft(Link link) {
      return ranks[link.child()] < ranks[link.parent()];
    }

    /** The places that a link goes through, joined. */
    private List<Place> way(Link link, Map<Trunk, Place> trunks) {
      if (link.toItself()) {
        return List.of();
      }
      boolean childLeft = childLeft(link);
      int from = childLeft ? link.child() : link.parent();
      int to = childLeft ? link.parent() : link.child();
      int row = childLeft ? link.childRow() : link.parentRow();
      List<Place> way = new ArrayList<>(List.of(places.get(from)));
      double offset = boxes.get(from).middle(row);
      for (int layer = ranks[from] + 1; layer < ranks[to]; layer++) {
        Place passing =
            trunks.computeIfAbsent(
                new Trunk(from, row, layer),
                trunk -> {
                  Place made = Place.ofPassing(trunk.layer());
                  layers.get(trunk.layer()).add(made);
                  return made;
                });
        Place.join(way.getLast(), offset, passing, passing.middle());
        offset = passing.middle();
        way.add(passing);
      }
      double end = boxes.get(to).middle(childLeft ? link.parentRow() : link.childRow());
      Place.join(way.getLast(), offset, places.get(to), end);
      way.add(places.get(to));
      return way;
    }

    private Island placed() {
      double[] lefts = new double[layers.size()];
      double[] widths = new double[layers.size()];
      double x = 0;
      for (int i = 0; i < layers.size(); i++) {
        lefts[i] = x;
        int rank = i;
        for (int box = 0; box < boxes.size(); box++) {
          widths[i] = ranks[box] == rank ? Math.max(widths[i], boxes.get(box).width()) : widths[i];
        }
        x += widths[i] + gap(layers.get(i));
      }
      boolean loops =
          links.stream()
              .anyMatch(link -> link.toItself() && ranks[link.child()] == layers.size() - 1);
      int last = layers.size() - 1;
      double width = lefts[last] + widths[last] + (loops ? LOOP : 0);
      List<Placed> all = new ArrayList<>();
      double height = 0;
      for (int i = 0; i < boxes.size(); i++) {
        double y = places.get(i).top();
        all.add(new Placed(boxes.get(i), numbers.get(i), lefts[ranks[i]], y, widths[ranks[i]]));
        height = Math.max(height, y + boxes.get(i).height());
      }
      List<Route> routes = new ArrayList<>();
      for (int i = 0; i < links.size(); i++) {
        routes.add(route(links.get(i), ways.get(i), lefts, widths));
      }
      return new Island(width, height, all, routes);
    }

    /** The more a layer's lines climb, the more room they get. */
    private static double gap(List<Place> layer) {
      double climb = 0;
      for (Place place : layer) {
        for (Segment s : place.right()) {
          double rise = s.to().top() + s.toOffset() - s.from().top() - s.fromOffset();
          climb = Math.max(climb, Math.abs(rise));
        }
      }
      return Math.min(MOST_GAP, LEAST_GAP + climb / 6);
    }

    /** With the numbers that its boxes have in the whole picture. */
    private Link outside(Link link) {
      return link.between(numbers.get(link.child()), numbers.get(link.parent()));
    }

    private Route route(Link link, List<Place> way, double[] lefts, double[] widths) {
      List<Point> points = new ArrayList<>();
      if (link.toItself()) {
        Box box = boxes.get(link.child());
        double x = lefts[ranks[link.child()]] + widths[ranks[link.child()]];
        double top = places.get(link.child()).top();
        points.add(new Point(x, top + box.middle(link.parentRow())));
        points.add(new Point(x, top + box.middle(link.childRow())));
        return new Route(outside(link), points, false);
      }
      boolean childLeft = childLeft(link);
      Box first = boxes.get(childLeft ? link.child() : link.parent());
      Box last = boxes.get(childLeft ? link.parent() : link.child());
      for (Place place : way) {
        double left = lefts[place.layer()];
        double right = left + widths[place.layer()];
        if (place == way.getFirst()) {
          double offset = first.middle(childLeft ? link.childRow() : link.parentRow());
          points.add(new Point(right, place.top() + offset));
        } else if (place == way.getLast()) {
          double offset = last.middle(childLeft ? link.parentRow() : link.childRow());
          points.add(new Point(left, place.top() + offset));
        } else {
          points.add(new Point(left, place.top() + place.middle()));
          points.add(new Point(right, place.top() + place.middle()));
        }
      }
      return new Route(outside(link), points, childLeft);
    }
  }
}
