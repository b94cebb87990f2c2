// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import java.util.ArrayList;
import java.util.List;

/**
 * Which layer each box of a connected part stands in: left of what references it. Where references
 * go in a circle, as few of them as possible point the other way. A layer that is full sends
 * further boxes to the right. One thread.
 */
final class Ranks {

  private static final double SHAPE = 0.75;
  private static final double LEAST_HEIGHT = 560;
  private static final double BETWEEN = 30;

  private final List<Box> boxes;
  private final List<Link> links;
  private final int[] place;

  private Ranks(List<Box> boxes, List<Link> links) {
    this.boxes = boxes;
    this.links = links.stream().filter(link -> !link.toItself()).toList();
    this.place = new int[boxes.size()];
  }

  /** The layer of each box, from 0; the numbers of links are those of {@code boxes}. */
  static int[] of(List<Box> boxes, List<Link> links) {
    return new Ranks(boxes, links).layers();
  }

  private int[] layers() {
    List<Integer> order = order();
    for (int i = 0; i < order.size(); i++) {
      place[order.get(i)] = i;
    }
    int[] layers = new int[boxes.size()];
    List<Double> heights = new ArrayList<>();
    double limit = limit();
    for (int box : order) {
      int layer = 0;
      for (Link link : links) {
        if (right(link) == box) {
          layer = Math.max(layer, layers[left(link)] + 1);
        }
      }
      double height = boxes.get(box).height() + BETWEEN;
      while (layer < heights.size() && heights.get(layer) + height > limit) {
        layer++;
      }
      while (heights.size() <= layer) {
        heights.add(0.0);
      }
      heights.set(layer, heights.get(layer) + height);
      layers[box] = layer;
    }
    pullTowardsRight(order, layers);
    return layers;
  }

  /** What nothing stands left of need not stand further left than one layer of its links. */
  private void pullTowardsRight(List<Integer> order, int[] layers) {
    for (int box : order.reversed()) {
      int nearest = Integer.MAX_VALUE;
      boolean first = true;
      for (Link link : links) {
        first &= right(link) != box;
        if (left(link) == box) {
          nearest = Math.min(nearest, layers[right(link)] - 1);
        }
      }
      if (first && nearest != Integer.MAX_VALUE) {
        layers[box] = Math.max(layers[box], nearest);
      }
    }
  }

  /** How high a layer may be, for a picture that is somewhat wider than high. */
  private double limit() {
    double area = 0;
    double highest = 0;
    for (Box box : boxes) {
      area += (box.height() + BETWEEN) * (box.width() + 110);
      highest = Math.max(highest, box.height() + BETWEEN);
    }
    return Math.max(Math.max(LEAST_HEIGHT, highest), Math.sqrt(area * SHAPE));
  }

  private int left(Link link) {
    return place[link.parent()] < place[link.child()] ? link.parent() : link.child();
  }

  private int right(Link link) {
    return left(link) == link.parent() ? link.child() : link.parent();
  }

  /**
   * All boxes, from left to right, after Eades, Lin and Smyth: what references nothing goes first,
   * what is referenced by nothing goes last, and where there is neither, whoever is referenced most
   * beyond what it references.
   */
  private List<Integer> order() {
    int[] references = new int[boxes.size()];
    int[] referenced = new int[boxes.size()];
    for (Link link : links) {
      references[link.child()]++;
      referenced[link.parent()]++;
    }
    boolean[] done = new boolean[boxes.size()];
    List<Integer> firsts = new ArrayList<>();
    List<Integer> lasts = new ArrayList<>();
    while (firsts.size() + lasts.size() < boxes.size()) {
      int box = best(done, references, referenced);
      boolean last = references[box] > 0 && referenced[box] == 0;
      (last ? lasts : firsts).add(box);
      done[box] = true;
      for (Link link : links) {
        if (link.child() == box) {
          referenced[link.parent()]--;
        }
        if (link.parent() == box) {
          references[link.child()]--;
        }
      }
    }
    firsts.addAll(lasts.reversed());
    return firsts;
  }

  private static int best(boolean[] done, int[] references, int[] referenced) {
    int best = -1;
    int most = Integer.MIN_VALUE;
    for (int box = 0; box < done.length; box++) {
      int score = referenced[box] - references[box];
      if (references[box] == 0 || referenced[box] == 0) {
        score = Integer.MAX_VALUE;
      }
      if (!done[box] && score > most) {
        best = box;
        most = score;
      }
    }
    return best;
  }
}
