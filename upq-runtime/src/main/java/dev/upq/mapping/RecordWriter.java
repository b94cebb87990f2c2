// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.RowEncoder;
import dev.upq.row.RowWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes records of one class to some columns of one table. Immutable. */
final class RecordWriter<T> implements RowWriter<T> {

  private final TakeCode code;
  private final List<String> names;
  private final int[] targets;

  private RecordWriter(TakeCode code, List<String> names, int[] targets) {
    this.code = code;
    this.names = names;
    this.targets = targets;
  }

  static <T> RecordWriter<T> of(Class<T> type, MappedType mapped, Columns columns) {
    List<String> names = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Component component : mapped.shape().components()) {
      if (component.ignored()) {
        continue;
      }
      int target = target(component, columns);
      if (target < 0) {
        missing.add(component.name());
      }
      names.add(component.name());
      targets.add(target);
    }
    if (!missing.isEmpty() || targets.isEmpty()) {
      throw new PgResultException(
          type.getName()
              + " does not fit the table; no column takes the components "
              + missing
              + ", it has "
              + columns.names()
              + ". Name a component's column with @Column, or leave it out with @Ignore");
    }
    return new RecordWriter<>(
        mapped.take(), names, targets.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int target(Component component, Columns columns) {
    String explicit = component.column();
    String name = explicit == null ? component.name() : explicit;
    if (columns.has(name)) {
      return columns.indexOf(name);
    }
    if (explicit != null) {
      return -1;
    }
    int found = -1;
    int index = 0;
    for (Column column : columns) {
      if (Names.key(column.name()).equals(Names.key(name))) {
        if (found >= 0) {
          throw new PgResultException(
              "several columns could take "
                  + name
                  + ": \""
                  + columns.at(found).name()
                  + "\" and \""
                  + column.name()
                  + "\". Name one with @Column");
        }
        found = index;
      }
      index++;
    }
    return found;
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
    return names.get(i);
  }

  @Override
  public void write(T value, RowEncoder out) {
    code.write(value, out);
  }
}
