// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.sql.FirstWord;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a text leaves anything behind in its session, as far as the text shows it. Stateless.
 *
 * <p>The rule: a text that begins with one of {@code SELECT INSERT UPDATE DELETE MERGE VALUES TABLE
 * WITH} and names none of the functions and clauses below is free of session state. Everything
 * else, {@code BEGIN}, {@code SET}, {@code LISTEN}, {@code COPY}, {@code DECLARE} and {@code CREATE
 * TEMP TABLE} among it, is not. What a function of the user's own does is not seen.
 */
final class SessionState {

  private static final Set<String> FREE =
      Set.of("select", "insert", "update", "delete", "merge", "values", "table", "with");

  private static final Set<String> READING = Set.of("select", "values", "table", "with");

  /** Parts of names that keep something in the session, or depend on what is kept there. */
  private static final List<String> BOUND =
      List.of(
          "set_config",
          "advisory",
          "currval",
          "lastval",
          "pg_temp",
          "temp",
          "pg_export_snapshot",
          "lo_open",
          "lo_creat",
          "dblink",
          "setseed",
          "pg_notify",
          "pg_prepared_statement",
          "pg_cursors",
          "pg_listening_channels",
          "pg_backend_pid");

  private SessionState() {}

  static boolean isFreeOf(String sql) {
    if (!FREE.contains(firstWord(sql))) {
      return false;
    }
    String lower = sql.toLowerCase(Locale.ROOT);
    for (String bound : BOUND) {
      if (lower.contains(bound)) {
        return false;
      }
    }
    return true;
  }

  /** True where the text begins as one that reads; a part of it may write all the same. */
  static boolean reads(String sql) {
    return READING.contains(firstWord(sql));
  }

  /** True where it waits by its own words: it is slow even if it was fast. */
  static boolean sleeps(String sql) {
    return sql.toLowerCase(Locale.ROOT).contains("pg_sleep");
  }

  private static String firstWord(String sql) {
    int begin = beginning(sql);
    int end = begin;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    return sql.substring(begin, end).toLowerCase(Locale.ROOT);
  }

  /** Where the first word stands: behind parentheses too. */
  private static int beginning(String sql) {
    int at = FirstWord.begin(sql, 0);
    while (at < sql.length() && sql.charAt(at) == '(') {
      at = FirstWord.begin(sql, at + 1);
    }
    return at;
  }
}
