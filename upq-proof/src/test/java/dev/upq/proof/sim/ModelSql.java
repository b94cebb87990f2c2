// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A statement of the model's language. Immutable.
 *
 * <p>{@code nonce N}, {@code slow N}, {@code fail N}, {@code notice N}, {@code copyin N} and {@code
 * copyout N} take a nonce, {@code $1} (int8) or a number of at most nine digits, and then options:
 * {@code rows=R} and {@code ms=M}; {@code select} may stand in front of each. Beside them there are
 * the words of transactions, and a few statements that do nothing ({@code set}, {@code reset},
 * {@code listen}, ...) or give one row ({@code select}, {@code show}). What else stands in the text
 * makes it another text and means nothing.
 *
 * @param text as it came
 * @param verb what it does
 * @param words the text in lower case, split at white space
 * @param literalNonce the nonce, where the text holds it
 * @param rows of the option, or -1
 * @param millis of the option, or -1
 */
record ModelSql(
    String text, Verb verb, List<String> words, OptionalLong literalNonce, int rows, int millis) {

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int MOST_DIGITS = 9;

  /** What a statement does. */
  enum Verb {
    NONCE,
    SLOW,
    FAIL,
    NOTICE,
    COPYIN,
    COPYOUT,
    BEGIN,
    COMMIT,
    ROLLBACK,
    ROLLBACK_TO,
    SAVEPOINT,
    RELEASE,
    SELECT,
    UTILITY,
    EMPTY,
    UNKNOWN;

    /** True where it takes a nonce. */
    boolean nonced() {
      return compareTo(COPYOUT) <= 0;
    }

    /** True where the answer has a row description. */
    boolean described() {
      return compareTo(NOTICE) <= 0 || this == SELECT;
    }

    /** True where a failed transaction still takes it. */
    boolean endsFailure() {
      return this == COMMIT || this == ROLLBACK || this == ROLLBACK_TO;
    }
  }

  static ModelSql parse(String text) {
    List<String> words = List.of(SPACE.split(text.strip().toLowerCase(Locale.ROOT)));
    if (words.size() > 1 && words.getFirst().equals("select") && verb(tail(words)).nonced()) {
      words = tail(words);
    }
    Verb verb = verb(words);
    OptionalLong nonce = OptionalLong.empty();
    if (verb.nonced() && words.size() < 2) {
      verb = Verb.UNKNOWN;
    } else if (verb.nonced() && !words.get(1).equals("$1")) {
      if (number(words.get(1)) >= 0) {
        nonce = OptionalLong.of(number(words.get(1)));
      } else {
        verb = Verb.UNKNOWN;
      }
    }
    return new ModelSql(text, verb, words, nonce, option(words, "rows="), option(words, "ms="));
  }

  private static List<String> tail(List<String> words) {
    return words.subList(1, words.size());
  }

  private static Verb verb(List<String> words) {
    return switch (words.get(0)) {
      case "" -> Verb.EMPTY;
      case "nonce" -> Verb.NONCE;
      case "slow" -> Verb.SLOW;
      case "fail" -> Verb.FAIL;
      case "notice" -> Verb.NOTICE;
      case "copyin" -> Verb.COPYIN;
      case "copyout" -> Verb.COPYOUT;
      case "begin", "start" -> Verb.BEGIN;
      case "commit", "end" -> Verb.COMMIT;
      case "rollback", "abort" ->
          words.size() > 2 && words.get(1).equals("to") ? Verb.ROLLBACK_TO : Verb.ROLLBACK;
      case "savepoint" -> Verb.SAVEPOINT;
      case "release" -> Verb.RELEASE;
      case "select", "show" -> Verb.SELECT;
      case "set", "reset", "close", "listen", "unlisten", "discard", "deallocate", "notify" ->
          Verb.UTILITY;
      default -> Verb.UNKNOWN;
    };
  }

  private static int option(List<String> words, String name) {
    for (String word : words) {
      if (word.startsWith(name)) {
        return (int) number(word.substring(name.length()));
      }
    }
    return -1;
  }

  /** A number of at most nine digits, or -1. */
  private static long number(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** How many parameters the text has: 1 where it names {@code $1}. */
  int parameters() {
    return words.contains("$1") ? 1 : 0;
  }

  /** The last word, which names the savepoint, the channel or the like. */
  String lastWord() {
    return words.getLast();
  }
}
