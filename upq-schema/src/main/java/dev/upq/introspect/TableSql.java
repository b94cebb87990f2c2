// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;

/** What is asked about tables and what hangs on them, but columns and keys. Stateless. */
final class TableSql {

  private TableSql() {}

  /** The parts for a server of that major version. */
  static List<Part> parts(int major) {
    return List.of(
        Part.of("table", tables(major)),
        Part.of("inherits", inherits(major)),
        Part.of("trigger", TRIGGERS),
        Part.of("rule", RULES),
        Part.of("policy", POLICIES),
        Part.of("statistics", STATISTICS));
  }

  private static String tables(int major) {
    return """
    select array[r.oid::text, r.nsp, r.name, r.kind::text, c.relpersistence::text,
      pg_get_userbyid(c.relowner)::text,
      c.relrowsecurity::text, c.relforcerowsecurity::text, array_to_string(c.reloptions, chr(10)),
      p.partstrat::text, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
      case when c.relkind = any ('{v,m}'::"char"[]) then pg_get_viewdef(c.oid) end,
      case when c.relkind = 'v'::"char" then pg_relation_is_updatable(c.oid, false)::text end,
      c.relispopulated::text, f.srvname::text,
      case when c.reloftype <> 0::oid then format_type(c.reloftype, null) end,
      concat_ws(' ',
        case when has_table_privilege(c.oid, 'select') then 'SELECT' end,
        case when has_table_privilege(c.oid, 'insert') then 'INSERT' end,
        case when has_table_privilege(c.oid, 'update') then 'UPDATE' end,
        case when has_table_privilege(c.oid, 'delete') then 'DELETE' end,
        case when has_table_privilege(c.oid, 'truncate') then 'TRUNCATE' end,
        case when has_table_privilege(c.oid, 'references') then 'REFERENCES' end,
        {maintain}
        case when has_table_privilege(c.oid, 'trigger') then 'TRIGGER' end),
      d.description]
    from rel r
    join pg_class c on c.oid = r.oid
    left join pg_partitioned_table p on p.partrelid = c.oid
    left join pg_foreign_table t on t.ftrelid = c.oid
    left join pg_foreign_server f on f.oid = t.ftserver
    left join pg_description d on d.objoid = c.oid and d.objsubid = 0::int4
      and d.classoid = 'pg_catalog.pg_class'::regclass
    """
        .replace(
            "{maintain}",
            major >= 17
                ? "case when has_table_privilege(c.oid, 'maintain') then 'MAINTAIN' end,"
                : "");
  }

  private static String inherits(int major) {
    return """
    select array[r.oid::text, i.inhseqno::text, coalesce(m.name, n.nspname::text), c.relname::text,
      %s::text]
    from rel r
    join pg_inherits i on i.inhrelid = r.oid
    join pg_class c on c.oid = i.inhparent
    join pg_namespace n on n.oid = c.relnamespace
    left join nsp m on m.oid = n.oid
    """
        .formatted(major >= 14 ? "i.inhdetachpending" : "false");
  }

  private static final String TRIGGERS =
      """
      select array[t.tgrelid::text, t.tgname::text, t.tgtype::text,
        array_to_string(t.tgattr, ' '),
        case when t.tgqual is not null then pg_get_triggerdef(t.oid) end,
        n.nspname::text, p.proname::text, encode(t.tgargs, 'hex'),
        t.tgoldtable::text, t.tgnewtable::text, t.tgenabled::text,
        (t.tgconstraint <> 0::oid)::text, t.tgdeferrable::text, t.tginitdeferred::text,
        u.tgname::text, d.description]
      from rel r
      join pg_trigger t on t.tgrelid = r.oid
      join pg_proc p on p.oid = t.tgfoid
      join pg_namespace n on n.oid = p.pronamespace
      left join pg_trigger u on u.oid = t.tgparentid
      left join pg_constraint k on k.oid = t.tgconstraint
      left join pg_description d on d.objoid = t.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_trigger'::regclass
      where not t.tgisinternal or (t.tgparentid <> 0::oid and coalesce(k.contype = 't'::"char", true))
      """;

  private static final String RULES =
      """
      select array[w.ev_class::text, w.rulename::text, w.ev_type::text, w.is_instead::text,
        w.ev_enabled::text, pg_get_ruledef(w.oid), d.description]
      from rel r
      join pg_rewrite w on w.ev_class = r.oid and w.rulename <> '_RETURN'
      left join pg_description d on d.objoid = w.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_rewrite'::regclass
      """;

  private static final String POLICIES =
      """
      select array[p.polrelid::text, p.polname::text, p.polcmd::text, p.polpermissive::text,
        array_to_string(array(
          select case when u.role = 0::oid then 'public' else pg_get_userbyid(u.role)::text end
          from unnest(p.polroles) u (role)), chr(10)),
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
        d.description]
      from rel r
      join pg_policy p on p.polrelid = r.oid
      left join pg_description d on d.objoid = p.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_policy'::regclass
      """;

  private static final String STATISTICS =
      """
      select array[s.stxrelid::text, n.nspname::text, s.stxname::text,
        pg_get_statisticsobjdef(s.oid), d.description]
      from rel r
      join pg_statistic_ext s on s.stxrelid = r.oid
      join pg_namespace n on n.oid = s.stxnamespace
      left join pg_description d on d.objoid = s.oid and d.objsubid = 0::int4
        and d.classoid = 'pg_catalog.pg_statistic_ext'::regclass
      """;
}
