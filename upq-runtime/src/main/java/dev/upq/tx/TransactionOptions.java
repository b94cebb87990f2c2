// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgUsageException;
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

  /**
   * A part cannot have other properties than the whole.
   *
   * @throws PgUsageException where it asks for some
   */
  void refuseInside(TransactionOptions asked) {
    boolean sameLevel = asked.isolation.isEmpty() || asked.isolation.equals(isolation);
    if (!sameLevel || (asked.readOnly && !readOnly) || (asked.deferrable && !deferrable)) {
      throw new PgUsageException(
          "a scope inside another cannot have an isolation level of its own, nor be read-only or"
              + " deferrable where that is not; make it REQUIRES_NEW");
    }
  }

  String begin() {
    StringBuilder sql = new StringBuilder("BEGIN");
    isolation.ifPresent(level -> sql.append(" ISOLATION LEVEL ").append(level.sql()));
    sql.append(readOnly ? " READ ONLY" : "");
    sql.append(deferrable ? " DEFERRABLE" : "");
    return sql.toString();
  }
}
