// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Calls and types that stand in no class file but those of a few packages. Immutable.
 *
 * @param where the packages that it holds for
 * @param calls matched against {@code owner.name:descriptor}, with slashes
 * @param types matched against internal names
 */
record Ban(Predicate<String> where, Pattern calls, Pattern types, String why, String remedy) {

  private static final Pattern NONE = Pattern.compile("(?!)");

  static Ban onCalls(Predicate<String> where, String calls, String why, String remedy) {
    return new Ban(where, Pattern.compile(calls), NONE, why, remedy);
  }

  static Ban onTypes(Predicate<String> where, String types, String why, String remedy) {
    return new Ban(where, NONE, Pattern.compile(types), why, remedy);
  }

  static Ban onBoth(
      Predicate<String> where, String calls, String types, String why, String remedy) {
    return new Ban(where, Pattern.compile(calls), Pattern.compile(types), why, remedy);
  }

  List<Violation> check(House house) {
    Set<Violation> violations = new LinkedHashSet<>();
    for (CompiledClass c : house.classes()) {
      if (!where.test(c.packageName())) {
        continue;
      }
      for (CompiledClass.Call call : c.calls()) {
        if (calls.matcher(call.signature()).matches()) {
          violations.add(
              new Violation(c.sourcePath(), call.line(), call.shortName() + ": " + why, remedy));
        }
      }
      for (String type : c.types()) {
        if (types.matcher(type).matches()) {
          String simple = type.substring(type.lastIndexOf('/') + 1).replaceAll(".*\\$", "");
          violations.add(
              new Violation(
                  c.sourcePath(),
                  house.lineOf(c.sourcePath(), simple),
                  simple + ": " + why,
                  remedy));
        }
      }
    }
    return new ArrayList<>(violations);
  }
}
