// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.diagram.Place.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of the places in each layer, so that few lines cross: each place goes to the middle of
 * its neighbours, layer after layer, there and back; then neighbours change places where that
 * helps. The best of all rounds stays. One thread.
 */
final class Crossings {

  private static final int ROUNDS = 12;
  private static final int SWAPS = 6;

  private final List<List<Place>> layers;
  private final Map<Place, Integer> indexes = new HashMap<>();

  private Crossings(List<List<Place>> layers) {
    this.layers = layers;
    layers.forEach(this::number);
  }

  /** Orders the layers in place. */
  static void reduce(List<List<Place>> layers) {
    new Crossings(layers).reduce();
  }

  /** How many pairs of lines cross. */
  static long count(List<List<Place>> layers) {
    return new Crossings(layers).count();
  }

  private void reduce() {
    List<List<Place>> best = copy();
    long fewest = count();
    for (int round = 0; round < ROUNDS && fewest > 0; round++) {
      boolean toRight = round % 2 == 0;
      for (int i = 1; i < layers.size(); i++) {
        toMiddles(layers.get(toRight ? i : layers.size() - 1 - i), toRight);
      }
      swap();
      long now = count();
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    for (int i = 0; i < best.size(); i++) {
      layers.set(i, best.get(i));
    }
  }

  private List<List<Place>> copy() {
    List<List<Place>> copy = new ArrayList<>();
    layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
    return copy;
  }

  private void number(List<Place> layer) {
    for (int i = 0; i < layer.size(); i++) {
      indexes.put(layer.get(i), i);
    }
  }

  private void toMiddles(List<Place> layer, boolean byLeft) {
    Map<Place, Double> middles = new HashMap<>();
    for (Place place : layer) {
      double middle =
          (byLeft ? place.left() : place.right())
              .stream()
                  .mapToDouble(segment -> byLeft ? start(segment) : end(segment))
                  .average()
                  .orElse(index(place));
      middles.put(place, middle);
    }
    layer.sort(Comparator.comparing(middles::get));
    number(layer);
  }

  private void swap() {
    boolean better = true;
    for (int pass = 0; pass < SWAPS && better; pass++) {
      better = false;
      for (List<Place> layer : layers) {
        for (int i = 1; i < layer.size(); i++) {
          Place above = layer.get(i - 1);
          Place below = layer.get(i);
          if (between(above, below) > between(below, above)) {
            layer.set(i - 1, below);
            layer.set(i, above);
            indexes.put(below, i - 1);
            indexes.put(above, i);
            better = true;
          }
        }
      }
    }
  }

  /** The crossings among the lines of two neighbours, if they stand in that order. */
  private long between(Place above, Place below) {
    long count = 0;
    for (Segment upper : above.left()) {
      count += below.left().stream().filter(lower -> start(lower) < start(upper)).count();
    }
    for (Segment upper : above.right()) {
      count += below.right().stream().filter(lower -> end(lower) < end(upper)).count();
    }
    return count;
  }

  private long count() {
    long count = 0;
    for (List<Place> layer : layers) {
      List<Segment> segments = layer.stream().flatMap(place -> place.right().stream()).toList();
      for (int i = 0; i < segments.size(); i++) {
        for (int j = i + 1; j < segments.size(); j++) {
          Segment one = segments.get(i);
          Segment other = segments.get(j);
          if ((start(one) - start(other)) * (end(one) - end(other)) < 0) {
            count++;
          }
        }
      }
    }
    return count;
  }

  private double start(Segment segment) {
    return index(segment.from()) + segment.fromOffset() / (segment.from().height() + 1);
  }

  private double end(Segment segment) {
    return index(segment.to()) + segment.toOffset() / (segment.to().height() + 1);
  }

  private int index(Place place) {
    return indexes.getOrDefault(place, 0);
  }
}
