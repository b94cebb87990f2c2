// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.mapping.Node.Absence;
import dev.upq.mapping.Node.Presence;
import dev.upq.row.Columns;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which column feeds which component: a node, and for each of its slots the index of a column. One
 * thread at a time while it is made.
 */
final class Plan {

  private final MethodHandles.@Nullable Lookup lookup;
  private final Columns columns;
  private final ColumnSearch search;
  private final ReaderChoice readers;
  private final List<Integer> sources = new ArrayList<>();
  private final List<Class<?>> inside = new ArrayList<>();
  private final Node root;

  private Plan(
      Class<?> type,
      MethodHandles.@Nullable Lookup lookup,
      Columns columns,
      Strictness strictness) {
    this.lookup = lookup;
    this.columns = columns;
    this.search = new ColumnSearch(type, columns, strictness);
    this.readers = new ReaderChoice(lookup);
    this.root = root(type);
  }

  /**
   * The plan for rows of these columns.
   *
   * @throws dev.upq.fault.PgResultException with all that does not fit
   */
  static Plan of(
      Class<?> type,
      MethodHandles.@Nullable Lookup lookup,
      Columns columns,
      Strictness strictness) {
    Plan plan = new Plan(type, lookup, columns, strictness);
    plan.search.refuseMisfits();
    return plan;
  }

  /** The same for a check: what does not fit is found in {@link #misfits}. */
  static Plan tried(Class<?> type, Columns columns) {
    return new Plan(type, null, columns, Strictness.STRICT);
  }

  List<String> misfits() {
    return search.misfits();
  }

  Node root() {
    return root;
  }

  int[] sources() {
    return sources.stream().mapToInt(Integer::intValue).toArray();
  }

  private Node root(Class<?> type) {
    return RecordLabels.knows(type)
        ? chosen(type, "", "", TypeArguments.NONE, Absence.NONE)
        : made(type, "", "", TypeArguments.NONE, Absence.NONE, "");
  }

  private Node made(
      Class<?> type,
      String prefix,
      String path,
      TypeArguments arguments,
      Absence absence,
      String key) {
    if (inside.contains(type)) {
      search.misfit(path + " holds a " + type.getName() + " inside itself, which no row can feed");
      return new Node.Constant(Object.class, null);
    }
    inside.add(type);
    RecordShape shape = MappedType.of(type, lookup).shape();
    int first = sources.size();
    List<Node> parts = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    List<Integer> keys = new ArrayList<>();
    for (Component component : shape.components()) {
      int begin = sources.size();
      parts.add(part(component, prefix, path, arguments));
      paths.add(path + component.name());
      if (component.name().equals(key)) {
        keys.addAll(slots(begin));
      }
    }
    inside.removeLast();
    if (!key.isEmpty() && keys.isEmpty()) {
      search.misfit(
          "@Nested(key = \"" + key + "\") of " + path + " names no component with a column");
    }
    if (absence != Absence.NONE && slots(first).isEmpty()) {
      return new Node.Constant(Object.class, absence == Absence.EMPTY ? Optional.empty() : null);
    }
    return new Node.Made(
        shape, parts, paths, presence(absence, keys.isEmpty() ? slots(first) : keys));
  }

  private Node chosen(
      Class<?> type, String prefix, String path, TypeArguments arguments, Absence absence) {
    RecordLabels labels = RecordLabels.of(type);
    int first = sources.size();
    int column = search.named(prefix + labels.column(), path + "@Discriminator");
    int slot = slot(column);
    List<Node> records = new ArrayList<>();
    for (Class<?> record : labels.records()) {
      search.alternative();
      records.add(made(record, prefix, path, arguments, Absence.NONE, ""));
    }
    return new Node.Chosen(labels, slot, records, presence(absence, List.of(first)));
  }

  private static Presence presence(Absence absence, List<Integer> slots) {
    return absence == Absence.NONE || slots.isEmpty()
        ? Presence.ALWAYS
        : new Presence(absence, slots);
  }

  private Node part(Component component, String prefix, String path, TypeArguments arguments) {
    Class<?> type = arguments.raw(component.generic());
    if (component.ignored()) {
      return new Node.Constant(erased(component), Defaults.none(type));
    }
    Type written = arguments.filled(component.generic());
    boolean optional = type == Optional.class;
    Type inner = optional ? arguments.first(written) : written;
    Class<?> held = arguments.raw(inner);
    boolean several = ReaderChoice.isMade(held) || RecordLabels.knows(held);
    int column =
        several && (component.nested() != null || RecordLabels.knows(held))
            ? ColumnSearch.NONE
            : search.find(component, prefix, path, several);
    if (column < 0 && several) {
      Absence absence =
          optional ? Absence.EMPTY : component.nullable() ? Absence.NULL : Absence.NONE;
      Nested nested = component.nested();
      String begin = prefix + component.prefix();
      String inward = path + component.name() + ".";
      return RecordLabels.knows(held)
          ? chosen(held, begin, inward, arguments.inside(inner), absence)
          : made(
              held,
              begin,
              inward,
              arguments.inside(inner),
              absence,
              nested == null ? "" : nested.key());
    }
    return column < 0
        ? new Node.Constant(erased(component), Defaults.value(component, type))
        : fed(component, type, arguments, column);
  }

  private Node fed(Component component, Class<?> type, TypeArguments arguments, int column) {
    if (component.type().isPrimitive()) {
      return new Node.Primitive(
          type,
          slot(column),
          component.defaults() == null ? null : Defaults.value(component, type));
    }
    return new Node.Value(readers.of(component, arguments, columns.at(column)), slot(column));
  }

  private static Class<?> erased(Component component) {
    return component.type().isPrimitive() ? component.type() : Object.class;
  }

  private int slot(int column) {
    sources.add(column);
    return sources.size() - 1;
  }

  private List<Integer> slots(int from) {
    List<Integer> slots = new ArrayList<>();
    for (int i = from; i < sources.size(); i++) {
      slots.add(i);
    }
    return slots;
  }
}
