// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the modules of floors 1 to 3 may require, and what class files may be. Stateless. */
final class ModuleRules {

  /** The modules of floors 1 to 3, and which of ours each may require. */
  private static final Map<String, Set<String>> FLOORS =
      Map.of(
          "dev.upq.protocol", Set.of(),
          "dev.upq.client", Set.of("dev.upq.protocol"),
          "dev.upq", Set.of("dev.upq.protocol", "dev.upq.client"));

  /** Annotations that nothing needs at run time. */
  private static final Set<String> ANNOTATIONS = Set.of("org.jspecify");

  private ModuleRules() {}

  static List<Violation> floorsNeedNothingButTheJdk(House house) {
    List<Violation> violations = new ArrayList<>();
    for (ModuleFacts module : house.modules()) {
      Set<String> below = FLOORS.get(module.name());
      if (below == null) {
        continue;
      }
      for (ModuleFacts.Requires requires : module.requires()) {
        String name = requires.module();
        if (name.equals("java.base") || below.contains(name)) {
          continue;
        }
        boolean may =
            ANNOTATIONS.contains(name) || name.startsWith("java.") || name.startsWith("jdk.");
        if (!may || !requires.optional()) {
          violations.add(
              new Violation(
                  module.path(),
                  house.lineOf(module.path(), name + ";"),
                  module.name() + " requires " + name,
                  may ? "Make it \"requires static\" and live without it" : "Remove it"));
        }
      }
    }
    return violations;
  }

  static List<Violation> everyFloorIsAModule(House house) {
    Set<String> missing = new TreeSet<>(FLOORS.keySet());
    house.modules().forEach(m -> missing.remove(m.name()));
    return missing.stream()
        .map(
            name ->
                new Violation(
                    "module-info.java",
                    0,
                    "module " + name + " is missing",
                    "Write its module-info.java"))
        .toList();
  }

  static List<Violation> noPreviewFeatures(House house) {
    return house.classes().stream()
        .filter(CompiledClass::preview)
        .map(
            c ->
                new Violation(
                    c.sourcePath(),
                    0,
                    "compiled with preview features",
                    "Use what is final in Java 25"))
        .toList();
  }

  static List<Violation> everyClassHasItsSource(House house) {
    Set<String> sources = new TreeSet<>();
    house.sources().forEach(s -> sources.add(s.path()));
    return house.classes().stream()
        .filter(c -> !sources.contains(c.sourcePath()))
        .map(
            c ->
                new Violation(
                    c.sourcePath(),
                    0,
                    "the source of class " + c.name() + " is gone",
                    "Run mvn clean"))
        .toList();
  }
}
