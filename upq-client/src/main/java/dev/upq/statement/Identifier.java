// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.fault.PgUsageException;
import java.util.Locale;

/**
 * Names in SQL text, the one place that quotes them. Stateless.
 *
 * <p>Law: values are never put into a text. Names have to be, where a statement takes no parameter
 * for them; what comes out of here is a name, whatever went in.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">Identifiers</a>
 */
public final class Identifier {

  private Identifier() {}

  /**
   * The name in double quotes, taken as it is.
   *
   * @throws PgUsageException where it is empty or holds U+0000
   */
  public static String quote(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new PgUsageException("a name in SQL cannot be empty or hold U+0000");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A name as it is written in SQL, with its schema or without, quoted part by part: {@code
   * flight}, {@code app.flight}, {@code app."Flight"}. Parts without quotes mean lower case, as in
   * SQL.
   *
   * @throws PgUsageException where it is anything but a name
   */
  public static String qualified(String name) {
    StringBuilder quoted = new StringBuilder();
    int at = 0;
    while (true) {
      int end = endOfPart(name, at);
      String part = name.substring(at, end);
      quoted.append(part.startsWith("\"") ? part : quote(part.toLowerCase(Locale.ROOT)));
      if (end == name.length()) {
        return quoted.toString();
      }
      if (name.charAt(end) != '.') {
        throw refused(name);
      }
      quoted.append('.');
      at = end + 1;
    }
  }

  private static int endOfPart(String name, int from) {
    int at = from;
    if (at < name.length() && name.charAt(at) == '"') {
      return endOfQuoted(name, from);
    }
    while (at < name.length() && isPart(name.charAt(at), at == from)) {
      at++;
    }
    if (at == from) {
      throw refused(name);
    }
    return at;
  }

  private static int endOfQuoted(String name, int from) {
    int at = from + 1;
    while (at < name.length() && name.charAt(at) != 0) {
      if (name.charAt(at) != '"') {
        at++;
      } else if (at + 1 < name.length() && name.charAt(at + 1) == '"') {
        at += 2;
      } else if (at == from + 1) {
        throw refused(name);
      } else {
        return at + 1;
      }
    }
    throw refused(name);
  }

  private static boolean isPart(char c, boolean first) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c >= 0x80
        || (!first && (c == '$' || (c >= '0' && c <= '9')));
  }

  private static PgUsageException refused(String name) {
    return new PgUsageException(
        "not a name in SQL: " + name + "; put parts with other characters in double quotes");
  }
}
