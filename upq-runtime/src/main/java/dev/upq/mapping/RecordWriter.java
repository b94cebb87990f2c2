// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.RowEncoder;
import dev.upq.row.RowWriter;

/** Writes records of one class to some columns of one table. Immutable. */
final class RecordWriter<T> implements RowWriter<T> {

  private final RecordShape shape;
  private final int[] targets;

  RecordWriter(RecordShape shape, int[] targets) {
    this.shape = shape;
    this.targets = targets;
  }

  @Override
  public int size() {
    return targets.length;
  }

  @Override
  public int column(int i) {
    return targets[i];
  }

  @Override
  public String component(int i) {
    return shape.name(i);
  }

  @Override
  public void write(T value, RowEncoder out) {
    shape.write(value, out);
  }
}
