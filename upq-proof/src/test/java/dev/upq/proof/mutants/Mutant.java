// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mistake that can be planted. Immutable.
 *
 * @param name what is wrong with it
 * @param history the case that it stands for
 * @param module whose main source it is in
 * @param type the class whose source it is in, by its full name
 * @param text what stands there now; white space matches any white space, so that formatting does
 *     not matter
 * @param replacement what is planted in its place
 * @param killer the test that has to fail on it
 */
record Mutant(
    String name,
    String history,
    String module,
    String type,
    String text,
    String replacement,
    Killer killer) {

  /**
   * The source with the mistake in it.
   *
   * @throws AssertionError unless the text stands there exactly once
   */
  String plantedIn(String source) {
    Matcher place = pattern().matcher(source);
    if (!place.find()) {
      throw new AssertionError("the text is gone from " + type + ", rewrite the mutant: " + text);
    }
    int start = place.start();
    int end = place.end();
    if (place.find()) {
      throw new AssertionError("the text stands in " + type + " twice, make it longer: " + text);
    }
    return source.substring(0, start) + replacement + source.substring(end);
  }

  private Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      pattern.append(pattern.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
    }
    return Pattern.compile(pattern.toString());
  }

  @Override
  public String toString() {
    return name;
  }
}
