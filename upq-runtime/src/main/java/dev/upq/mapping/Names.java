// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.util.Locale;
import java.util.regex.Pattern;

/** How names of Java and of SQL are compared. Stateless. */
final class Names {

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private Names() {}

  /** {@code departedAt} to {@code departed_at}. */
  static String snakeCase(String name) {
    return HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  /** The same for {@code departedAt}, {@code departed_at} and {@code departedat}. */
  static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
