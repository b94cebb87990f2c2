// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.introspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgServerException;
import dev.upq.introspect.PgIntrospector;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody puts operators, functions, types and tables in front of the server's own. */
@Timeout(120)
final class HostilePathTest {

  /** An operator or function in schema evil for each of the server's, which only fails. */
  private static final String EVIL =
      """
      create schema evil;
      create table evil.pg_class (oid int);
      create table evil.pg_depend (oid int);
      create domain evil.text as pg_catalog.int4;
      create domain evil.oid as pg_catalog.int4;
      do $$
      declare f record;
      begin
        for f in select distinct p.proname::pg_catalog.text as name,
            pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments
          from pg_catalog.pg_proc p
          where p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace and p.prokind = 'f'
            and p.provariadic = 0 and p.proargmodes is null
            and (p.proname in ('array_to_string', 'cardinality', 'chr', 'current_setting', 'encode',
                'format_type', 'set_config', 'unnest', 'current_database')
              or p.proname ~ '^has_.*_privilege$' or p.proname ~ '^pg_get_')
        loop
          execute pg_catalog.format(
            'create function evil.%I(%s) returns pg_catalog.text language plpgsql as'
            ' ''begin raise exception ''''evil''''; end''', f.name, f.arguments);
        end loop;
        for f in select o.oprname as name, pg_catalog.format_type(o.oprleft, null) as l,
            pg_catalog.format_type(o.oprright, null) as r
          from pg_catalog.pg_operator o
          where o.oprnamespace = 'pg_catalog'::pg_catalog.regnamespace
            and o.oprname in ('=', '<>', '<', '>', '<=', '>=', '&', '~~', '!~', '||')
            and o.oprleft <> 0 and o.oprright <> 0
            and o.oprleft::pg_catalog.regtype::pg_catalog.text !~ '^any'
            and o.oprright::pg_catalog.regtype::pg_catalog.text !~ '^any'
        loop
          execute pg_catalog.format(
            'create or replace function evil.fails(%1$s, %2$s) returns pg_catalog.bool language'
            ' plpgsql as ''begin raise exception ''''evil''''; end'';'
            ' create operator evil.%3$s (leftarg = %1$s, rightarg = %2$s, function = evil.fails)',
            f.l, f.r, f.name);
        end loop;
      end $$
      """;

  @Test
  @DisplayName("IN-10: nothing that stands in front of pg_catalog in the search_path is called")
  void whatStandsInFrontIsNotCalled() {
    PgConfig config = Ground.database(Ground.NEWEST, "hostile_path");
    try (PgConnection connection = Ground.connect(config)) {
      connection.script(
          "create schema app; create type app.mood as enum ('calm', 'wild');"
              + " create table app.t (id serial primary key, m app.mood[] default '{calm}',"
              + " x text check (x <> 'b'), up int references app.t);"
              + " create index on app.t (lower(x)) where id > 3;"
              + " create view app.v as select id from app.t where x = 'q'");
      List<String> before = PgIntrospector.of(connection).schemas("app").read().lines();
      connection.script(EVIL);
      connection.script("set search_path = evil, app, pg_catalog");
      assertThatThrownBy(() -> connection.query("select 'a'::name = 'b'::name"))
          .isInstanceOf(PgServerException.class)
          .hasMessageContaining("evil");
      assertThat(PgIntrospector.of(connection).schemas("app").read().lines()).isEqualTo(before);
      assertThat(connection.query("select pg_catalog.current_setting('search_path')").oneText())
          .isEqualTo("evil, app, pg_catalog");
    }
  }
}
