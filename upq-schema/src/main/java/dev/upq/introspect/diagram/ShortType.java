// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.TypeRef;
import java.util.Map;

/** Types in the few letters that a picture has place for. Stateless. */
final class ShortType {

  private static final Map<String, String> SHORT =
      Map.of(
          "character varying", "varchar",
          "character", "char",
          "double precision", "float8",
          "real", "float4",
          "integer", "int",
          "timestamp without time zone", "timestamp",
          "timestamp with time zone", "timestamptz",
          "time without time zone", "time",
          "time with time zone", "timetz",
          "bit varying", "varbit");

  private ShortType() {}

  /** {@code varchar(20)}, {@code mood[]}; a type of the table's own schema without it. */
  static String of(TypeRef type, String schema) {
    String text = type.text();
    int end = text.length();
    while (text.startsWith("[]", end - 2)) {
      end -= 2;
    }
    String arrays = text.substring(end);
    String element = text.substring(0, end);
    String modifiers = "";
    int open = element.indexOf('(');
    int close = element.indexOf(')', open);
    if (open > 0 && close > 0 && !element.contains("\"")) {
      modifiers = element.substring(open, close + 1);
      element = element.substring(0, open) + element.substring(close + 1);
    }
    if (!type.type().schema().equals("pg_catalog")) {
      String named = type.type().name() + modifiers + arrays;
      return type.type().schema().equals(schema) ? named : type.type().schema() + "." + named;
    }
    return SHORT.getOrDefault(element, element) + modifiers + arrays;
  }
}
