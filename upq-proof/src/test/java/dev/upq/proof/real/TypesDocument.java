// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes docs/TYPES.md of what {@code upq types --json} prints. One thread. */
final class TypesDocument {

  private static final Pattern TYPE =
      Pattern.compile(
          "\"schema\": \"(\\w+)\", \"name\": \"([^\"]+)\", \"kind\": \"(\\w+)\", \"binaryOut\":"
              + " (\\w+), \"binaryIn\": (\\w+), \"text\": (\\w+), \"array\": (\\w+), \"java\":"
              + " (?:\"([^\"]+)\"|null)");

  private static final Pattern TOTAL =
      Pattern.compile("\"binaryBothWays\": (\\d+), \"of\": (\\d+)");

  private static final String HEAD =
      """
      # Types

      Written by a test from what `./upq types` prints of servers 16, 17 and 18; that command prints it for any server, with the types
      of your database's own. A mark in a column says that values of the type come from the server in binary (out), go to it in binary (in),
      come as text where text is asked for (text), and that there is an array of it, which then travels as the type does. Java is the class
      that values are read as where none is asked for. Where servers are named, the line holds for those alone.

      """;

  private static final String FOOT =
      """

      Neither out nor in: a type without a send function (`aclitem`, `gtsvector`), or one whose binary form is the server's own affair
      (`pg_ndistinct` and its kin); out only: a type of which the server takes no value in any form. Enums are read as String and as
      any Java enum, domains as what is beneath them, composites as `PgComposite`; they travel in binary both ways, as do arrays of them.
      Types of extensions are known by their names: hstore, citext, ltree, lquery, ltxtquery, cube, and vector, halfvec and sparsevec
      of pgvector. Any other is read and written as text.

      Which type a parameter has, and when the class of its value decides that, is told in [parameters](guide/parameters.md).
      """;

  // By type and how it travels: the servers of which that is so.
  private final Map<String, List<Integer>> lines = new TreeMap<>();
  private final Map<Integer, String> totals = new TreeMap<>();

  /** Takes what a server's types are. */
  void add(int version, String json) {
    long never = 0;
    long rowtypes = 0;
    long whole = 0;
    Matcher types = TYPE.matcher(json);
    while (types.find()) {
      boolean text = types.group(6).equals("true");
      switch (types.group(3)) {
        case "array" -> {}
        case "composite" -> {
          rowtypes++;
          whole += types.group(4).equals("true") && types.group(5).equals("true") ? 1 : 0;
        }
        default -> {
          if (text) {
            lines.computeIfAbsent(line(types), line -> new ArrayList<>()).add(version);
          } else {
            never++;
          }
        }
      }
    }
    Matcher total = TOTAL.matcher(json);
    if (!total.find()) {
      throw new IllegalStateException("no total");
    }
    totals.put(
        version,
        ("PostgreSQL %d: binary both ways: %s of %s base, range and multirange types and arrays of"
                + " such; rowtypes of the system's own tables and views: %d, of which binary both"
                + " ways: %d; pseudo-types without values: %d")
            .formatted(version, total.group(1), total.group(2), rowtypes, whole, never));
  }

  private static String line(Matcher type) {
    String schema = type.group(1).equals("pg_catalog") ? "" : type.group(1) + ".";
    return "| `%s%s` | %s | %s | %s | %s | %s | `%s` |"
        .formatted(
            schema,
            type.group(2),
            type.group(3),
            mark(type.group(4)),
            mark(type.group(5)),
            mark(type.group(6)),
            mark(type.group(7)),
            type.group(8));
  }

  private static String mark(String is) {
    return is.equals("true") ? "yes" : "–";
  }

  String text() {
    StringBuilder out = new StringBuilder(HEAD);
    out.append("| type | kind | out | in | text | array | Java | servers |\n");
    out.append("|---|---|---|---|---|---|---|---|\n");
    lines.forEach(
        (line, versions) ->
            out.append(line)
                .append(versions.size() == totals.size() ? " |" : " " + names(versions) + " |")
                .append('\n'));
    out.append('\n');
    totals.values().forEach(total -> out.append("- ").append(total).append('\n'));
    return out.append(FOOT).toString();
  }

  private static String names(List<Integer> versions) {
    return versions.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
