// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

/**
 * How much a transaction sees of others.
 *
 * @see <a href="https://www.postgresql.org/docs/18/transaction-iso.html">Transaction isolation</a>
 */
public enum Isolation {
  READ_COMMITTED("READ COMMITTED"),
  REPEATABLE_READ("REPEATABLE READ"),
  SERIALIZABLE("SERIALIZABLE");

  private final String sql;

  Isolation(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
