// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a text may leave behind in its session. Immutable.
 *
 * <p>It is read from the words of the text, in any place where they could mean it: a word too many
 * costs a reset that was not needed. Not seen: what functions, procedures and the texts that they
 * put together do.
 */
enum Residue {
  /** Parameters, the role, the user. */
  SETTINGS("SET SESSION AUTHORIZATION DEFAULT; RESET ALL"),
  /** Cursors that outlive their transaction. */
  CURSORS("CLOSE ALL"),
  /** Channels that are listened to. */
  CHANNELS("UNLISTEN *"),
  /** Advisory locks of the session. */
  LOCKS("SELECT pg_catalog.pg_advisory_unlock_all()"),
  /** Temporary tables and the like. */
  TEMPORARY("DISCARD TEMP"),
  /** What nextval and setval have left for currval and lastval. */
  SEQUENCES("DISCARD SEQUENCES"),
  /** Statements that were prepared by SQL. */
  PREPARED("DEALLOCATE ALL");

  /** What is set with these is over with the transaction. */
  private static final Set<String> PASSING = Set.of("local", "transaction", "constraints");

  private final String remedy;

  Residue(String remedy) {
    this.remedy = remedy;
  }

  /** The statements that take it away. */
  String remedy() {
    return remedy;
  }

  /** What may be left by a text of one or more statements. */
  static Set<Residue> of(String sql) {
    Set<Residue> found = EnumSet.noneOf(Residue.class);
    boolean temporary = false;
    boolean makes = false;
    Words words = new Words(sql);
    while (words.next()) {
      String word = words.word;
      statement(words.head, words.nth, word, found);
      temporary |= word.equals("temp") || word.equals("temporary");
      makes |= word.equals("create") || word.equals("into");
      if (word.startsWith("pg_temp") || (temporary && makes)) {
        found.add(TEMPORARY);
      }
      if (word.contains("set_config")) {
        found.add(SETTINGS);
      }
      if (word.contains("advisory") && word.contains("lock") && !word.contains("xact")) {
        found.add(LOCKS);
      }
    }
    return found;
  }

  /** What a word means by its place in a statement that begins with {@code head}. */
  private static void statement(String head, int nth, String word, Set<Residue> found) {
    switch (head) {
      case "set" -> {
        if (nth == 1 && !PASSING.contains(word)) {
          found.add(SETTINGS);
        }
      }
      case "listen" -> found.add(CHANNELS);
      case "declare" -> {
        if (word.equals("hold")) {
          found.add(CURSORS);
        }
      }
      case "prepare" -> {
        if (nth == 1 && !word.equals("transaction")) {
          found.add(PREPARED);
        }
      }
      default -> {
        // Most statements leave nothing by what they begin with.
      }
    }
  }

  /** The words of a text, in lower case, in their order. Confined to its reader. */
  private static final class Words {

    private final String text;
    private int at;
    String word = "";
    // The first word of the statement that it stands in, and its number there, from 0.
    String head = "";
    int nth = -1;

    Words(String text) {
      this.text = text;
    }

    boolean next() {
      while (at < text.length() && !isPart(text.charAt(at))) {
        if (text.charAt(at) == ';') {
          nth = -1;
        }
        at++;
      }
      int from = at;
      while (at < text.length() && isPart(text.charAt(at))) {
        at++;
      }
      word = text.substring(from, at).toLowerCase(Locale.ROOT);
      nth++;
      head = nth == 0 ? word : head;
      return from < at;
    }

    private static boolean isPart(char c) {
      return Character.isLetterOrDigit(c) || c == '_';
    }
  }
}
