// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.fault.PgValueException;
import dev.upq.row.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which record of a sealed interface a label stands for. Immutable.
 *
 * @param type the interface
 * @param column whose value is the label
 * @param records those that it permits, also through other interfaces, in their order
 * @param numbers for each label the index of its record
 */
record RecordLabels(
    Class<?> type, String column, List<Class<?>> records, Map<String, Integer> numbers) {

  RecordLabels {
    records = List.copyOf(records);
    numbers = Map.copyOf(numbers);
  }

  /** True for a sealed interface with a {@link Discriminator}. */
  static boolean knows(Class<?> type) {
    return type.isSealed() && type.isInterface() && type.isAnnotationPresent(Discriminator.class);
  }

  static RecordLabels of(Class<?> type) {
    List<Class<?>> records = new ArrayList<>();
    collect(type, records);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < records.size(); i++) {
      for (String label : labels(records.get(i))) {
        Integer other = numbers.putIfAbsent(label, i);
        if (other != null && other != i) {
          throw new PgResultException(
              records.get(other).getName()
                  + " and "
                  + records.get(i).getName()
                  + " have the same label "
                  + label
                  + "; give each its own with @Label");
        }
      }
    }
    return new RecordLabels(
        type, type.getAnnotation(Discriminator.class).value(), records, numbers);
  }

  private static void collect(Class<?> type, List<Class<?>> records) {
    for (Class<?> each : type.getPermittedSubclasses()) {
      if (each.isRecord()) {
        if (!records.contains(each)) {
          records.add(each);
        }
      } else if (each.isInterface() && each.isSealed()) {
        collect(each, records);
      } else {
        throw new PgResultException(
            type.getName()
                + " permits "
                + each.getName()
                + ", which is no record; rows are mapped to records and sealed interfaces of them");
      }
    }
  }

  private static List<String> labels(Class<?> record) {
    Label label = record.getAnnotation(Label.class);
    String name = record.getSimpleName();
    return label == null ? List.of(name, Names.snakeCase(name)) : List.of(label.value());
  }

  /** The index of the record that a row is. Called by generated code. */
  int number(Row row, int index) {
    Integer number = numbers.get(row.text(index));
    if (number == null) {
      throw PgValueException.decode(
          "column \""
              + row.columns().at(index).name()
              + "\" holds a label that no record of "
              + type.getName()
              + " has; they have "
              + numbers.keySet().stream().sorted().toList());
    }
    return number;
  }

  /** Two of the same interface are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RecordLabels labels && labels.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }
}
