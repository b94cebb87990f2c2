// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Arrows between packages run down, and no circle stands between them. Stateless.
 *
 * <p>An arrow is read from class files, and from imports, since a doc that links upwards is an
 * arrow too.
 */
final class ArrowRules {

  private ArrowRules() {}

  /** One package uses another; {@code file} and {@code line} show where it first does. */
  record Arrow(String from, String to, String file, int line, String type) {}

  static List<Violation> everyPackageIsInTheTable(House house) {
    return house.packages().stream()
        .filter(p -> p.equals(Layers.ROOT) || p.startsWith(Layers.ROOT + "."))
        .filter(p -> !Layers.known(p))
        .map(
            p ->
                new Violation(
                    folder(house, p),
                    0,
                    "package " + p + " is unknown",
                    "Add it to the table in Layers.java"))
        .toList();
  }

  static List<Violation> everyArrowIsAllowed(House house) {
    Set<String> exported = house.exported();
    List<Violation> violations = new ArrayList<>();
    for (Arrow arrow : arrows(house)) {
      if (Layers.known(arrow.from) && !Layers.allows(arrow.from, arrow.to, exported)) {
        violations.add(
            new Violation(
                arrow.file,
                arrow.line,
                arrow.from + " may not use " + arrow.to + " (" + arrow.type + ")",
                "Hand in what is needed from above, or change the row in Layers.java and say why"
                    + " in docs/DECISIONS.md"));
      }
    }
    return violations;
  }

  static List<Violation> noCircles(House house) {
    Map<String, List<Arrow>> from = new TreeMap<>();
    arrows(house).forEach(a -> from.computeIfAbsent(a.from, k -> new ArrayList<>()).add(a));
    List<Violation> violations = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String start : from.keySet()) {
      walk(start, from, new ArrayList<>(), done, violations);
    }
    return violations;
  }

  /** Depth first; {@code path} holds the arrows from the start to here. */
  private static void walk(
      String at,
      Map<String, List<Arrow>> from,
      List<Arrow> path,
      Set<String> done,
      List<Violation> violations) {
    if (done.contains(at)) {
      return;
    }
    for (Arrow arrow : from.getOrDefault(at, List.of())) {
      path.add(arrow);
      int start = indexOfFrom(path, arrow.to);
      if (start >= 0) {
        List<Arrow> circle = path.subList(start, path.size());
        violations.add(
            new Violation(
                arrow.file,
                arrow.line,
                "these packages stand in a circle: " + describe(circle),
                "Move what both need into a package below both"));
      } else {
        walk(arrow.to, from, path, done, violations);
      }
      path.removeLast();
    }
    done.add(at);
  }

  private static int indexOfFrom(List<Arrow> path, String name) {
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).from.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static String describe(List<Arrow> circle) {
    StringBuilder text = new StringBuilder();
    for (Arrow arrow : circle) {
      text.append(arrow.from).append(" uses ").append(arrow.to);
      text.append(" (").append(arrow.file).append(':').append(arrow.line).append("), ");
    }
    return text.substring(0, text.length() - 2);
  }

  /** Every pair of packages once. */
  static List<Arrow> arrows(House house) {
    Map<String, Arrow> arrows = new LinkedHashMap<>();
    for (CompiledClass c : house.classes()) {
      for (String type : c.types()) {
        int slash = type.lastIndexOf('/');
        if (slash < 0) {
          continue;
        }
        String to = type.substring(0, slash).replace('/', '.');
        if (ours(to) && !to.equals(c.packageName())) {
          String simple = type.substring(slash + 1).replaceAll("\\$.*", "");
          int named = house.lineOf(c.sourcePath(), simple);
          int line = named > 1 ? named : c.lineOf(type);
          arrows.putIfAbsent(
              c.packageName() + ">" + to,
              new Arrow(c.packageName(), to, c.sourcePath(), line, simple));
        }
      }
    }
    for (SourceFile source : house.mainSources()) {
      for (SourceFile.Import i : source.imports()) {
        String to = packageOf(i.name());
        if (!source.packageName().isEmpty() && ours(to) && !to.equals(source.packageName())) {
          arrows.putIfAbsent(
              source.packageName() + ">" + to,
              new Arrow(source.packageName(), to, source.path(), i.line(), i.name()));
        }
      }
    }
    return arrows.values().stream()
        .sorted((a, b) -> (a.from + ">" + a.to).compareTo(b.from + ">" + b.to))
        .toList();
  }

  private static boolean ours(String packageName) {
    return packageName.equals(Layers.ROOT) || packageName.startsWith(Layers.ROOT + ".");
  }

  /**
   * Of an imported name: package names are lower case, and the first part that is not begins the
   * type.
   */
  private static String packageOf(String imported) {
    StringBuilder name = new StringBuilder();
    for (String part : imported.split("\\.")) {
      if (!Character.isLowerCase(part.charAt(0))) {
        break;
      }
      name.append(name.isEmpty() ? "" : ".").append(part);
    }
    return name.toString();
  }

  private static String folder(House house, String packageName) {
    return house.mainSources().stream()
        .filter(s -> s.packageName().equals(packageName))
        .map(s -> s.path().substring(0, s.path().lastIndexOf('/')))
        .findFirst()
        .orElse(packageName);
  }
}
