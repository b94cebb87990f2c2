// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All types that a database has, and how their values travel. Immutable.
 *
 * @param server its version, as it tells it
 */
record TypeTable(String server, List<Entry> entries) {

  private static final String QUERY =
      """
      select t.oid::pg_catalog.int8, n.nspname::pg_catalog.text, t.typname::pg_catalog.text,
             t.typtype::pg_catalog.text,
             coalesce(e.typsend, t.typsend)::pg_catalog.oid <> 0,
             coalesce(e.typreceive, t.typreceive)::pg_catalog.oid <> 0,
             t.typarray::pg_catalog.int8, e.oid is not null,
             coalesce(e.typtype, t.typtype) in ('b', 'r', 'm')
      from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_type e on e.oid = t.typelem and e.typarray = t.oid
      order by n.nspname <> 'pg_catalog', n.nspname collate "C", t.typname collate "C"
      """;

  /** Their receive functions refuse every value, and so do their input functions. */
  private static final Set<String> NEVER_TAKEN =
      Set.of(
          "pg_node_tree",
          "pg_ndistinct",
          "pg_dependencies",
          "pg_mcv_list",
          "pg_brin_bloom_summary",
          "pg_brin_minmax_multi_summary",
          "pg_ddl_command");

  /** Pseudo-types whose values come back from a query; the others never do. */
  private static final Set<String> PSEUDO_WITH_VALUES =
      Set.of("record", "_record", "void", "unknown", "cstring", "_cstring", "anyarray");

  /** What a type is. */
  enum Kind {
    BASE,
    ARRAY,
    RANGE,
    MULTIRANGE,
    ENUM,
    DOMAIN,
    COMPOSITE,
    PSEUDO
  }

  /**
   * A type.
   *
   * @param array the oid of its array, 0 where there is none
   * @param counts whether it is among those that {@link TypeTable#counted} counts
   * @param out whether its values come in binary
   * @param in whether its values go in binary
   * @param text whether its values come as text where they are asked for so
   * @param java the class that its values are read as; empty where it has none
   */
  record Entry(
      int oid,
      String schema,
      String name,
      Kind kind,
      int array,
      boolean counts,
      boolean out,
      boolean in,
      boolean text,
      String java) {

    /** The name, with its schema where that is not the system's. */
    String fullName() {
      return schema.equals("pg_catalog") ? name : schema + "." + name;
    }
  }

  TypeTable {
    entries = List.copyOf(entries);
  }

  /** Asks the database. */
  static TypeTable read(PgConnection connection) {
    List<Row> rows = new ArrayList<>();
    Set<Integer> oids = new TreeSet<>();
    for (Row row : connection.query(QUERY)) {
      rows.add(row);
      oids.add((int) row.longValue(0));
    }
    PgTypeRegistry types = connection.types(oids);
    List<Entry> entries = new ArrayList<>();
    for (Row row : rows) {
      entries.add(entry(row, types));
    }
    return new TypeTable(connection.parameter("server_version").orElse("unknown"), entries);
  }

  private static Entry entry(Row row, PgTypeRegistry types) {
    PgType type = types.type((int) row.longValue(0));
    String name = row.text(2);
    Kind kind = kind(row);
    boolean values = kind != Kind.PSEUDO || PSEUDO_WITH_VALUES.contains(name);
    boolean sendable = row.booleanValue(4);
    boolean out = values && sendable && type.binary();
    boolean taken = !NEVER_TAKEN.contains(name) && !name.startsWith("any");
    boolean anonymous = name.equals("record") || name.equals("_record");
    boolean in = values && row.booleanValue(5) && type.binary() && taken && !anonymous;
    return new Entry(
        type.oid(),
        row.text(1),
        name,
        kind,
        (int) row.longValue(6),
        sendable && row.booleanValue(8),
        out,
        in,
        values,
        values ? java(type.codec().javaType()) : "");
  }

  private static Kind kind(Row row) {
    return switch (row.text(3)) {
      case "b" -> row.booleanValue(7) ? Kind.ARRAY : Kind.BASE;
      case "r" -> Kind.RANGE;
      case "m" -> Kind.MULTIRANGE;
      case "e" -> Kind.ENUM;
      case "d" -> Kind.DOMAIN;
      case "c" -> Kind.COMPOSITE;
      default -> Kind.PSEUDO;
    };
  }

  private static String java(Class<?> type) {
    String name = type.getTypeName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }

  /**
   * How many base, range and multirange types the server has a binary form of, and arrays of such.
   */
  long counted() {
    return entries.stream().filter(Entry::counts).count();
  }

  /** How many of those go both ways in binary. */
  long bothWays() {
    return entries.stream().filter(entry -> entry.counts() && entry.in() && entry.out()).count();
  }

  /** The last line. */
  String total() {
    return "binary both ways: " + bothWays() + " of " + counted();
  }
}
