// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.connection.Descriptions;
import dev.upq.connection.PgConnection;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.sql.SqlTokens;
import dev.upq.statement.Description;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Asks what a statement is, without carrying it out. Stateless. */
final class Describing {

  /** What the columns of a result are, one row each, in their order. */
  private static final String COLUMNS =
      """
      select pg_catalog.format_type(g.type::pg_catalog.oid, g.modifier) as type,
        tn.nspname::pg_catalog.text as type_schema,
        coalesce(e.typname, t.typname)::pg_catalog.text as type_name,
        e.oid is not null as is_array,
        n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as relation,
        a.attname::pg_catalog.text as attribute,
        coalesce(a.attnotnull and c.relkind operator(pg_catalog.=) any
          ('{r,p}'::pg_catalog."char"[]), false) as never
      from rows from (pg_catalog.unnest($1::pg_catalog.int8[]),
        pg_catalog.unnest($2::pg_catalog.int4[]), pg_catalog.unnest($3::pg_catalog.int8[]),
        pg_catalog.unnest($4::pg_catalog.int4[]))
        with ordinality as g (type, modifier, relation, number, place)
      join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) g.type::pg_catalog.oid
      left join pg_catalog.pg_type e on e.typarray operator(pg_catalog.=) t.oid
      join pg_catalog.pg_namespace tn
        on tn.oid operator(pg_catalog.=) coalesce(e.typnamespace, t.typnamespace)
      left join pg_catalog.pg_attribute a
        on a.attrelid operator(pg_catalog.=) g.relation::pg_catalog.oid
        and a.attnum operator(pg_catalog.=) g.number
      left join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) a.attrelid
      left join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
      order by g.place
      """;

  /** In front of JOIN or OUTER they make NULL of what never is. */
  private static final Set<String> OUTER = Set.of("left", "right", "full");

  private static final Set<String> JOINED = Set.of("join", "outer");

  /** Behind GROUP BY they do so too. */
  private static final Set<String> GROUPED = Set.of("rollup", "cube", "sets");

  private Describing() {}

  static StatementShape of(PgConnection connection, String sql) {
    return switch (Descriptions.of(connection, List.of(sql)).getFirst()) {
      case Description.Refused(var why) -> throw why;
      case Description.Taken taken ->
          new StatementShape(
              sql, taken.parameters(), results(connection, taken.columns(), makesNulls(sql)));
    };
  }

  private static List<StatementShape.Result> results(
      PgConnection connection, Columns columns, boolean makesNulls) {
    if (columns.size() == 0) {
      return List.of();
    }
    List<Column> all = new ArrayList<>();
    columns.forEach(all::add);
    List<Row> told =
        connection
            .query(
                COLUMNS,
                all.stream().mapToLong(c -> Integer.toUnsignedLong(c.type().oid())).toArray(),
                all.stream().mapToInt(Column::typeModifier).toArray(),
                all.stream().mapToLong(c -> Integer.toUnsignedLong(c.tableOid())).toArray(),
                all.stream().mapToInt(Column::attributeNumber).toArray())
            .stream()
            .toList();
    Set<Integer> oids = new HashSet<>();
    all.forEach(column -> oids.add(column.type().oid()));
    PgTypeRegistry types = connection.types(oids);
    List<StatementShape.Result> results = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      results.add(result(all.get(i), told.get(i), types, makesNulls));
    }
    return results;
  }

  private static StatementShape.Result result(
      Column column, Row told, PgTypeRegistry types, boolean makesNulls) {
    Optional<StatementShape.Origin> origin =
        told.find("attribute", String.class)
            .map(
                name ->
                    new StatementShape.Origin(
                        new QualifiedName(told.text("schema"), told.text("relation")), name));
    Nulls nulls = Nulls.UNKNOWN;
    if (origin.isPresent()) {
      nulls = told.booleanValue("never") && !makesNulls ? Nulls.NEVER : Nulls.POSSIBLE;
    }
    return new StatementShape.Result(
        column.name(),
        new TypeRef(
            column.type().oid(),
            new QualifiedName(told.text("type_schema"), told.text("type_name")),
            told.booleanValue("is_array") ? 1 : 0,
            TypeRef.modifiers(told.text("type")),
            told.text("type")),
        column.type(),
        JavaType.of(column.type().oid(), types),
        origin,
        nulls);
  }

  /** Whether a text has an outer join, or groups that leave columns out. */
  static boolean makesNulls(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    String before = "";
    while (tokens.next() != SqlTokens.Kind.END) {
      String word =
          tokens.kind() == SqlTokens.Kind.WORD ? tokens.text().toLowerCase(Locale.ROOT) : "";
      if (GROUPED.contains(word) || (OUTER.contains(before) && JOINED.contains(word))) {
        return true;
      }
      before = word;
    }
    return false;
  }
}
