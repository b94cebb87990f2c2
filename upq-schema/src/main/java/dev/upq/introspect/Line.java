// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Optional;

/**
 * One thing of a model as a line of text: what it is, two blanks, and how it is. Immutable.
 *
 * @param key {@code table app.flight: column delay}; no other line of the model has it
 * @param text {@code integer not null}; may be empty
 */
record Line(String key, String text) {

  private static final String GAP = "  ";

  /** What the thing hangs on, {@code table app.flight}; empty where it is on its own. */
  Optional<String> owner() {
    int colon = outside(key, ": ");
    return colon < 0 ? Optional.empty() : Optional.of(key.substring(0, colon));
  }

  /** The line that {@link #toString()} made. */
  static Line parse(String line) {
    int gap = outside(line, GAP);
    return gap < 0
        ? new Line(line, "")
        : new Line(line.substring(0, gap), line.substring(gap + GAP.length()));
  }

  /** Where {@code sign} first stands outside of quoted names; -1 where it does not. */
  private static int outside(String line, String sign) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        quoted = !quoted;
      } else if (!quoted && line.startsWith(sign, i)) {
        return i;
      }
    }
    return -1;
  }

  /** One line, whatever the names in it: what would end it is written as in Java. */
  @Override
  public String toString() {
    String line = text.isEmpty() ? key : key + GAP + text;
    return line.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
