// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of published binaries, such as 18.1.0. Immutable.
 *
 * @param major the version of PostgreSQL, such as 18
 * @param minor its bug-fix release
 * @param patch counts rebuilds of the same release
 */
record BinariesVersion(int major, int minor, int patch) implements Comparable<BinariesVersion> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");
  private static final Map<Integer, String> PROVEN =
      Map.of(16, "16.11.0", 17, "17.7.0", 18, "18.1.0");
  private static final Comparator<BinariesVersion> ORDER =
      Comparator.comparingInt(BinariesVersion::major)
          .thenComparingInt(BinariesVersion::minor)
          .thenComparingInt(BinariesVersion::patch);

  /** Reads {@code 18.1} or {@code 18.1.0}; empty for anything else. */
  static Optional<BinariesVersion> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int patch = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    return Optional.of(
        new BinariesVersion(
            Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), patch));
  }

  /** Reads the version out of a jar's file name, which is {@code <artifact>-<version>.jar}. */
  static Optional<BinariesVersion> ofJar(String fileName, String artifact) {
    String prefix = artifact + "-";
    if (!fileName.startsWith(prefix) || !fileName.endsWith(".jar")) {
      return Optional.empty();
    }
    return parse(fileName.substring(prefix.length(), fileName.length() - ".jar".length()));
  }

  /** The version to advise to somebody who has none of this major version. */
  static String advised(int major) {
    return PROVEN.getOrDefault(major, major + ".<minor>.0");
  }

  @Override
  public int compareTo(BinariesVersion other) {
    return ORDER.compare(this, other);
  }
}
