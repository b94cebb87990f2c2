// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.row.QueryResult;
import dev.upq.statement.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the log's table looks like, and how it is made and brought up to date. Immutable.
 *
 * <p>Other versions of this library may have written it. So columns are only ever added, each with
 * a default or without NOT NULL; all statements name the columns that they use; and those that are
 * not known are left alone. What is missing is added under the lock.
 */
final class LogLayout {

  /** The columns of the first layout: a table without one of these is not a log. */
  private static final List<String> FIRST =
      List.of(
          "id bigint generated always as identity primary key",
          "kind text not null",
          "version bigint",
          "name text not null",
          "state text not null",
          "checksum text not null",
          "checksum_algorithm int not null");

  /** All others; each may be missing in a table that an older version has made. */
  private static final List<String> LATER =
      List.of(
          "direction text not null default 'up'",
          "statements_done int not null default 0",
          "statement_begun int not null default 0",
          "done_checksum text not null default ''",
          "up_sql text",
          "down_sql text",
          "started_at timestamptz not null default pg_catalog.clock_timestamp()",
          "finished_at timestamptz",
          "duration_ms bigint",
          "applied_by text not null default session_user",
          "application text not null default pg_catalog.current_setting('application_name')",
          "server_version text not null default pg_catalog.current_setting('server_version')",
          "upq_version text not null default ''",
          "run text not null default ''",
          "error text",
          "reverted_at timestamptz",
          "reverted_by text");

  private static final String COLUMNS =
      """
      select a.attname::pg_catalog.text from pg_catalog.pg_attribute a
      where a.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
        and a.attnum OPERATOR(pg_catalog.>) 0 and not a.attisdropped
      """;

  private final String schema;
  private final String table;
  private final String qualified;

  /** Names as they are, without quotes. */
  LogLayout(String schema, String table) {
    this.schema = schema;
    this.table = table;
    this.qualified = Identifier.quote(schema) + "." + Identifier.quote(table);
  }

  String schema() {
    return schema;
  }

  String table() {
    return table;
  }

  /** Quoted, with its schema. */
  String qualified() {
    return qualified;
  }

  /**
   * Makes what is missing, in one transaction. Under the migrator's lock, outside a transaction.
   *
   * @throws MigrationException where a table of that name is there that is no log ({@code LOG})
   */
  void make(PgConnection connection) {
    List<String> script = script(connection);
    if (!script.isEmpty()) {
      connection.script("begin; " + String.join("; ", script) + "; commit");
    }
  }

  private List<String> script(PgConnection connection) {
    QueryResult found = connection.query(COLUMNS, qualified);
    Set<String> there =
        found.stream().map(row -> row.get(0, String.class)).collect(Collectors.toSet());
    List<String> script = new ArrayList<>();
    if (there.isEmpty()) {
      // Without the question, a role that may not make schemas would fail although it is there.
      if (connection
          .query(
              "select 1 from pg_catalog.pg_namespace where nspname OPERATOR(pg_catalog.=) $1",
              schema)
          .isEmpty()) {
        script.add("create schema " + Identifier.quote(schema));
      }
      script.add("create table " + qualified + " (" + all() + ")");
      script.add(guard());
      return script;
    }
    refuseOther(there);
    for (String column : LATER) {
      if (!there.contains(nameOf(column))) {
        script.add("alter table " + qualified + " add column if not exists " + column);
      }
    }
    return script;
  }

  private static String all() {
    List<String> all = new ArrayList<>(FIRST);
    all.addAll(LATER);
    return String.join(", ", all);
  }

  /** No version is there twice, whatever else goes wrong. */
  private String guard() {
    return "create unique index on "
        + qualified
        + " (version) where kind OPERATOR(pg_catalog.=) 'versioned'"
        + " and state OPERATOR(pg_catalog.<>) 'reverted'";
  }

  private void refuseOther(Set<String> there) {
    for (String column : FIRST) {
      if (!there.contains(nameOf(column))) {
        throw new MigrationException(
            Reason.LOG,
            "the table "
                + qualified
                + " is there and is no log of migrations: it has no column "
                + nameOf(column)
                + "; name another one (--table), or move it away");
      }
    }
  }

  private static String nameOf(String column) {
    return column.substring(0, column.indexOf(' '));
  }
}
