// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How statements that change a schema are read. Stateless. Loaded when the first of them is seen,
 * so that a program that sends none pays nothing for it.
 */
final class SchemaText {

  private static final String NAME = "(?:\"[^\"]*+\"|[\\w$]++)++";
  private static final String QUALIFIED = NAME + "(?:\\s*+\\.\\s*+" + NAME + ")*+";

  /** A verb, what stands between, a kind of thing, and the names behind it. */
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\b(?:create|alter|drop)\\b([^;]{0,60}?)\\b"
              + "(?:table|view|function|procedure|routine|aggregate|type|domain)\\s++"
              + "(?:(?:if|not|exists|only)\\s++)*+"
              + ("(" + QUALIFIED + "(?:\\s*+,\\s*+" + QUALIFIED + ")*+)"),
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern TEMPORARY = word("temp(?:orary)?");

  /** What goes beyond the names that it gives. */
  private static final Pattern BEYOND = word("(?:cascade|owned|schema|extension)");

  /** In front of the last part of a qualified name. */
  private static final Pattern QUALIFIER = Pattern.compile("(?:\"[^\"]*+\"|[^\".,\\s]++)\\s*+\\.");

  private static final Set<String> TAGS = tags();

  private SchemaText() {}

  private static Pattern word(String words) {
    return Pattern.compile("\\b" + words + "\\b", Pattern.CASE_INSENSITIVE);
  }

  private static Set<String> tags() {
    Set<String> tags = new HashSet<>(Set.of("ALTER SCHEMA", "ALTER EXTENSION", "ALTER ROUTINE"));
    tags.addAll(Set.of("DROP SCHEMA", "DROP EXTENSION", "DROP ROUTINE", "DROP OWNED"));
    for (String kind :
        "TABLE,FOREIGN TABLE,VIEW,MATERIALIZED VIEW,FUNCTION,PROCEDURE,AGGREGATE,TYPE,DOMAIN"
            .split(",", -1)) {
      tags.addAll(Set.of("CREATE " + kind, "ALTER " + kind, "DROP " + kind));
    }
    return Set.copyOf(tags);
  }

  static boolean isTag(String commandTag) {
    return TAGS.contains(commandTag);
  }

  /** As {@link SchemaChange#in}. */
  static SchemaChange read(String sql) {
    Set<String> names = new HashSet<>();
    Set<String> temporary = new HashSet<>();
    Matcher statement = STATEMENT.matcher(sql);
    while (statement.find()) {
      boolean passing = TEMPORARY.matcher(statement.group(1)).find();
      (passing ? temporary : names)
          .addAll(words(QUALIFIER.matcher(statement.group(2)).replaceAll("")));
    }
    boolean none = names.isEmpty() && temporary.isEmpty();
    return new SchemaChange(none || BEYOND.matcher(sql).find(), names, temporary);
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    anyWord(
        text,
        word -> {
          words.add(word);
          return false;
        });
    return words;
  }

  /** Whether one of the words, told in lower case, is wanted. */
  static boolean anyWord(String text, Predicate<String> wanted) {
    int from = -1;
    for (int at = 0; at <= text.length(); at++) {
      boolean inside = at < text.length() && partOfName(text.charAt(at));
      if (inside && from < 0) {
        from = at;
      } else if (!inside && from >= 0) {
        if (wanted.test(text.substring(from, at).toLowerCase(Locale.ROOT))) {
          return true;
        }
        from = -1;
      }
    }
    return false;
  }

  private static boolean partOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
  }
}
