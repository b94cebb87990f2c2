// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;

/** What is asked about schemas, sequences, types, routines and the database. Stateless. */
final class ObjectSql {

  private ObjectSql() {}

  /** The parts for a server of that major version. */
  static List<Part> parts(int major) {
    return List.of(
        Part.of("schema", SCHEMAS),
        Part.of("sequence", SEQUENCES),
        Part.of("type", TYPES),
        Part.of("label", LABELS),
        Part.of("routine", routines(major)),
        Part.of("extension", EXTENSIONS),
        Part.of("event trigger", EVENT_TRIGGERS),
        Part.of("publication", publications()),
        Part.of("published", published(major)));
  }

  /** Those that are selected, and those that types of others are from. */
  private static final String SCHEMAS =
      """
      select array[coalesce(m.name, n.nspname::text), pg_get_userbyid(n.nspowner)::text,
        has_schema_privilege(n.oid, 'usage')::text, d.description]
      from pg_namespace n
      left join nsp m on m.oid = n.oid
      left join pg_description d on d.objoid = n.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_namespace'::regclass
      where m.oid is not null or exists (select from typ t where t.nsp = n.nspname::text)
      """;

  private static final String SEQUENCES =
      """
      select array[m.name, c.relname::text, format_type(s.seqtypid, null), s.seqstart::text,
        s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text,
        coalesce(om.name, u.nspname::text), o.relname::text, a.attname::text, w.deptype::text,
        d.description]
      from nsp m
      join pg_class c on c.relnamespace = m.oid and c.relkind = 'S'::"char"
      join pg_sequence s on s.seqrelid = c.oid
      left join pg_depend w on w.classid = 'pg_catalog.pg_class'::regclass and w.objid = c.oid
        and w.objsubid = 0::int4 and w.refclassid = 'pg_catalog.pg_class'::regclass
        and w.deptype = any ('{a,i}'::"char"[])
      left join pg_class o on o.oid = w.refobjid
      left join pg_namespace u on u.oid = o.relnamespace
      left join nsp om on om.oid = u.oid
      left join pg_attribute a on a.attrelid = w.refobjid and a.attnum::int4 = w.refobjsubid
      left join pg_description d on d.objoid = c.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_class'::regclass
      where (cardinality($2::text[]) = 0 or exists (select from rel r where r.oid = w.refobjid))
        and not exists (select from ext x
          where x.classid = 'pg_catalog.pg_class'::regclass and x.objid = c.oid)
      """;

  private static final String TYPES =
      """
      select array[y.oid::text, y.nsp, y.name, t.typtype::text, t.typisdefined::text,
        y.relid::text,
        b.oid::text, bn.nspname::text, coalesce(e.typname, b.typname)::text,
        case when e.oid is null then '0' else greatest(t.typndims, 1)::text end,
        format_type(b.oid, t.typtypmod), t.typnotnull::text, pg_get_expr(t.typdefaultbin, 0::oid),
        cn.nspname::text, co.collname::text, mn.nspname::text, m.typname::text, d.description]
      from typ y
      join pg_type t on t.oid = y.oid
      left join pg_range g on g.rngtypid = t.oid
      left join pg_type b on b.oid = case when t.typbasetype <> 0::oid then t.typbasetype
        else g.rngsubtype end
      left join pg_type e on e.oid = b.typelem and e.typarray = b.oid
      left join pg_namespace bn on bn.oid = coalesce(e.typnamespace, b.typnamespace)
      left join pg_type m on m.oid = g.rngmultitypid
      left join pg_namespace mn on mn.oid = m.typnamespace
      left join pg_collation co on co.oid = t.typcollation and t.typtype = 'd'::"char"
        and t.typcollation <> b.typcollation
      left join pg_namespace cn on cn.oid = co.collnamespace
      left join pg_description d on d.objoid = t.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_type'::regclass
      """;

  /** In whole numbers: the order of a label is a float, and only its rank counts. */
  private static final String LABELS =
      """
      select array[l.enumtypid::text,
        (pg_catalog.rank() over (partition by l.enumtypid order by l.enumsortorder))::text,
        l.enumlabel::text]
      from typ y
      join pg_enum l on l.enumtypid = y.oid
      """;

  private static String routines(int major) {
    return """
    select array[n.name, p.proname::text, p.prokind::text,
      pg_get_function_identity_arguments(p.oid), pg_get_function_arguments(p.oid),
      pg_get_function_result(p.oid), l.lanname::text, p.provolatile::text, p.proparallel::text,
      p.proisstrict::text, p.prosecdef::text, p.proleakproof::text,
      array_to_string(p.proconfig, chr(10)),
      concat_ws(chr(10), {body}, p.probin,
        g.aggtransfn::text, g.aggfinalfn::text, g.aggcombinefn::text,
        format_type(g.aggtranstype, null), g.agginitval),
      has_function_privilege(p.oid, 'execute')::text, d.description]
    from nsp n
    join pg_proc p on p.pronamespace = n.oid
    join pg_language l on l.oid = p.prolang
    left join pg_aggregate g on g.aggfnoid = p.oid
    left join pg_description d on d.objoid = p.oid and d.objsubid = 0::int4
      and d.classoid = 'pg_catalog.pg_proc'::regclass
    where cardinality($2::text[]) = 0
      and not exists (select from ext x
        where x.classid = 'pg_catalog.pg_proc'::regclass and x.objid = p.oid)
      and not exists (select from pg_depend i where i.deptype = 'i'::"char"
        and i.classid = 'pg_catalog.pg_proc'::regclass and i.objid = p.oid)
    """
        .replace(
            "{body}",
            major >= 14 ? "coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)" : "p.prosrc");
  }

  private static final String EXTENSIONS =
      """
      select array[e.extname::text, e.extversion, n.nspname::text, d.description]
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
      left join pg_description d on d.objoid = e.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_extension'::regclass
      where cardinality($2::text[]) = 0
      """;

  private static final String EVENT_TRIGGERS =
      """
      select array[v.evtname::text, v.evtevent::text, n.nspname::text, p.proname::text,
        v.evtenabled::text, array_to_string(v.evttags, chr(10)), d.description]
      from pg_event_trigger v
      join pg_proc p on p.oid = v.evtfoid
      join pg_namespace n on n.oid = p.pronamespace
      left join pg_description d on d.objoid = v.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_event_trigger'::regclass
      where cardinality($2::text[]) = 0
        and not exists (select from ext x
          where x.classid = 'pg_catalog.pg_event_trigger'::regclass and x.objid = v.oid)
      """;

  private static String publications() {
    return """
    select array[p.oid::text, p.pubname::text, p.puballtables::text,
      concat_ws(' ', case when p.pubinsert then 'insert' end,
        case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end), d.description]
    from pg_publication p
    left join pg_description d on d.objoid = p.oid and d.objsubid = 0::int4
      and d.classoid = 'pg_catalog.pg_publication'::regclass
    where cardinality($2::text[]) = 0
    """;
  }

  /** Its tables, and its schemas, whose rows have no table. */
  private static String published(int major) {
    return """
    select array[x.prpubid::text, n.nspname::text, c.relname::text]
    from pg_publication_rel x
    join pg_class c on c.oid = x.prrelid
    join pg_namespace n on n.oid = c.relnamespace
    where cardinality($2::text[]) = 0
    """
        + (major >= 15
            ? """
            union all
            select 'published'::text, array[x.pnpubid::text, n.nspname::text, null]
            from pg_publication_namespace x
            join pg_namespace n on n.oid = x.pnnspid
            where cardinality($2::text[]) = 0
            """
            : "");
  }
}
