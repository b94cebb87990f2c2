// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgUsageException;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A text with named parameters: read once, and laid against each record class once. Thread-safe;
 * what two threads work out at the same time is the same.
 */
final class NamedStatement {

  /** Texts that are remembered; when there are more, all are read anew. */
  private static final int MAX_TEXTS = 4_096;

  private static final int MAX_CLASSES = 8;

  private static final ConcurrentHashMap<String, NamedStatement> TEXTS = new ConcurrentHashMap<>();

  private final NamedText.Found text;

  // Written as a whole; one that another thread has not seen yet is worked out again.
  private volatile List<Places> known = List.of();

  /**
   * Where the parameters of one class are found.
   *
   * @param paths for each parameter the index of a component, and the names inside it
   */
  private record Places(WeakReference<Class<?>> type, boolean lax, List<Path> paths) {}

  /** A component, or what is called so inside the record that it holds. */
  private record Path(int component, List<String> inside) {}

  private NamedStatement(NamedText.Found text) {
    this.text = text;
  }

  static NamedStatement of(String sql) {
    NamedStatement found = TEXTS.get(sql);
    if (found == null) {
      found = new NamedStatement(NamedText.read(sql));
      if (TEXTS.size() >= MAX_TEXTS) {
        TEXTS.clear();
      }
      TEXTS.put(sql, found);
    }
    return found;
  }

  /** The names of $1, $2 ... */
  List<String> names() {
    return text.names();
  }

  /** The text as the server gets it. */
  String sql() {
    return text.sql();
  }

  /**
   * Runs a statement with the values that stand under the names of its parameters. A text without
   * names is given {@code parameters} as its only parameter.
   *
   * @param parameters a record, a Map of names to values, or {@link Parameters}
   * @throws PgUsageException where a name has no value, or a value no name
   */
  <R> R bind(Object parameters, BiFunction<String, @Nullable Object[], R> statement) {
    Parameters given =
        parameters instanceof Parameters its ? its : new Parameters(parameters, false, null);
    if (text.names().isEmpty()) {
      return statement.apply(text.sql(), new @Nullable Object[] {Written.value(given.given())});
    }
    return statement.apply(
        text.sql(),
        switch (given.given()) {
          case Record record -> ofRecord(record, given);
          case Map<?, ?> map -> ofMap(map, given.isLax());
          case Object other -> throw RecordMapping.noRecord(other.getClass());
        });
  }

  private @Nullable Object[] ofRecord(Record record, Parameters given) {
    MappedType type = MappedType.of(record.getClass(), given.lookup());
    @Nullable Object[] components = type.take().values(record);
    List<Path> paths = places(record.getClass(), type, given);
    @Nullable Object[] values = new @Nullable Object[paths.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = components[paths.get(i).component()];
      for (String name : paths.get(i).inside()) {
        value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
      }
      values[i] = value;
    }
    return values;
  }

  private List<Path> places(Class<?> type, MappedType mapped, Parameters given) {
    for (Places each : known) {
      if (each.type().refersTo(type) && each.lax() == given.isLax()) {
        return each.paths();
      }
    }
    List<Path> paths = laidAgainst(type, mapped.shape(), given);
    List<Places> all = new ArrayList<>(known);
    all.removeIf(each -> each.type().refersTo(null));
    if (all.size() == MAX_CLASSES) {
      all.removeLast();
    }
    all.addFirst(new Places(new WeakReference<>(type), given.isLax(), paths));
    known = List.copyOf(all);
    return paths;
  }

  private List<Path> laidAgainst(Class<?> type, RecordShape shape, Parameters given) {
    List<Component> components =
        shape.components().stream().filter(each -> !each.ignored()).toList();
    boolean[] used = new boolean[components.size()];
    List<String> missing = new ArrayList<>();
    List<Path> paths = new ArrayList<>();
    for (String name : text.names()) {
      Path path = find(name, components, given.lookup());
      if (path == null) {
        missing.add(name);
      } else {
        used[path.component()] = true;
        paths.add(path);
      }
    }
    List<String> unused = new ArrayList<>();
    for (int i = 0; i < used.length; i++) {
      if (!used[i] && !given.isLax()) {
        unused.add(components.get(i).name());
      }
    }
    refuse(type.getName(), missing, unused);
    return List.copyOf(paths);
  }

  /**
   * For each parameter the class of the component that it is given, empty where the component holds
   * it further inside.
   *
   * @throws PgUsageException where the class does not fit
   */
  List<Optional<Component>> components(Class<?> type) {
    RecordShape shape = MappedType.of(type, null).shape();
    List<Component> components =
        shape.components().stream().filter(each -> !each.ignored()).toList();
    return laidAgainst(type, shape, new Parameters(type, false, null)).stream()
        .map(
            path ->
                path.inside().isEmpty()
                    ? Optional.of(components.get(path.component()))
                    : Optional.<Component>empty())
        .toList();
  }

  private static @Nullable Path find(
      String name, List<Component> components, MethodHandles.@Nullable Lookup lookup) {
    for (boolean exact : new boolean[] {true, false}) {
      for (int i = 0; i < components.size(); i++) {
        if (isCalled(components.get(i), name, exact)) {
          return new Path(i, List.of());
        }
      }
    }
    for (int i = 0; i < components.size(); i++) {
      Component component = components.get(i);
      Class<?> held = held(component);
      if (ReaderChoice.isMade(held) && name.startsWith(component.prefix())) {
        List<Component> inner = MappedType.of(held, lookup).shape().components();
        Path path = find(name.substring(component.prefix().length()), inner, lookup);
        if (path != null) {
          List<String> inside = new ArrayList<>();
          inside.add(inner.get(path.component()).columnName());
          inside.addAll(path.inside());
          return new Path(i, List.copyOf(inside));
        }
      }
    }
    return null;
  }

  private static Class<?> held(Component component) {
    Class<?> type = component.type();
    return type == Optional.class
        ? TypeArguments.NONE.raw(TypeArguments.NONE.first(component.generic()))
        : type;
  }

  private static boolean isCalled(Component component, String name, boolean exact) {
    String column = component.column();
    if (exact) {
      return component.name().equals(name) || name.equals(column);
    }
    return column == null && Names.key(component.name()).equals(Names.key(name));
  }

  private @Nullable Object[] ofMap(Map<?, ?> map, boolean lax) {
    @Nullable Object[] values = new @Nullable Object[text.names().size()];
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      String name = text.names().get(i);
      if (map.containsKey(name)) {
        values[i] = Written.value(map.get(name));
      } else {
        missing.add(name);
      }
    }
    List<String> unused =
        lax
            ? List.of()
            : map.keySet().stream()
                .map(String::valueOf)
                .filter(key -> !text.names().contains(key))
                .sorted()
                .toList();
    refuse("the map", missing, unused);
    return values;
  }

  private void refuse(String what, List<String> missing, List<String> unused) {
    if (missing.isEmpty() && unused.isEmpty()) {
      return;
    }
    throw new PgUsageException(
        what
            + " does not fit the parameters "
            + text.names().stream().map(name -> ":" + name).collect(Collectors.joining(", "))
            + (missing.isEmpty() ? "" : "; it has no value for " + missing)
            + (unused.isEmpty()
                ? ""
                : "; no parameter takes "
                    + unused
                    + "; Parameters.of(...).lax() leaves out what is not used"));
  }
}
