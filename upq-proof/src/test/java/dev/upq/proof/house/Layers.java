// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The layer table: which package may use which others of ours. Data, and the questions asked of it.
 * Stateless.
 *
 * <p>A row is a decision about the design. Before an arrow is added here, look for the thing that
 * could be handed in instead.
 */
final class Layers {

  static final String ROOT = "dev.upq";

  /** The door: what a user opens first. */
  static final String DOOR = ROOT;

  private static final Set<String> POOL_MAY_USE =
      Set.of("connection", "statement", "row", "config", "probe", "time", "crew", "sql", "fault");

  /** Floor 1: bytes and what they mean. */
  private static final Map<String, Set<String>> PURE =
      Map.of(
          "fault", Set.of(),
          "bytes", Set.of("fault"),
          "auth", Set.of("fault"),
          "sql", Set.of("fault"),
          "wire", Set.of("bytes", "fault"),
          "type", Set.of("bytes", "fault"),
          "codec", Set.of("type", "bytes", "fault"));

  /** Floor 2: one connection. */
  private static final Map<String, Set<String>> ONE =
      Map.of(
          "config", Set.of("auth", "fault"),
          "time", Set.of("fault"),
          "crew", Set.of("fault"),
          "probe", Set.of("fault"),
          "row", Set.of("type", "wire", "bytes", "fault"),
          "channel", Set.of("wire", "bytes", "auth", "config", "time", "crew", "fault"),
          "statement", Set.of("row", "type", "sql", "fault"),
          "exchange",
              Set.of(
                  "channel",
                  "statement",
                  "row",
                  "sql",
                  "auth",
                  "wire",
                  "type",
                  "bytes",
                  "config",
                  "time",
                  "fault"),
          "catalogue", Set.of("exchange", "statement", "row", "codec", "type", "time", "fault"),
          "connection",
              Set.of(
                  "catalogue",
                  "exchange",
                  "channel",
                  "statement",
                  "row",
                  "sql",
                  "auth",
                  "bytes",
                  "wire",
                  "codec",
                  "type",
                  "config",
                  "probe",
                  "time",
                  "crew",
                  "fault"));

  /** Floor 3: the runtime. The door stands on all of it. */
  private static final Map<String, Set<String>> MANY =
      Map.of(
          "stats", Set.of("probe", "statement", "sql", "time", "fault"),
          "pool", POOL_MAY_USE,
          "lane", with(POOL_MAY_USE, "pool"),
          "tx", with(POOL_MAY_USE, "pool", "wire"),
          "standing", with(POOL_MAY_USE, "pool", "wire"),
          "notify", with(POOL_MAY_USE, "standing", "wire"),
          "route", with(POOL_MAY_USE, "pool"),
          "mapping", with(POOL_MAY_USE, "pool", "type"));

  private static final Set<String> DOOR_MAY_USE =
      with(with(POOL_MAY_USE, MANY.keySet()), "type", "codec", "bytes");

  /**
   * The Edge: a package and those below it stand on what floors 1 to 3 export, and on the other
   * edges named here.
   */
  private static final Map<String, Set<String>> EDGE =
      Map.of(
          "testkit", Set.of(),
          "examples", Set.of("migrate"),
          "bench", Set.of("testkit"),
          "jackson", Set.of(),
          "console", Set.of(),
          "introspect", Set.of(),
          "migrate", Set.of("introspect"),
          "cli", Set.of("testkit", "examples", "console", "introspect", "migrate"));

  /** What the testkit may see even where it should be exported no longer. */
  private static final Map<String, Set<String>> EDGE_ALSO = Map.of("testkit", Set.of("wire"));

  private static final Map<String, Set<String>> TABLE = build();

  private Layers() {}

  private static Map<String, Set<String>> build() {
    Map<String, Set<String>> table = new TreeMap<>();
    for (Map<String, Set<String>> floor : List.of(PURE, ONE, MANY)) {
      floor.forEach((name, uses) -> table.put(full(name), fullNames(uses)));
    }
    table.put(DOOR, fullNames(DOOR_MAY_USE));
    return table;
  }

  private static Set<String> with(Set<String> names, String... more) {
    return with(names, List.of(more));
  }

  private static Set<String> with(Set<String> names, Collection<String> more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(more);
    return all;
  }

  private static String full(String name) {
    return ROOT + "." + name;
  }

  private static Set<String> fullNames(Collection<String> names) {
    Set<String> all = new TreeSet<>();
    names.forEach(name -> all.add(full(name)));
    return all;
  }

  /** Floors 1 to 3: Pure, One and Many, the door included. */
  static boolean inFloors(String packageName) {
    return TABLE.containsKey(packageName);
  }

  static boolean known(String packageName) {
    return inFloors(packageName) || edgeOf(packageName).isPresent();
  }

  /** Of all packages of floors 1 to 3. */
  static Map<String, Set<String>> table() {
    return TABLE;
  }

  /**
   * Whether {@code from} may use {@code to}; {@code exported} are the packages exported to
   * everyone.
   */
  static boolean allows(String from, String to, Set<String> exported) {
    Optional<String> edge = edgeOf(from);
    if (edge.isEmpty()) {
      return TABLE.getOrDefault(from, Set.of()).contains(to);
    }
    Optional<String> other = edgeOf(to);
    if (other.isPresent()) {
      return other.equals(edge) || EDGE.getOrDefault(edge.get(), Set.of()).contains(other.get());
    }
    return exported.contains(to)
        || fullNames(EDGE_ALSO.getOrDefault(edge.get(), Set.of())).contains(to);
  }

  private static Optional<String> edgeOf(String packageName) {
    return EDGE.keySet().stream()
        .filter(e -> packageName.equals(full(e)) || packageName.startsWith(full(e) + "."))
        .findFirst();
  }
}
