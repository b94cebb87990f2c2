// SPDX-License-Identifier: Apache-2.0
package dev.upq.catalogue;

import dev.upq.codec.BuiltinTypes;
import dev.upq.exchange.Call;
import dev.upq.exchange.OwnQuery;
import dev.upq.row.Row;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Attribute;
import dev.upq.type.TypeDescription.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The questions to the catalogue. Stateless.
 *
 * @see <a href="https://www.postgresql.org/docs/18/catalog-pg-type.html">pg_type</a>
 */
final class TypeLookup {

  private static final OwnQuery DATABASE =
      OwnQuery.of(
          """
          select (extract(epoch from pg_catalog.pg_postmaster_start_time()) * 1000000)
                   ::pg_catalog.int8,
                 d.oid::pg_catalog.int8,
                 pg_catalog.array_to_string(pg_catalog.current_schemas(false), ',')
          from pg_catalog.pg_database d
          where d.datname operator(pg_catalog.=) pg_catalog.current_database()
          """,
          BuiltinTypes.registry(),
          List.of(),
          List.of("int8", "int8", "text"));

  /**
   * The types asked for, and all that they are made of. An array is told by its element, a rowtype
   * by the columns of its table.
   */
  private static final OwnQuery TYPES =
      OwnQuery.of(
          """
          with recursive wanted (oid) as (
            select pg_catalog.unnest($1)
            union
            select part.oid
            from wanted w
            join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) w.oid
            cross join lateral (
              select t.typbasetype as oid
              union all select t.typelem
              union all select a.atttypid from pg_catalog.pg_attribute a
                where a.attrelid operator(pg_catalog.=) t.typrelid
                  and t.typrelid operator(pg_catalog.<>) 0
                  and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
              union all select r.rngsubtype from pg_catalog.pg_range r
                where r.rngtypid operator(pg_catalog.=) t.oid
              union all select r.rngtypid from pg_catalog.pg_range r
                where r.rngmultitypid operator(pg_catalog.=) t.oid) part
            where part.oid operator(pg_catalog.<>) 0)
          select t.oid::pg_catalog.int8, n.nspname::pg_catalog.text, t.typname::pg_catalog.text,
                 t.typarray::pg_catalog.int8, t.typdelim::pg_catalog.text,
                 case when e.oid is not null then 'a' else t.typtype::pg_catalog.text end,
                 coalesce(nullif(t.typbasetype, 0), r.rngsubtype, m.rngtypid, e.oid)
                   ::pg_catalog.int8,
                 array(select l.enumlabel::pg_catalog.text from pg_catalog.pg_enum l
                       where l.enumtypid operator(pg_catalog.=) t.oid order by l.enumsortorder),
                 array(select a.attname::pg_catalog.text from pg_catalog.pg_attribute a
                       where a.attrelid operator(pg_catalog.=) t.typrelid
                         and t.typrelid operator(pg_catalog.<>) 0
                         and a.attnum operator(pg_catalog.>) 0 order by a.attnum),
                 array(select a.atttypid::pg_catalog.int8 from pg_catalog.pg_attribute a
                       where a.attrelid operator(pg_catalog.=) t.typrelid
                         and t.typrelid operator(pg_catalog.<>) 0
                         and a.attnum operator(pg_catalog.>) 0 order by a.attnum),
                 array(select a.attisdropped from pg_catalog.pg_attribute a
                       where a.attrelid operator(pg_catalog.=) t.typrelid
                         and t.typrelid operator(pg_catalog.<>) 0
                         and a.attnum operator(pg_catalog.>) 0 order by a.attnum),
                 coalesce(pg_catalog.to_regtype(pg_catalog.quote_ident(t.typname))
                            operator(pg_catalog.=) t.oid, true)
          from wanted w
          join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) w.oid
          join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) t.typnamespace
          left join pg_catalog.pg_type e on e.oid operator(pg_catalog.=) t.typelem
            and e.typarray operator(pg_catalog.=) t.oid
          left join pg_catalog.pg_range r on r.rngtypid operator(pg_catalog.=) t.oid
          left join pg_catalog.pg_range m on m.rngmultitypid operator(pg_catalog.=) t.oid
          """,
          BuiltinTypes.registry(),
          List.of("oid[]"),
          List.of(
              "int8", "text", "text", "int8", "text", "text", "int8", "text[]", "text[]", "int8[]",
              "bool[]", "bool"));

  private TypeLookup() {}

  /** Which database the session is in. */
  static DatabaseKey database(Call call, String host) {
    Row row = DATABASE.run(call).row(0);
    return new DatabaseKey(host, row.longValue(0), (int) row.longValue(1), row.text(2));
  }

  /** What the session sees of these types and of what they are made of. */
  static Collection<TypeDescription> types(Call call, Set<Integer> oids) {
    List<TypeDescription> told = new ArrayList<>();
    List<Long> unsigned = oids.stream().map(Integer::toUnsignedLong).toList();
    for (Row row : TYPES.run(call, unsigned)) {
      told.add(
          new TypeDescription(
              (int) row.longValue(0),
              row.text(1),
              row.text(2),
              (int) row.longValue(3),
              row.text(4).charAt(0),
              shape(row),
              row.booleanValue(11)));
    }
    return told;
  }

  private static Shape shape(Row row) {
    int part = row.isNull(6) ? 0 : (int) row.longValue(6);
    return switch (row.text(5)) {
      case "a" -> new Shape.Array(part);
      case "c" -> new Shape.Composite(attributes(row));
      case "d" -> new Shape.Domain(part);
      case "e" -> new Shape.Enumeration(present(row.list(7, String.class)));
      case "r" -> new Shape.RangeOf(part);
      case "m" -> new Shape.MultirangeOf(part);
      default -> new Shape.Plain();
    };
  }

  private static List<Attribute> attributes(Row row) {
    List<String> names = present(row.list(8, String.class));
    List<Long> oids = present(row.list(9, Long.class));
    List<Boolean> dropped = present(row.list(10, Boolean.class));
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      attributes.add(new Attribute(names.get(i), oids.get(i).intValue(), dropped.get(i)));
    }
    return attributes;
  }

  private static <T> List<T> present(List<@Nullable T> values) {
    return values.stream().map(Objects::requireNonNull).toList();
  }
}
