// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;

/** What is asked about columns, constraints and indexes. Stateless. */
final class ColumnSql {

  private ColumnSql() {}

  /** The parts for a server of that major version. */
  static List<Part> parts(int major) {
    return List.of(
        Part.of("column", columns(major)),
        Part.of("column sequence", COLUMN_SEQUENCES),
        Part.of("constraint", constraints(major)),
        Part.of("referenced", REFERENCED),
        Part.of("index", indexes(major)),
        Part.of("index key", INDEX_KEYS));
  }

  private static String columns(int major) {
    return """
    select array[a.attrelid::text, a.attnum::text, a.attname::text, a.atttypid::text,
      tn.nspname::text, coalesce(e.typname, t.typname)::text,
      case when e.oid is null then '0' else greatest(a.attndims, 1)::text end,
      format_type(a.atttypid, a.atttypmod),
      a.attnotnull::text, {notnull},
      pg_get_expr(v.adbin, v.adrelid), a.attidentity::text, a.attgenerated::text,
      cn.nspname::text, co.collname::text, a.attislocal::text,
      case when a.attacl is not null then concat_ws(' ',
        case when has_column_privilege(a.attrelid, a.attnum, 'select') then 'SELECT' end,
        case when has_column_privilege(a.attrelid, a.attnum, 'insert') then 'INSERT' end,
        case when has_column_privilege(a.attrelid, a.attnum, 'update') then 'UPDATE' end,
        case when has_column_privilege(a.attrelid, a.attnum, 'references') then 'REFERENCES' end)
      end,
      d.description]
    from (select r.oid from rel r union all select t.relid from typ t where t.relid <> 0::oid) r
    join pg_attribute a on a.attrelid = r.oid and a.attnum > 0::int2 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_type e on e.oid = t.typelem and e.typarray = t.oid
    join pg_namespace tn on tn.oid = coalesce(e.typnamespace, t.typnamespace)
    left join pg_attrdef v on v.adrelid = a.attrelid and v.adnum = a.attnum
    left join pg_collation co on co.oid = a.attcollation and a.attcollation <> t.typcollation
    left join pg_namespace cn on cn.oid = co.collnamespace
    {nn}
    left join pg_description d on d.objoid = a.attrelid and d.objsubid = a.attnum::int4
      and d.classoid = 'pg_catalog.pg_class'::regclass
    """
        .replace(
            "{notnull}",
            major >= 18
                ? "nn.conname::text, coalesce(nn.convalidated, true)::text,"
                    + " coalesce(not nn.connoinherit, true)::text"
                : "null, 'true', 'true'")
        .replace(
            "{nn}",
            major >= 18
                ? """
                left join pg_constraint nn on nn.conrelid = a.attrelid and a.attnotnull
                  and nn.contype = 'n'::"char" and nn.conkey[1] = a.attnum\
                """
                : "");
  }

  /** Those that belong to a column, and those that its default takes values from. */
  private static final String COLUMN_SEQUENCES =
      """
      select array[d.refobjid::text, d.refobjsubid::text, d.deptype::text,
        coalesce(m.name, n.nspname::text), s.relname::text]
      from rel r
      join pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = r.oid
        and d.classid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0::int4
        and d.deptype = any ('{a,i}'::"char"[])
      join pg_class s on s.oid = d.objid and s.relkind = 'S'::"char"
      join pg_namespace n on n.oid = s.relnamespace
      left join nsp m on m.oid = n.oid
      union all
      select 'column sequence'::text, array[v.adrelid::text, v.adnum::text, 'n',
        coalesce(m.name, n.nspname::text), s.relname::text]
      from rel r
      join pg_attrdef v on v.adrelid = r.oid
      join pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = v.oid
        and d.refclassid = 'pg_catalog.pg_class'::regclass
      join pg_class s on s.oid = d.refobjid and s.relkind = 'S'::"char"
      join pg_namespace n on n.oid = s.relnamespace
      left join nsp m on m.oid = n.oid
      """;

  private static String constraints(int major) {
    return """
    select array[k.oid::text, h.oid::text, k.conname::text, k.contype::text,
      k.condeferrable::text, k.condeferred::text, {enforced}::text, k.convalidated::text,
      k.conislocal::text, (not k.connoinherit)::text, {period}::text,
      im.nspname::text, i.relname::text,
      coalesce(m.name, n.nspname::text), c.relname::text,
      k.confupdtype::text, k.confdeltype::text, k.confmatchtype::text,
      array_to_string(k.conkey, ' '), {set},
      case when k.contype = 'x'::"char" then array_to_string(array(
        select o.oprname::text
        from unnest(k.conexclop) with ordinality x (oid, n)
        join pg_operator o on o.oid = x.oid order by x.n), ' ') end,
      case when k.contype <> all ('{p,u,f}'::"char"[]) then pg_get_constraintdef(k.oid) end,
      d.description]
    from (select r.oid, r.oid as rel, 0::oid as typ from rel r
          union all select t.oid, 0::oid, t.oid from typ t) h
    join pg_constraint k on k.conrelid = h.rel and k.contypid = h.typ
      and k.contype <> all ('{n,t}'::"char"[])
    left join pg_constraint up on up.oid = k.conparentid and up.conrelid = k.conrelid
    left join pg_class i on i.oid = k.conindid
    left join pg_namespace im on im.oid = i.relnamespace
    left join pg_class c on c.oid = k.confrelid
    left join pg_namespace n on n.oid = c.relnamespace
    left join nsp m on m.oid = n.oid
    left join pg_description d on d.objoid = k.oid and d.objsubid = 0::int4
      and d.classoid = 'pg_catalog.pg_constraint'::regclass
    where up.oid is null
    """
        .replace("{enforced}", major >= 18 ? "k.conenforced" : "true")
        .replace("{period}", major >= 18 ? "k.conperiod" : "false")
        .replace("{set}", major >= 15 ? "array_to_string(k.confdelsetcols, ' ')" : "null::text");
  }

  /** The columns that foreign keys point at, in the order of the key. */
  private static final String REFERENCED =
      """
      select array[k.oid::text, x.n::text, a.attname::text]
      from rel r
      join pg_constraint k on k.conrelid = r.oid and k.contype = 'f'::"char"
      cross join lateral unnest(k.confkey) with ordinality x (att, n)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.att
      """;

  private static String indexes(int major) {
    return """
    select array[i.indexrelid::text, i.indrelid::text, c.relname::text, m.amname::text,
      i.indnkeyatts::text, pg_get_expr(i.indpred, i.indrelid),
      array_to_string(c.reloptions, chr(10)),
      i.indisunique::text, i.indisprimary::text, {distinct}::text, i.indisvalid::text,
      i.indisready::text, i.indislive::text, i.indisclustered::text, i.indisreplident::text,
      k.conname::text, un.nspname::text, u.relname::text, d.description]
    from rel r
    join pg_index i on i.indrelid = r.oid
    join pg_class c on c.oid = i.indexrelid
    join pg_am m on m.oid = c.relam
    left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid
      and k.contype = any ('{p,u,x}'::"char"[])
    left join pg_inherits h on h.inhrelid = i.indexrelid
    left join pg_class u on u.oid = h.inhparent
    left join pg_namespace un on un.oid = u.relnamespace
    left join pg_description d on d.objoid = i.indexrelid and d.objsubid = 0::int4
      and d.classoid = 'pg_catalog.pg_class'::regclass
    """
        .replace("{distinct}", major >= 15 ? "i.indnullsnotdistinct" : "false");
  }

  private static final String INDEX_KEYS =
      """
      select array[i.indexrelid::text, k.n::text, k.att::text,
        case when k.att = 0::int2 then pg_get_indexdef(i.indexrelid, k.n::int4, true) end,
        on_.nspname::text, o.opcname::text, cn.nspname::text, co.collname::text,
        k.opt::text]
      from rel r
      join pg_index i on i.indrelid = r.oid
      cross join lateral rows from (unnest(i.indkey), unnest(i.indclass),
        unnest(i.indcollation), unnest(i.indoption)) with ordinality k (att, opc, coll, opt, n)
      left join pg_opclass o on o.oid = k.opc and not o.opcdefault
      left join pg_namespace on_ on on_.oid = o.opcnamespace
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.att
      left join pg_collation co on co.oid = k.coll and k.coll <> coalesce(a.attcollation, 100::oid)
      left join pg_namespace cn on cn.oid = co.collnamespace
      """;
}
