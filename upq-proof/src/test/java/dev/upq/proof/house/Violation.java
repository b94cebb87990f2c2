// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One place that breaks a rule. Immutable.
 *
 * @param file path relative to the root of the checkout, with slashes
 * @param line counted from 1; 0 where the whole file is meant
 * @param what is wrong
 * @param remedy what to do about it
 */
record Violation(String file, int line, String what, String remedy) {

  static String report(List<Violation> violations) {
    return violations.stream()
        .map(Violation::toString)
        .collect(
            Collectors.joining(
                "\n  ", "this rule is broken in " + violations.size() + " places:\n  ", ""));
  }

  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + what + ". " + remedy + ".";
  }
}
