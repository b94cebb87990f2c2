// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import dev.upq.statement.PreparedStatementRegistry.Counts;
import java.util.List;

/**
 * One registry on one server: connections that share it, and what the server holds of it. Asks by
 * the simple protocol, so that asking prepares nothing. Immutable.
 *
 * @param setup with the registry
 */
record RegistryServer(ConnectionSetup setup) {

  /** A statement as a session holds it. */
  record Held(String name, String sql, String preparedAt, String parameters) {

    private static Held of(Row row) {
      return new Held(row.text(0), row.text(1), row.text(2), row.text(3));
    }
  }

  static RegistryServer in(PgConfig config) {
    return new RegistryServer(Servers.setup(config));
  }

  PgConnection connect() {
    return new Connector(setup).connect();
  }

  /** A connection with the same registry and settings of its own. */
  PgConnection connect(PgConfig config) {
    ConnectionSetup its = Servers.setup(config);
    return new Connector(
            new ConnectionSetup(
                its.config(),
                its.catalogue(),
                its.mapping(),
                setup.registry(),
                its.probe(),
                its.clock(),
                its.crew(),
                its.transport(),
                its.limits(),
                its.trace()))
        .connect();
  }

  PgPool pool() {
    return PgPool.open(setup);
  }

  Counts counts() {
    return setup.registry().counts();
  }

  /** Runs a script on a connection that has nothing to do with the registry. */
  void aside(String script) {
    try (PgConnection other = Servers.connect(setup.config())) {
      other.script(script);
    }
  }

  static List<Held> held(PgConnection connection) {
    return connection
        .script(
            "select name, statement, prepare_time::text, parameter_types::text from"
                + " pg_catalog.pg_prepared_statements where name like 'upq%' order by prepare_time,"
                + " name")
        .getFirst()
        .list(Held::of);
  }

  /** What the session holds of that text. */
  static List<Held> held(PgConnection connection, String sql) {
    return held(connection).stream().filter(each -> each.sql().equals(sql)).toList();
  }
}
