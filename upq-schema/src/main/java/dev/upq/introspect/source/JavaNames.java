// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import java.util.Locale;
import java.util.Set;

/** Names of the database as names of Java. Stateless. */
final class JavaNames {

  /** What cannot be the name of a record's component: key words, and methods of every object. */
  private static final Set<String> TAKEN =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do"
                  + " double else enum extends final finally float for goto if implements import"
                  + " instanceof int interface long native new package private protected public"
                  + " return short static strictfp super switch synchronized this throw throws"
                  + " transient try void volatile while true false null clone finalize getClass"
                  + " hashCode notify notifyAll toString wait")
              .split(" "));

  private JavaNames() {}

  /** Whether a package can be called so. */
  static boolean isPackage(String name) {
    for (String part : name.split("\\.", -1)) {
      if (!isIdentifier(part)) {
        return false;
      }
    }
    return true;
  }

  static boolean isIdentifier(String name) {
    return !name.isEmpty()
        && !name.equals("_")
        && !TAKEN.contains(name)
        && Character.isJavaIdentifierStart(name.codePointAt(0))
        && name.codePoints().allMatch(JavaNames::inside);
  }

  /** {@code departed_at} to {@code departedAt}; {@code otherwise} where no letter is left. */
  static String component(String name, String otherwise) {
    String joined = joined(name, false);
    String made = joined.isEmpty() ? otherwise : joined;
    return TAKEN.contains(made) ? made + "_" : made;
  }

  /** {@code order_line} to {@code OrderLine}. */
  static String type(String name, String otherwise) {
    String joined = joined(name, true);
    return joined.isEmpty() ? otherwise : joined;
  }

  /** {@code in-use} to {@code IN_USE}. */
  static String constant(String label, String otherwise) {
    StringBuilder made = new StringBuilder();
    label
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .forEach(letter -> made.appendCodePoint(inside(letter) ? letter : '_'));
    if (made.chars().allMatch(letter -> letter == '_')) {
      return otherwise;
    }
    return Character.isJavaIdentifierStart(made.codePointAt(0)) ? made.toString() : "_" + made;
  }

  /** How the mapping compares names that are not the same. */
  static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static boolean inside(int letter) {
    return Character.isJavaIdentifierPart(letter) && !Character.isIdentifierIgnorable(letter);
  }

  private static String joined(String name, boolean capital) {
    boolean shouted = name.equals(name.toUpperCase(Locale.ROOT));
    String said = shouted ? name.toLowerCase(Locale.ROOT) : name;
    StringBuilder made = new StringBuilder();
    boolean begins = true;
    for (int letter : said.codePoints().toArray()) {
      if (!inside(letter) || letter == '_') {
        begins = true;
        continue;
      }
      boolean first = made.isEmpty();
      int written =
          first && !capital
              ? Character.toLowerCase(letter)
              : begins ? Character.toUpperCase(letter) : letter;
      if (first && !Character.isJavaIdentifierStart(written)) {
        made.append('_');
      }
      made.appendCodePoint(written);
      begins = false;
    }
    return made.toString();
  }
}
