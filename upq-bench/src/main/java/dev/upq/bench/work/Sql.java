// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.util.Collections;
import java.util.regex.Pattern;

/** Texts for clients that write parameters otherwise. Stateless. */
public final class Sql {

  private static final Pattern NUMBERED = Pattern.compile("\\$\\d+");

  private Sql() {}

  /** The text with question marks, as JDBC wants it; its parameters are in the order of numbers. */
  public static String jdbc(String sql) {
    return NUMBERED.matcher(sql).replaceAll("?");
  }

  /** The text {@code times} times, with semicolons between. */
  public static String repeated(String sql, int times) {
    return String.join(";", Collections.nCopies(times, sql));
  }
}
