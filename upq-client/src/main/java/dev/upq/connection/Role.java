// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.TargetSessionAttrs;

/**
 * Whether a server is what target_session_attrs asks for, by what it reports itself (PostgreSQL 14
 * and newer).
 */
final class Role {

  private Role() {}

  static boolean fits(PgConnection connection, TargetSessionAttrs wanted) {
    return switch (wanted) {
      case ANY, PREFER_STANDBY -> true;
      case PRIMARY -> !standby(connection);
      case STANDBY -> standby(connection);
      case READ_WRITE -> !standby(connection) && !readOnly(connection);
      case READ_ONLY -> standby(connection) || readOnly(connection);
    };
  }

  private static boolean standby(PgConnection connection) {
    return connection
        .parameter("in_hot_standby")
        .map("on"::equals)
        .orElseGet(() -> connection.query("select pg_catalog.pg_is_in_recovery()").oneBoolean());
  }

  private static boolean readOnly(PgConnection connection) {
    return connection
        .parameter("default_transaction_read_only")
        .map("on"::equals)
        .orElseGet(
            () -> connection.query("show default_transaction_read_only").oneText().equals("on"));
  }
}
