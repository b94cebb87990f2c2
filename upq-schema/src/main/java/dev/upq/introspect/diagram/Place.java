// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a layer: that of a box, or one where lines pass between boxes. Confined to the thread
 * that lays an island out.
 */
final class Place {

  private static final double PASSING = 4;

  private final int box;
  private final int layer;
  private final double height;
  private final List<Segment> left = new ArrayList<>();
  private final List<Segment> right = new ArrayList<>();
  private double top;

  /**
   * A piece of a line from one layer to the next.
   *
   * @param fromOffset how far below the top of its left place it begins
   * @param toOffset how far below the top of its right place it ends
   */
  record Segment(Place from, double fromOffset, Place to, double toOffset) {}

  private Place(int box, int layer, double height) {
    this.box = box;
    this.layer = layer;
    this.height = height;
  }

  static Place ofBox(int box, int layer, double height) {
    return new Place(box, layer, height);
  }

  static Place ofPassing(int layer) {
    return new Place(-1, layer, PASSING);
  }

  /** Joins two places of neighbouring layers, once for the same two ends. */
  static void join(Place from, double fromOffset, Place to, double toOffset) {
    Segment segment = new Segment(from, fromOffset, to, toOffset);
    for (Segment there : from.right) {
      if (there.to == to && there.fromOffset == fromOffset && there.toOffset == toOffset) {
        return;
      }
    }
    from.right.add(segment);
    to.left.add(segment);
  }

  boolean isBox() {
    return box >= 0;
  }

  int layer() {
    return layer;
  }

  double height() {
    return height;
  }

  List<Segment> left() {
    return left;
  }

  List<Segment> right() {
    return right;
  }

  double top() {
    return top;
  }

  void moveTo(double newTop) {
    top = newTop;
  }

  /** Where lines pass it. */
  double middle() {
    return height / 2;
  }

  /** How far apart it is from the one below it. */
  double gapTo(Place below) {
    return isBox() && below.isBox() ? 30 : isBox() || below.isBox() ? 18 : 12;
  }
}
