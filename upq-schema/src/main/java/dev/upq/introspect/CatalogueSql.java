// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the one statement together that asks the catalogues for everything. Stateless.
 *
 * <p>One statement sees one snapshot, and costs one round trip; the first in a runtime one more, to
 * be described. Its first part empties the {@code search_path}, so that expressions come with all
 * names qualified, and its last puts back what was there: an Append carries its parts out in their
 * order.
 *
 * <p>The parts are written with plain names and operators. Here each is completed with its schema,
 * so that nothing that stands earlier in somebody's {@code search_path} can take its place.
 *
 * @see <a href="https://www.postgresql.org/docs/18/catalogs.html">System catalogs</a>
 */
final class CatalogueSql {

  private static final Pattern CATALOGUE = Pattern.compile("(?<![\\w.'\"$])pg_(?!catalog\\b)\\w+");

  private static final Pattern CAST = Pattern.compile("::(\"char\"|\\w+)");

  private static final Pattern OPERATOR =
      Pattern.compile("(?<=\\s)(=|<>|<|>|<=|>=|&|~~|!~|\\|\\|)(?=\\s)");

  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?<![\\w.])(array_to_string|cardinality|chr|concat_ws|current_setting|encode"
              + "|format_type|has_\\w+_privilege|set_config|unnest)(?=\\()");

  /**
   * {@code $1} are schemas, {@code $2} patterns of LIKE for tables, both empty for all; {@code $3}
   * is whether what belongs to extensions is wanted too.
   *
   * <p>What types are made of stands in a table of its own, {@code piece}: looked up for each type,
   * it would seem so dear to the planner that a server with JIT compiles the whole statement, which
   * takes it seconds.
   */
  private static final String SELECTION =
      """
      with recursive before as materialized (
        select current_setting('search_path') as path,
               set_config('search_path', '', true) as emptied),
      ext as materialized (
        select d.classid, d.objid from pg_depend d where d.deptype = 'e' and not $3::bool),
      nsp as materialized (
        select n.oid,
               case when n.oid = pg_my_temp_schema() then 'pg_temp' else n.nspname::text end as name
        from pg_namespace n
        where case when cardinality($1::text[]) = 0
                then n.nspname !~ '^pg[_]' and n.nspname <> 'information_schema'
                  and not exists (select from ext x
                    where x.classid = 'pg_catalog.pg_namespace'::regclass and x.objid = n.oid)
                else n.nspname::text = any ($1::text[])
                  or (n.oid = pg_my_temp_schema() and 'pg_temp' = any ($1::text[])) end),
      rel as materialized (
        select c.oid, n.name as nsp, c.relname::text as name, c.relkind as kind
        from nsp n
        join pg_class c on c.relnamespace = n.oid
        where c.relkind <> all ('{i,I,t,S,c}'::"char"[])
          and (cardinality($2::text[]) = 0 or c.relname::text ~~ any ($2::text[]))
          and not exists (select from ext x
            where x.classid = 'pg_catalog.pg_class'::regclass and x.objid = c.oid)),
      piece as materialized (
        select t.oid as whole, t.typbasetype as oid from pg_type t where t.typbasetype <> 0::oid
        union all select t.oid, t.typelem from pg_type t where t.typelem <> 0::oid
        union all select c.reltype, a.atttypid from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0::int2 and not a.attisdropped
          where c.relkind = 'c'::"char"
        union all select g.rngtypid, g.rngsubtype from pg_range g
        union all select g.rngmultitypid, g.rngtypid from pg_range g),
      used (oid) as (
        select distinct seed.oid from (
          select a.atttypid as oid from rel r
          join pg_attribute a on a.attrelid = r.oid and a.attnum > 0::int2 and not a.attisdropped
          union all
          select t.oid from nsp n join pg_type t on t.typnamespace = n.oid
          left join pg_class c on c.oid = t.typrelid
          where cardinality($2::text[]) = 0 and t.typcategory <> 'A'::"char"
            and coalesce(c.relkind = 'c'::"char", true)) seed
        union
        select p.oid from used u join piece p on p.whole = u.oid),
      typ as materialized (
        select t.oid, coalesce(m.name, n.nspname::text) as nsp, t.typname::text as name,
               case when t.typtype = 'c'::"char" then t.typrelid else 0::oid end as relid
        from used u
        join pg_type t on t.oid = u.oid
        join pg_namespace n on n.oid = t.typnamespace
        left join nsp m on m.oid = n.oid
        left join pg_class c on c.oid = t.typrelid
        where n.nspname <> all ('{pg_catalog,information_schema}'::name[])
          and t.typtype <> all ('{m,p}'::"char"[])
          and coalesce(c.relkind = 'c'::"char", true)
          and not exists (select from pg_type e where e.typarray = t.oid)
          and not exists (select from ext x
            where x.classid = 'pg_catalog.pg_type'::regclass and x.objid = t.oid))
      """;

  private static final Part BEGIN =
      Part.of(
          "begin",
          """
          select array[pg_catalog.current_database()::text,
            (select n.nspname::text from pg_namespace n where n.oid = pg_my_temp_schema()),
            b.emptied]
          from before b
          """);

  private static final Part END =
      Part.of("end", "select array[set_config('search_path', b.path, true)] from before b");

  private CatalogueSql() {}

  /** The whole statement; each row is the name of its part, and an array of texts. */
  static String of(List<Part> parts) {
    return Stream.of(List.of(BEGIN), parts, List.of(END))
        .flatMap(List::stream)
        .map(part -> qualified(marked(part)))
        .collect(Collectors.joining("union all\n", qualified(SELECTION), ""));
  }

  private static String marked(Part part) {
    return part.sql().strip().replaceFirst("^select ", "select '" + part.name() + "'::text, ")
        + "\n";
  }

  /** Every name and operator with its schema. */
  static String qualified(String sql) {
    String named = CATALOGUE.matcher(sql).replaceAll("pg_catalog.$0");
    String called = FUNCTION.matcher(named).replaceAll("pg_catalog.$1");
    String cast = CAST.matcher(called).replaceAll("::pg_catalog.$1");
    return OPERATOR.matcher(cast).replaceAll("operator(pg_catalog.$1)");
  }
}
