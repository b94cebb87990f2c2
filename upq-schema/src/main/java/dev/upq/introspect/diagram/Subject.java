// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.Constraint;
import dev.upq.introspect.ConstraintKind;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Table;
import dev.upq.introspect.TableKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is drawn: boxes, and links between them. Immutable.
 *
 * @param boxes by schema and name
 */
record Subject(List<Box> boxes, List<Link> links) {

  Subject {
    boxes = List.copyOf(boxes);
    links = List.copyOf(links);
  }

  static Subject of(List<Table> all) {
    Map<QualifiedName, Table> named = new HashMap<>();
    all.forEach(table -> named.put(table.id(), table));
    Map<QualifiedName, Integer> partitions = new HashMap<>();
    List<Table> shown = new ArrayList<>();
    for (Table table : all) {
      if (table.partitionOf().isPresent()) {
        partitions.merge(root(table, named), 1, Integer::sum);
      } else if (!table.kind().is(TableKind.VIEW)
          && !table.kind().is(TableKind.MATERIALIZED_VIEW)) {
        shown.add(table);
      }
    }
    boolean several = shown.stream().map(table -> table.id().schema()).distinct().count() > 1;
    Map<QualifiedName, Integer> numbers = new HashMap<>();
    List<Box> boxes = new ArrayList<>();
    for (Table table : shown) {
      numbers.put(table.id(), boxes.size());
      String prefix = several ? table.id().schema() + "." : "";
      boxes.add(Box.of(table, prefix, partitions.getOrDefault(table.id(), 0)));
    }
    List<Link> links = new ArrayList<>();
    for (Table table : shown) {
      for (Constraint key : table.foreignKeys()) {
        key.reference()
            .filter(reference -> numbers.containsKey(reference.table()))
            .ifPresent(to -> links.add(link(table, key, to, boxes, numbers)));
      }
    }
    return new Subject(boxes, links);
  }

  /** The partitioned table at the top; one that was not selected ends the way. */
  private static QualifiedName root(Table partition, Map<QualifiedName, Table> named) {
    Table at = partition;
    while (at.partitionOf().isPresent()) {
      Table above = named.get(at.partitionOf().get().table());
      if (above == null) {
        return at.partitionOf().get().table();
      }
      at = above;
    }
    return at.id();
  }

  private static Link link(
      Table table,
      Constraint key,
      Constraint.Reference to,
      List<Box> boxes,
      Map<QualifiedName, Integer> numbers) {
    int child = numbers.getOrDefault(table.id(), 0);
    int parent = numbers.getOrDefault(to.table(), 0);
    String from = String.join(", ", key.columns());
    return new Link(
        child,
        boxes.get(child).row(key),
        parent,
        boxes.get(parent).row(to.columns()),
        table.id() + " (" + from + ") references " + to.table(),
        key.columns(),
        key.columns().stream().anyMatch(name -> nullable(table, name)),
        unique(table, key));
  }

  private static boolean nullable(Table table, String column) {
    return table.column(column).map(found -> found.notNull().isEmpty()).orElse(false);
  }

  private static boolean unique(Table table, Constraint key) {
    return table.constraints().stream()
        .filter(c -> c.kind().is(ConstraintKind.PRIMARY_KEY) || c.kind().is(ConstraintKind.UNIQUE))
        .anyMatch(c -> !c.columns().isEmpty() && key.columns().containsAll(c.columns()));
  }
}
