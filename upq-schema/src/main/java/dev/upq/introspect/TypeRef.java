// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;

/**
 * A type as a column, an attribute or a domain names it. Immutable.
 *
 * @param oid of the type itself, unsigned; an array's own where it is one. It differs from database
 *     to database, and counts in no comparison of lines
 * @param type its name as {@code pg_type} has it, {@code pg_catalog.int4}; that of the elements
 *     where it is an array
 * @param dimensions 0 where it is no array; otherwise as declared, which the server does not hold
 *     anybody to
 * @param modifiers what stands in parentheses behind it, decoded: {@code 20} of {@code
 *     varchar(20)}, {@code 10} and {@code 2} of {@code numeric(10,2)}
 * @param text as SQL writes it: {@code character varying(20)}, {@code app.mood[]}; with its schema
 *     where that is not {@code pg_catalog}
 */
public record TypeRef(
    int oid, QualifiedName type, int dimensions, List<String> modifiers, String text) {

  public TypeRef {
    modifiers = List.copyOf(modifiers);
  }

  public boolean isArray() {
    return dimensions > 0;
  }

  /** The text that SQL writes. */
  @Override
  public String toString() {
    return text;
  }

  /** What stands in the parentheses of a type's text. */
  static List<String> modifiers(String text) {
    int open = text.indexOf('(');
    int quoted = text.lastIndexOf('"');
    int close = text.indexOf(')', open);
    if (open < 0 || open < quoted || close < 0) {
      return List.of();
    }
    return List.of(text.substring(open + 1, close).split(","));
  }
}
