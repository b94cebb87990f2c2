// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Collection;
import java.util.regex.Pattern;

/**
 * One part of the question to the catalogues. Its SQL is a select of one array of texts a row, with
 * names as {@link CatalogueSql} completes them. Immutable.
 *
 * @param name what its rows are marked with in the answer
 */
record Part(String name, String sql) {

  static Part of(String name, String sql) {
    return new Part(name, sql);
  }

  /** Whether it reads one of these catalogues. */
  boolean readsAny(Collection<String> catalogues) {
    return catalogues.stream()
        .anyMatch(name -> Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(sql).find());
  }
}
