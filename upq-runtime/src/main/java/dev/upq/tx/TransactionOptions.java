// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.util.Optional;

/**
 * How a transaction begins. Immutable.
 *
 * @param isolation the level; empty is the session's default
 * @param readOnly whether writes are refused by the server
 * @param deferrable whether it waits, before it begins, for a snapshot that cannot fail; has an
 *     effect for serializable read-only transactions only, and is refused for others
 */
public record TransactionOptions(
    Optional<Isolation> isolation, boolean readOnly, boolean deferrable) {

  public TransactionOptions {
    if (deferrable && !(readOnly && isolation.filter(Isolation.SERIALIZABLE::equals).isPresent())) {
      throw new IllegalArgumentException(
          "deferrable has an effect for serializable read-only transactions only");
    }
  }

  public static TransactionOptions standard() {
    return new TransactionOptions(Optional.empty(), false, false);
  }

  public TransactionOptions with(Isolation level) {
    return new TransactionOptions(Optional.of(level), readOnly, deferrable);
  }

  public TransactionOptions asReadOnly() {
    return new TransactionOptions(isolation, true, deferrable);
  }

  public TransactionOptions asDeferrable() {
    return new TransactionOptions(isolation, readOnly, true);
  }

  String begin() {
    StringBuilder sql = new StringBuilder("BEGIN");
    isolation.ifPresent(level -> sql.append(" ISOLATION LEVEL ").append(level.sql()));
    sql.append(readOnly ? " READ ONLY" : "");
    sql.append(deferrable ? " DEFERRABLE" : "");
    return sql.toString();
  }
}
