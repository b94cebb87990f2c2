// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.diagram.Place.Segment;
import java.util.List;

/**
 * How high each place stands: where its lines run straight, as far as the order of its layer leaves
 * it. One thread.
 */
final class Heights {

  private static final int ROUNDS = 24;
  private static final double PASSING_WEIGHT = 3;
  private static final double LOOSE_WEIGHT = 0.05;

  private Heights() {}

  /** Moves all places; the highest stands at 0. */
  static void assign(List<List<Place>> layers) {
    for (List<Place> layer : layers) {
      double top = 0;
      for (Place place : layer) {
        place.moveTo(top);
        top += place.height() + 30;
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      boolean both = round >= ROUNDS / 2;
      boolean toRight = round % 2 == 0;
      for (int i = 0; i < layers.size(); i++) {
        settle(layers.get(toRight ? i : layers.size() - 1 - i), both || toRight, both || !toRight);
      }
    }
    double highest = layers.stream().flatMap(List::stream).mapToDouble(Place::top).min().orElse(0);
    layers.forEach(layer -> layer.forEach(place -> place.moveTo(place.top() - highest)));
  }

  /**
   * The least sum of weighted squares that the order allows, by pooling neighbours that want to
   * stand in each other's place.
   */
  private static void settle(List<Place> layer, boolean byLeft, boolean byRight) {
    int size = layer.size();
    double[] offset = new double[size];
    double[] sum = new double[size];
    double[] weight = new double[size];
    int[] members = new int[size];
    int pools = 0;
    for (int i = 0; i < size; i++) {
      Place place = layer.get(i);
      if (i > 0) {
        Place above = layer.get(i - 1);
        offset[i] = offset[i - 1] + above.height() + above.gapTo(place);
      }
      double[] wish = wish(place, byLeft, byRight);
      weight[pools] = wish[1];
      sum[pools] = (wish[0] - offset[i]) * wish[1];
      members[pools] = 1;
      while (pools > 0 && sum[pools - 1] / weight[pools - 1] > sum[pools] / weight[pools]) {
        sum[pools - 1] += sum[pools];
        weight[pools - 1] += weight[pools];
        members[pools - 1] += members[pools];
        pools--;
      }
      pools++;
    }
    int i = 0;
    for (int pool = 0; pool < pools; pool++) {
      for (int member = 0; member < members[pool]; member++, i++) {
        layer.get(i).moveTo(sum[pool] / weight[pool] + offset[i]);
      }
    }
  }

  /** Where a place wants its top to be, and how much. */
  private static double[] wish(Place place, boolean byLeft, boolean byRight) {
    double sum = 0;
    double weight = 0;
    for (Segment segment : byLeft ? place.left() : List.<Segment>of()) {
      double each = weight(segment);
      sum += each * (segment.from().top() + segment.fromOffset() - segment.toOffset());
      weight += each;
    }
    for (Segment segment : byRight ? place.right() : List.<Segment>of()) {
      double each = weight(segment);
      sum += each * (segment.to().top() + segment.toOffset() - segment.fromOffset());
      weight += each;
    }
    return weight == 0
        ? new double[] {place.top(), LOOSE_WEIGHT}
        : new double[] {sum / weight, weight};
  }

  private static double weight(Segment segment) {
    return segment.from().isBox() && segment.to().isBox() ? 1 : PASSING_WEIGHT;
  }
}
