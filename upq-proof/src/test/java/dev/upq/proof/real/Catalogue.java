// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.codec.UserTypes;
import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Attribute;
import dev.upq.type.TypeDescription.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Asks the catalogue for types until nothing that they are made of is unknown. Stateless. */
final class Catalogue {

  private static final String QUERY =
      """
      select t.oid::int8, n.nspname::text, t.typname::text, t.typarray::int8, t.typdelim::text,
             case when t.typcategory = 'A' and t.typelem <> 0 then 'a' else t.typtype::text end,
             coalesce(nullif(t.typbasetype, 0), r.rngsubtype, m.rngtypid, t.typelem)::int8,
             array(select e.enumlabel::text from pg_catalog.pg_enum e
                   where e.enumtypid = t.oid order by e.enumsortorder),
             array(select a.attname::text from pg_catalog.pg_attribute a
                   where a.attrelid = t.typrelid and a.attnum > 0 order by a.attnum),
             array(select a.atttypid::int8 from pg_catalog.pg_attribute a
                   where a.attrelid = t.typrelid and a.attnum > 0 order by a.attnum),
             array(select a.attisdropped from pg_catalog.pg_attribute a
                   where a.attrelid = t.typrelid and a.attnum > 0 order by a.attnum)
      from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_range r on r.rngtypid = t.oid
      left join pg_catalog.pg_range m on m.rngmultitypid = t.oid
      where t.oid = any($1)
      """;

  private Catalogue() {}

  /** The registry with the types of these names, and all that they are made of. */
  static PgTypeRegistry learn(PgConnection connection, PgTypeRegistry types, String... names) {
    Set<Integer> wanted = new TreeSet<>();
    for (String name : names) {
      wanted.add((int) connection.query("select ($1::text)::regtype::oid::int8", name).oneLong());
    }
    List<TypeDescription> known = new ArrayList<>();
    while (!wanted.isEmpty()) {
      known.addAll(describe(connection, wanted));
      wanted = UserTypes.missing(types, known);
    }
    return UserTypes.with(types, known);
  }

  private static Collection<TypeDescription> describe(PgConnection connection, Set<Integer> oids) {
    List<TypeDescription> descriptions = new ArrayList<>();
    List<Long> unsigned = oids.stream().map(Integer::toUnsignedLong).toList();
    for (Row row : connection.query(QUERY, unsigned)) {
      descriptions.add(
          new TypeDescription(
              (int) row.longValue(0),
              row.text(1),
              row.text(2),
              (int) row.longValue(3),
              row.text(4).charAt(0),
              shape(row)));
    }
    return descriptions;
  }

  private static Shape shape(Row row) {
    int part = row.isNull(6) ? 0 : (int) row.longValue(6);
    return switch (row.text(5)) {
      case "a" -> new Shape.Array(part);
      case "c" -> new Shape.Composite(attributes(row));
      case "d" -> new Shape.Domain(part);
      case "e" -> new Shape.Enumeration(row.list(7, String.class));
      case "r" -> new Shape.RangeOf(part);
      case "m" -> new Shape.MultirangeOf(part);
      default -> new Shape.Plain();
    };
  }

  private static List<Attribute> attributes(Row row) {
    List<String> names = row.list(8, String.class);
    List<Long> oids = row.list(9, Long.class);
    List<Boolean> dropped = row.list(10, Boolean.class);
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      attributes.add(new Attribute(names.get(i), oids.get(i).intValue(), dropped.get(i)));
    }
    return attributes;
  }
}
